package check

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/batch"
)

// A target is a vault and what of it is to be checked.
type target struct {
	dir   string
	notes []string // absolute paths; none for the whole vault
}

// targetsOf sorts paths into vaults.
func targetsOf(paths []string) ([]target, error) {
	var out []target
	for _, p := range paths {
		info, err := os.Stat(p)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("there is no file or folder %s", p)
		case err != nil:
			return nil, err
		}
		abs, err := filepath.Abs(p)
		if err != nil {
			return nil, err
		}
		if info.IsDir() {
			out = append(out, target{dir: abs})
			continue
		}
		dir := batch.RootOf(abs)
		if i := slices.IndexFunc(out, func(t target) bool { return t.dir == dir && t.notes != nil }); i >= 0 {
			out[i].notes = append(out[i].notes, abs)
		} else {
			out = append(out, target{dir: dir, notes: []string{abs}})
		}
	}
	return out, nil
}

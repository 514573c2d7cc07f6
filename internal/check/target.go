package check

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/config"
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
		dir := vaultOf(abs)
		if i := slices.IndexFunc(out, func(t target) bool { return t.dir == dir && t.notes != nil }); i >= 0 {
			out[i].notes = append(out[i].notes, abs)
		} else {
			out = append(out, target{dir: dir, notes: []string{abs}})
		}
	}
	return out, nil
}

// vaultMarks are what lies in the root of a vault.
var vaultMarks = []string{config.FileName, ".obsidian", ".git"}

// vaultOf is the folder that a note's links count from: the nearest above it that
// holds a mark of a vault, else the working directory if the note is below it, else
// the note's own folder.
func vaultOf(note string) string {
	for dir := filepath.Dir(note); ; dir = filepath.Dir(dir) {
		for _, mark := range vaultMarks {
			if _, err := os.Lstat(filepath.Join(dir, mark)); err == nil {
				return dir
			}
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, note); err == nil && filepath.IsLocal(rel) {
			return wd
		}
	}
	return filepath.Dir(note)
}

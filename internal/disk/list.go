package disk

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Spelled returns id as the disk spells it, where that differs in Unicode form alone:
// shells and file systems disagree about it. What is not there stays as it is.
func (r *Root) Spelled(id string) string {
	if _, err := r.top().Lstat(id); err == nil || !isID(id) {
		return id
	}
	at := "."
	names := strings.Split(id, "/")
	for i, name := range names {
		if _, err := r.top().Lstat(join(at, name)); err != nil {
			entries, _ := r.list(at)
			j := slices.IndexFunc(entries, func(e fs.DirEntry) bool { return vault.NFC(e.Name()) == vault.NFC(name) })
			if j < 0 {
				return join(at, strings.Join(names[i:], "/"))
			}
			name = entries[j].Name()
		}
		at = join(at, name)
	}
	return at
}

// FilesIn lists the files that lie in a folder, by their ids: hidden and ignored ones
// too, a symlink as what it is.
func (r *Root) FilesIn(id string) ([]string, error) {
	real, _, err := r.resolve(id)
	if err != nil {
		return nil, unreadable("The folder "+id, err)
	}
	entries, err := r.list(real)
	if err != nil {
		return nil, unreadable("The folder "+id, err)
	}
	var out []string
	for _, e := range entries {
		if !e.IsDir() {
			out = append(out, join(id, e.Name()))
			continue
		}
		below, err := r.FilesIn(join(id, e.Name()))
		if err != nil {
			return nil, err
		}
		out = append(out, below...)
	}
	return out, nil
}

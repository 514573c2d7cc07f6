// Package batch reads a vault from disk once, for the commands that answer and end:
// the linter, the questions and mv. It finds the root, the settings and the notes as the
// language server does.
package batch

import (
	"context"
	"os"
	"path/filepath"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/terms"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Vault is a root as it was when it was read. The texts of its notes are read
// again when they are asked for, until it is closed.
type Vault struct {
	*disk.Root
	Snap  *vault.Snapshot
	Terms *terms.Terms
	// Told are sentences about moves that were interrupted, and what became of them.
	Told []string
	// Unread are sentences about what could not be read; the rest is there.
	Unread []error
}

// Load reads the vault in the folder dir, which the caller closes. Files that the walk
// leaves out and links lead to are in it.
func Load(ctx context.Context, dir string) (*Vault, error) {
	root, err := disk.Open(dir)
	if err != nil {
		return nil, err
	}
	v := &Vault{Root: root}
	if v.Told, err = root.Recover(); err != nil {
		v.Told = append(v.Told, err.Error())
	}
	if err := v.load(ctx); err != nil {
		_ = root.Close()
		return nil, err
	}
	return v, nil
}

func (v *Vault) load(ctx context.Context) error {
	user, err := terms.UserLayer()
	if err != nil {
		return err
	}
	if v.Terms, err = terms.Of(v.Root, user, config.Layer{}); err != nil {
		return err
	}
	empty := vault.New(v.Terms.Vault)
	changes, unread, err := v.Load(ctx, v.Terms.Disk, empty, func(int, int) {})
	if err != nil {
		return err
	}
	v.Unread = unread
	snap, _ := empty.Update(changes...)
	var asked []vault.NoteID
	for n := range snap.Notes() {
		asked = append(asked, snap.Missing(n)...)
	}
	v.Snap, _ = snap.Update(v.Reveal(v.Terms.Disk, asked)...)
	return nil
}

// Shown is the path of a note or file as a user in the working directory would write
// it, with slashes.
func (v *Vault) Shown(id vault.NoteID) string {
	p := v.Path(string(id))
	wd, err := os.Getwd()
	if err != nil {
		return p
	}
	if real, err := filepath.EvalSymlinks(wd); err == nil {
		wd = real
	}
	rel, err := filepath.Rel(wd, p)
	if err != nil {
		return p
	}
	return filepath.ToSlash(rel)
}

// rootMarks are what lies in the root of a vault.
var rootMarks = []string{config.FileName, ".obsidian", ".git"}

// RootOf is the folder that the links of the note at an absolute path count from: the
// nearest above it that holds a mark of a vault, else the working directory if the
// note is below it, else the note's own folder. The note need not be there.
func RootOf(note string) string {
	for dir := filepath.Dir(note); ; dir = filepath.Dir(dir) {
		for _, mark := range rootMarks {
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

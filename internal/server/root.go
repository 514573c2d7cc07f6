package server

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A root is one folder of notes and its vault, or the place of a lone note: one
// that was opened without a folder, or that its folder ignores.
type root struct {
	disk     *disk.Root
	dir      string // as the client spells it: URIs of a symlinked folder keep the link
	lone     bool
	only     string // a lone note's path
	settings config.Settings
	rules    disk.Rules
	snap     atomic.Pointer[vault.Snapshot]
	// loaded says that the first load is done: until then every link would look
	// broken, so nothing is published.
	loaded atomic.Bool
}

// openRoot opens a workspace folder. The error is a sentence for the user.
func (s *session) openRoot(dir string) (*root, error) {
	if reason := tooWide(dir); reason != "" {
		return nil, fmt.Errorf("%s is %s and not a folder of notes, so it is not indexed. Open the folder that holds your notes", dir, reason)
	}
	d, err := disk.Open(dir)
	if err != nil {
		return nil, err
	}
	r := &root{disk: d, dir: dir}
	r.snap.Store(&vault.Snapshot{})
	if err := r.readSettings(s.settings); err != nil {
		s.say(protocol.MessageTypeWarning, fmt.Sprintf("%s: %v. The defaults are used until it is mended.", d.Path(config.FileName), err))
	}
	return r, nil
}

// tooWide says why dir must not be walked: a folder that nobody keeps notes in
// loose, and that holds everything.
func tooWide(dir string) string {
	dir = filepath.Clean(dir)
	if dir == filepath.Dir(dir) {
		return "the root of the file system"
	}
	if home, err := os.UserHomeDir(); err == nil && dir == filepath.Clean(home) {
		return "your home folder"
	}
	return ""
}

// openLone makes a root for one note whose folder is not known.
func (s *session) openLone(path string) (*root, error) {
	d, err := disk.Open(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	r := &root{disk: d, dir: filepath.Dir(path), lone: true, only: path, settings: s.settings}
	r.snap.Store(vault.Lone())
	r.loaded.Store(true)
	return r, nil
}

// readSettings puts the client's settings over those of the vault's file.
func (r *root) readSettings(client config.Settings) error {
	src, _, err := r.disk.ReadFile(config.FileName)
	var file config.Settings
	if err == nil {
		file, err = config.ParseTOML(src)
	} else if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	r.settings = client.Over(file)
	r.rules = disk.Rules{Exclude: r.settings.Exclude}
	return err
}

// id is the path in the root's terms; ok is false when it lies elsewhere.
func (r *root) id(path string) (vault.NoteID, bool) {
	if r.lone && path != r.only {
		return "", false
	}
	id, ok := r.disk.Rel(path)
	return vault.NoteID(id), ok
}

// uri names a note or file of the root.
func (r *root) uri(id vault.NoteID) uri.URI {
	return uri.File(filepath.Join(r.dir, filepath.FromSlash(string(id))))
}

func (r *root) reveal(paths []vault.NoteID) []vault.Change {
	if r.lone {
		return nil
	}
	return r.disk.Reveal(r.rules, paths)
}

func (r *root) close() { _ = r.disk.Close() }

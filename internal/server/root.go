package server

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/terms"
	"github.com/notes-lsp/notes-lsp/internal/vault"
	"github.com/notes-lsp/notes-lsp/internal/weblink"
)

// A root is one folder of notes and its vault, or the place of a lone note: one
// that was opened without a folder, or that its folder ignores.
type root struct {
	disk  *disk.Root
	dir   string // as the client spells it: URIs of a symlinked folder keep the link
	lone  bool
	only  string // a lone note's path
	terms atomic.Pointer[terms.Terms]
	web   *weblink.Memory // the session's
	snap  atomic.Pointer[vault.Snapshot]
	// loaded says that the first load is done: until then every link would look
	// broken, so nothing is published.
	loaded atomic.Bool
	// wanted are the paths that links looked for outside the walk. Of the look that is
	// under way only.
	wanted map[vault.NoteID]bool

	// The rest is the session's, under its lock.
	gone     bool          // the session has let go of it; its disk is closed when nobody looks
	backlog  backlog       // what is to be looked at on disk
	looking  *look         // under way, nil for none
	idle     chan struct{} // closed when no look follows on the one under way; nil for none
	expected []expectation // what the client is at, on disk
	watching *watching     // our own; nil for none
	unkept   int           // how many notes changed on disk since they were kept for the next start
	// What the user was last told is wrong with the folder and the settings in it.
	complaint, unreadable string
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
	return &root{disk: d, dir: dir, web: &s.web, wanted: map[vault.NoteID]bool{}}, nil
}

// settle puts a root under its settings, with an empty vault. The caller holds s.mu.
func (s *session) settle(r *root) {
	t := s.termsOf(r)
	r.terms.Store(t)
	r.snap.Store(vault.New(t.Vault))
	s.publisher.markSettings(r)
}

// nestedIn lists the roots below r, by their paths from it. They are vaults of
// their own.
func (s *session) nestedIn(r *root) []string {
	var out []string
	for _, other := range *s.roots.Load() {
		if other == r || other.lone {
			continue
		}
		if id, ok := r.disk.Rel(other.disk.Dir()); ok && id != "." {
			out = append(out, id)
		}
	}
	return out
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

// openLone makes a root for one note whose folder is not known, and need not be
// there before the note is saved. The caller holds s.mu.
func (s *session) openLone(path string) (*root, error) {
	dir := filepath.Dir(path)
	d, err := disk.Open(dir)
	for errors.Is(err, fs.ErrNotExist) && dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
		d, err = disk.Open(dir)
	}
	if err != nil {
		return nil, err
	}
	r := &root{disk: d, dir: dir, web: &s.web, lone: true, only: path}
	t := terms.Lone(s.user, s.editor)
	r.terms.Store(t)
	r.snap.Store(vault.Lone(t.Vault))
	r.loaded.Store(true)
	return r, nil
}

// id is the path in the root's terms; ok is false when it lies elsewhere.
func (r *root) id(path string) (vault.NoteID, bool) {
	if r.lone && path != r.only {
		return "", false
	}
	id, ok := r.disk.Rel(path)
	return vault.NoteID(id), ok
}

// folderAt picks, of the folders that hold path, the innermost; -1 for none.
func folderAt(roots []*root, path string) (index int, id vault.NoteID) {
	index = -1
	for i, r := range roots {
		at, ok := r.id(path)
		if ok && !r.lone && (index < 0 || strings.Count(string(at), "/") < strings.Count(string(id), "/")) {
			index, id = i, at
		}
	}
	return index, id
}

// loneAt finds the lone note at path; -1 for none.
func loneAt(roots []*root, path string) (index int, id vault.NoteID) {
	for i, r := range roots {
		if id, ok := r.id(path); ok && r.lone {
			return i, id
		}
	}
	return -1, ""
}

// uri names a note or file of the root.
func (r *root) uri(id vault.NoteID) uri.URI {
	return uri.File(filepath.Join(r.dir, filepath.FromSlash(string(id))))
}

// close lets go of the folder; what it can say is that this was done before.
func (r *root) close() { _ = r.disk.Close() }

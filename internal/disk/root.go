package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
)

// A Root is a folder of notes, opened so that nothing outside it is read: every
// open goes through [os.Root], which no symlink and no ".." leads out of.
// All methods may be called from several goroutines at once.
type Root struct {
	root  atomic.Pointer[os.Root] // never nil; another one after Renew
	dir   string                  // absolute, symlinks resolved
	given string                  // absolute, as the caller of Open spelled it
	// before is called before each step of a change, nil for not at all: tests have it
	// fail or end the process there.
	before func(step string) error
}

// Open opens the folder dir; a relative dir starts at the working directory.
// The folder itself may be a symlink, hidden, or ignored by git. An error is a
// sentence for the note-taker that says what to do instead.
func Open(dir string) (*Root, error) {
	given, err := filepath.Abs(dir)
	if err != nil {
		return nil, unreadable("The folder "+dir, err)
	}
	resolved, err := filepath.EvalSymlinks(given)
	if err != nil {
		return nil, openError(given, err)
	}
	info, err := os.Stat(resolved)
	if err != nil {
		return nil, openError(given, err)
	}
	if !info.IsDir() {
		return nil, &sentence{given + " is not a folder; open the folder that holds it.", fs.ErrInvalid}
	}
	root, err := os.OpenRoot(resolved)
	if err != nil {
		return nil, openError(given, err)
	}
	r := &Root{dir: resolved, given: given}
	r.root.Store(root)
	return r, nil
}

// top is the folder as it is open now.
func (r *Root) top() *os.Root { return r.root.Load() }

// Current reports whether the folder is there, and is the one that is open.
func (r *Root) Current() bool {
	now, err := os.Stat(r.dir)
	if err != nil {
		return false
	}
	was, err := r.top().Stat(".")
	return err == nil && os.SameFile(now, was)
}

// Renew opens the folder again where another one has taken its place: it was deleted
// and made anew, or a copy was moved there. What is open else is the old one, in which
// nothing changes any more. While there is no folder, the old one stays.
func (r *Root) Renew() (renewed bool) {
	if r.Current() {
		return false
	}
	if _, err := r.top().Stat("."); errors.Is(err, os.ErrClosed) {
		return false
	}
	root, err := os.OpenRoot(r.dir)
	if err != nil {
		return false
	}
	_ = r.root.Swap(root).Close() // who is reading from it reads of a folder that is gone
	return true
}

// openError says why the folder given could not be opened, and the way out.
func openError(given string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &sentence{"There is no folder " + given + "; create it, or open another one.", err}
	case errors.Is(err, fs.ErrPermission):
		return &sentence{"The folder " + given + " cannot be read: you do not have the permission.", err}
	}
	return unreadable("The folder "+given, err)
}

// Close lets go of the folder. What was read stays valid; later calls fail.
func (r *Root) Close() error { return r.top().Close() }

// Dir is the absolute path of the folder with its symlinks resolved.
func (r *Root) Dir() string { return r.dir }

// Rel turns the absolute path of a file into its id, and reports whether the
// file lies beneath the root. A path that starts with the root as [Open] was
// given it means the same note as one that starts with [Root.Dir], so a buffer
// opened through a symlinked folder is the note on disk. Rel compares text: it
// touches no file, and the file need not exist. The root itself is ".".
// On Windows the drive letter may have either case, as editors disagree on it.
func (r *Root) Rel(path string) (id string, ok bool) {
	if !filepath.IsAbs(path) {
		return "", false
	}
	path = filepath.Clean(path)
	if id, ok = relativeTo(r.dir, path); ok {
		return id, true
	}
	return relativeTo(r.given, path)
}

// relativeTo cuts the folder dir off path; both are absolute and clean.
func relativeTo(dir, path string) (id string, ok bool) {
	dirVolume, volume := filepath.VolumeName(dir), filepath.VolumeName(path)
	if !strings.EqualFold(dirVolume, volume) {
		return "", false
	}
	// A root that is the whole drive ends in a separator, others do not.
	dir = strings.TrimSuffix(dir[len(dirVolume):], string(filepath.Separator))
	rest, ok := strings.CutPrefix(path[len(volume):], dir)
	switch {
	case !ok:
		return "", false
	case rest == "" || rest == string(filepath.Separator):
		return ".", true
	case rest[0] != filepath.Separator:
		return "", false // a sibling whose name starts alike: notes, notes-old
	}
	return filepath.ToSlash(rest[1:]), true
}

// isID reports whether id can name something beneath a root: a path of names, none of
// them "", "." or "..", or "." alone. It is [fs.ValidPath] for names that are not UTF-8,
// too: an archive from elsewhere may unpack to such.
func isID(id string) bool {
	if id == "." {
		return true
	}
	for name := range strings.SplitSeq(id, "/") {
		if name == "" || name == "." || name == ".." {
			return false
		}
	}
	return true
}

// Path is the absolute path of the file with this id, beneath [Root.Dir].
func (r *Root) Path(id string) string {
	return filepath.Join(r.dir, filepath.FromSlash(id))
}

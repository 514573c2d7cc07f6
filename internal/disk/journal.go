package disk

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
)

// A phase of a change says what whoever finds its journal has to do.
type phase string

const (
	staging  phase = "staging"
	applying phase = "applying"
	made     phase = "made"
	undoing  phase = "undoing"
)

// journalVersion changes with the meaning of a journal.
const journalVersion = 1

// A journal says what a change does; see [Root.Commit]. All paths are ids without
// symlinks, but for that of the root.
type journal struct {
	Version int
	Root    quoted
	Token   string
	Phase   phase
	Folders []quoted `json:",omitempty"` // that the change makes, from the top
	Writes  []journalWrite
	Renames []journalRename
}

type journalWrite struct {
	File     quoted
	Old, New string // SHA-256 in hexadecimal digits
}

type journalRename struct{ From, To quoted }

// A quoted path comes through JSON as it is, be it UTF-8 or not, and can be read.
type quoted string

func (q quoted) MarshalText() ([]byte, error) { return []byte(strconv.Quote(string(q))), nil }

func (q *quoted) UnmarshalText(b []byte) error {
	s, err := strconv.Unquote(string(b))
	*q = quoted(s)
	return err
}

// stateDir is the folder of the journals: $XDG_STATE_HOME/notes-lsp, or where the system
// keeps such. It is the user's own, and none that may be emptied at any time, as the one
// for caches.
func stateDir() (string, error) {
	dir := os.Getenv("XDG_STATE_HOME")
	if filepath.IsAbs(dir) {
		return filepath.Join(dir, "notes-lsp"), nil
	}
	if runtime.GOOS == "windows" {
		dir, err := os.UserCacheDir() // %LocalAppData%, which nothing empties
		return filepath.Join(dir, "notes-lsp"), err
	}
	home, err := os.UserHomeDir()
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Application Support", "notes-lsp"), err
	}
	return filepath.Join(home, ".local", "state", "notes-lsp"), err
}

// StateDir is where changes that are under way are noted down: a folder of the user's
// own, outside every root, that need not be there yet.
func StateDir() (string, error) { return stateDir() }

// makeStateDir is stateDir for one who writes there.
func makeStateDir() (string, error) {
	dir, err := stateDir()
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return "", &sentence{fmt.Sprintf("There is no place to note down what is done, so that it can be taken back: %s. Set XDG_STATE_HOME to a folder that can be written to.", reason(err)), err}
	}
	return dir, nil
}

// errBusy is the cause when another process is at a change.
var errBusy = &sentence{"Another notes-lsp is changing files. Try again when it is done.", fs.ErrExist}

// lock waits for nobody: it is errBusy where another process has the lock. The system
// takes it back from a process that ends in whatever way.
func lock() (unlock func(), err error) {
	dir, err := makeStateDir()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "lock")
	unlock, err = lockFile(file)
	if err != nil && !errors.Is(err, errBusy) {
		return nil, unwritable(file, err)
	}
	return unlock, err
}

// save writes the journal with another phase.
func (p *pending) save(to phase) error {
	p.Phase = to
	dir, err := makeStateDir()
	if err != nil {
		return err
	}
	p.file = filepath.Join(dir, p.Token+journalEnd)
	if err := p.write(p.file); err != nil {
		return unwritable(p.file, err)
	}
	return nil
}

// write replaces file, so that it is there as a whole or not at all.
func (p *pending) write(file string) (err error) {
	data, err := json.MarshalIndent(p.journal, "", "\t")
	if err != nil {
		return err
	}
	if err := p.take("note " + string(p.Phase)); err != nil {
		return err
	}
	next := filepath.Join(filepath.Dir(file), "next") // whoever writes has the lock
	f, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = p.take("note it as " + string(p.Phase))
	}
	if err == nil {
		err = os.Rename(next, file)
	}
	if err != nil {
		_ = os.Remove(next)
		return err
	}
	if d, err := os.Open(filepath.Dir(file)); err == nil {
		_ = d.Sync() // as in syncFolders
		_ = d.Close()
	}
	return nil
}

const journalEnd = ".json"

// journals returns the changes of this root, of those below and of those above it that
// were interrupted.
func (r *Root) journals() ([]*pending, error) {
	dir, err := stateDir()
	if err != nil {
		return nil, nil // nothing can have been written
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !isGone(err) {
		return nil, unreadable(dir, err)
	}
	var out []*pending
	for _, e := range entries {
		if filepath.Ext(e.Name()) != journalEnd {
			continue
		}
		file := filepath.Join(dir, e.Name())
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, unreadable(file, err)
		}
		p := &pending{Root: r, file: file}
		if err := json.Unmarshal(data, &p.journal); err != nil || !p.isSound() {
			return nil, &sentence{file + " is no journal of this notes-lsp. If no other version of it wrote the file, delete it.", fs.ErrInvalid}
		}
		_, below := relativeTo(r.dir, string(p.journal.Root))
		_, above := relativeTo(string(p.journal.Root), r.dir)
		if below || above {
			out = append(out, p)
		}
	}
	return out, nil
}

// isSound reports whether a journal is one that save wrote: every path in it lies
// beneath the root, and its token is one.
func (j *journal) isSound() bool {
	if j.Version != journalVersion || !filepath.IsAbs(string(j.Root)) || len(j.Token) != 32 {
		return false
	}
	for _, c := range j.Token {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	ids := append([]quoted(nil), j.Folders...)
	for _, w := range j.Writes {
		ids = append(ids, w.File)
	}
	for _, m := range j.Renames {
		ids = append(ids, m.From, m.To)
	}
	for _, id := range ids {
		if !isID(string(id)) || id == "." {
			return false
		}
	}
	return slices.Contains([]phase{staging, applying, made, undoing}, j.Phase)
}

package disk

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// A Write gives the note ID, which holds the bytes Old, the bytes New.
type Write struct {
	ID       string
	Old, New []byte
}

// A Rename gives a file, or a folder with all that is in it, another path. Folders that
// To needs are made. A symlink is renamed itself.
type Rename struct{ From, To string }

// Commit makes all the writes and renames, or none of them: also when the process is
// killed on the way, or the machine is. What was begun is then ended, or taken back, by
// [Root.Recover].
//
// Nothing is changed unless every note still holds the Old bytes, nothing is where a
// rename leads, and all new contents are on disk next to the notes that they are for,
// so that a full disk or a folder that can't be written to is known before. A note
// keeps its permissions, and where it is a symlink, that leads to the new content.
//
// # How
//
// A journal in the user's own state folder names each step. It is written before
// anything else, again when all is ready, which is the point of no return, and removed
// at the end. Every step is a rename, and whether it is done can be seen on
// disk: so whoever finds the journal need not know how far it went.
//
//	staging   .notes-lsp-TOKEN-N.new (the new content) and .old (the old file, as a hard
//	          link where that can be) are made. Whoever finds this deletes them.
//	applying  .new takes the place of each note; then files and folders are renamed.
//	          Whoever finds this goes on, or, where someone has changed one of these
//	          files since, goes back.
//	made      .new and .old are deleted. Whoever finds this does so.
//	undoing   a step failed, and all are taken back. Whoever finds this goes on with that.
//
// # What can't happen
//
// The journal is not kept in the root, where a repository could bring its own along, or
// a synchronised folder carry one to another machine. A journal that meets another tree
// than it was written for, as the root was replaced, does no harm: a note is replaced
// only while it has the sum that the journal names, by a file that has the sum which
// the journal names, and only files with the journal's random token are deleted. What a
// user has written since the interruption is therefore never overwritten. Paths are
// valid ones beneath an [os.Root], which no symlink leads out of. One lock for each user
// keeps a second process from ending what the first is still at.
//
// What gets lost are hard links and extended attributes of the notes that are written to.
func (r *Root) Commit(ctx context.Context, writes []Write, renames []Rename) (err error) {
	unlock, err := lock()
	if err != nil {
		return err
	}
	defer unlock()
	if left, err := r.journals(); err != nil {
		return err
	} else if len(left) > 0 {
		return &sentence{"An earlier change was interrupted and is not ended yet. Try again.", fs.ErrExist}
	}
	p, err := r.plan(writes, renames)
	if err != nil {
		return unchanged(err)
	}
	if err := p.save(staging); err != nil {
		return unchanged(err)
	}
	if err := p.stage(ctx, writes); err != nil {
		return p.abandon(err)
	}
	if err := p.save(applying); err != nil {
		return p.abandon(err)
	}
	return p.settle().err()
}

// abandon takes back what was staged, since err.
func (p *pending) abandon(err error) error {
	if litter := p.clear(true); litter != nil {
		return &sentence{err.Error() + " No note was changed, but hidden files are left over: " + litter.Error(), err}
	}
	return unchanged(err)
}

func unchanged(err error) error {
	return &sentence{err.Error() + " Nothing was changed.", err}
}

// A pending change is one that has a journal, or is about to.
type pending struct {
	*Root
	journal
	file string // of the journal
}

// plan checks what can be checked without a change, and names the steps.
func (r *Root) plan(writes []Write, renames []Rename) (*pending, error) {
	token := make([]byte, 16)
	_, _ = rand.Read(token) // it never fails (crypto/rand)
	p := &pending{Root: r, journal: journal{Version: journalVersion, Root: quoted(r.dir), Token: hex.EncodeToString(token)}}
	seen := map[string]string{}
	for _, w := range writes {
		real, err := r.unchangedNote(w)
		if err != nil {
			return nil, err
		}
		if other, ok := seen[real]; ok {
			return nil, &sentence{fmt.Sprintf("%s and %s are one file.", other, w.ID), fs.ErrInvalid}
		}
		seen[real] = w.ID
		p.Writes = append(p.Writes, journalWrite{File: quoted(real), Old: sum(w.Old), New: sum(w.New)})
	}
	for _, m := range renames {
		if err := p.addRename(m); err != nil {
			return nil, err
		}
	}
	return p, p.checkApart()
}

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

// unchangedNote checks that a note is as it was read and may be written to, and returns
// its path without symlinks.
func (r *Root) unchangedNote(w Write) (real string, err error) {
	data, _, err := r.ReadFile(w.ID)
	if err != nil {
		return "", err
	}
	if !bytes.Equal(data, w.Old) {
		return "", &sentence{w.ID + " has changed on disk since it was read.", fs.ErrInvalid}
	}
	real, info, err := r.resolve(w.ID)
	if err != nil {
		return "", unreadable(w.ID, err)
	}
	if info.Mode().Perm()&0o200 == 0 {
		return "", &sentence{w.ID + " cannot be changed: it is write-protected.", fs.ErrPermission}
	}
	return real, nil
}

// Writable returns the path of a note without symlinks, or why [Root.Commit] would not
// write to it: a sentence.
func (r *Root) Writable(w Write) (real string, err error) { return r.unchangedNote(w) }

// addRename adds a rename and the folders that it needs.
func (p *pending) addRename(m Rename) error {
	for _, id := range []string{m.From, m.To} {
		if !isID(id) || id == "." {
			return notAnID(id)
		}
	}
	from, _, err := p.place(m.From)
	if err != nil {
		return unreadable(m.From, err)
	}
	info, err := p.top().Lstat(from)
	if err != nil {
		return unreadable(m.From, err)
	}
	if !info.IsDir() && !info.Mode().IsRegular() && info.Mode().Type() != fs.ModeSymlink {
		return notRegular(m.From, info)
	}
	to, missing, err := p.place(m.To)
	if err != nil {
		return unwritable(m.To, err)
	}
	j := journalRename{From: quoted(from), To: quoted(to)}
	if p.has(j, to) {
		return &sentence{fmt.Sprintf("There is a file or folder %s already.", m.To), fs.ErrExist}
	}
	// A symlink's path counts from its folder.
	if info.Mode().Type() == fs.ModeSymlink && path.Dir(from) != path.Dir(to) {
		if target, err := p.top().Readlink(from); err == nil && !filepath.IsAbs(target) {
			return &sentence{fmt.Sprintf("%s is a symlink to %s, which counts from its folder: it would lead elsewhere in another.", m.From, target), fs.ErrInvalid}
		}
	}
	for _, dir := range missing {
		if !slices.Contains(p.Folders, quoted(dir)) {
			p.Folders = append(p.Folders, quoted(dir))
		}
	}
	p.Renames = append(p.Renames, j)
	return nil
}

// checkApart checks that no rename is in the way of another, so that each can be seen to
// be done or not whatever the others are.
func (p *pending) checkApart() error {
	for i, a := range p.Renames {
		if isBelow(string(a.To), string(a.From)) && a.To != a.From {
			return &sentence{fmt.Sprintf("%s cannot be moved into itself.", a.From), fs.ErrInvalid}
		}
		for _, b := range p.Renames[i+1:] {
			for _, x := range []quoted{a.From, a.To} {
				for _, y := range []quoted{b.From, b.To} {
					if isBelow(string(x), string(y)) || isBelow(string(y), string(x)) {
						return &sentence{fmt.Sprintf("%s and %s cannot be moved at once: one is in the way of the other.", a.From, b.From), fs.ErrInvalid}
					}
				}
			}
		}
	}
	return nil
}

// isBelow reports whether id is dir or lies in it.
func isBelow(id, dir string) bool {
	rest, ok := strings.CutPrefix(id, dir)
	return ok && (rest == "" || rest[0] == '/')
}

// place returns the path of id with no symlink in its folders, and those of them that
// are not there yet, from the top.
func (r *Root) place(id string) (real string, missing []string, err error) {
	real = "."
	names := strings.Split(id, "/")
	for i, name := range names[:len(names)-1] {
		if len(missing) > 0 {
			real = join(real, name)
			missing = append(missing, real)
			continue
		}
		at, info, err := r.resolve(join(real, name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			real = join(real, name)
			// A dangling symlink is there and leads nowhere.
			if _, err := r.top().Lstat(real); err == nil {
				return "", nil, errDangling
			}
			missing = append(missing, real)
		case err != nil:
			return "", nil, err
		case !info.IsDir():
			return "", nil, &sentence{strings.Join(names[:i+1], "/") + " is a file and no folder", fs.ErrInvalid}
		default:
			real = at
		}
	}
	return join(real, names[len(names)-1]), missing, nil
}

var errDangling = errors.New("a symlink on the way leads nowhere")

// has reports whether id, an end of the rename m, is there under exactly this name
// where the two differ in case or Unicode form only: a file system that does not tell
// them apart answers for the one where only the other is.
func (r *Root) has(m journalRename, id string) bool {
	info, err := r.top().Lstat(id)
	if err != nil {
		return false
	}
	other := m.From
	if id == string(m.From) {
		other = m.To
	}
	if twin, err := r.top().Lstat(string(other)); err != nil || !os.SameFile(info, twin) {
		return true
	}
	entries, _ := r.list(path.Dir(id))
	for _, e := range entries {
		if e.Name() == path.Base(id) {
			return true
		}
	}
	return false
}

// stagers is how many files are written at once: what takes time is the wait for the
// disk, which serves many as fast as one.
const stagers = 32

// stage makes the folders, and the new and old content of each note next to it.
func (p *pending) stage(ctx context.Context, writes []Write) error {
	for _, dir := range p.Folders {
		if err := p.take("make the folder " + string(dir)); err != nil {
			return unwritable(string(dir), err)
		}
		if err := p.top().Mkdir(string(dir), 0o777); err != nil {
			return unwritable(string(dir), err)
		}
	}
	var workers errgroup.Group
	workers.SetLimit(stagers)
	for i, w := range writes {
		workers.Go(func() error {
			if err := ctx.Err(); err != nil {
				return &sentence{"The change was interrupted.", err}
			}
			if err := p.stageNote(i, w); err != nil {
				return unwritable(w.ID, err)
			}
			return nil
		})
	}
	err := workers.Wait()
	if err == nil && ctx.Err() != nil {
		err = &sentence{"The change was interrupted.", ctx.Err()}
	}
	p.syncFolders()
	return err
}

func (p *pending) stageNote(i int, w Write) error {
	file := string(p.Writes[i].File)
	info, err := p.top().Lstat(file)
	if err != nil {
		return err
	}
	if err := p.take("keep " + file); err != nil {
		return err
	}
	if err := p.top().Link(file, p.staged(i, oldEnd)); err != nil {
		// Not every file system has hard links.
		if err := p.create(p.staged(i, oldEnd), w.Old, info); err != nil {
			return err
		}
		if err := p.top().Chtimes(p.staged(i, oldEnd), info.ModTime(), info.ModTime()); err != nil {
			return err
		}
	}
	return p.create(p.staged(i, newEnd), w.New, info)
}

// create makes a file that is on disk when it returns, with the permissions and the
// owner that like has.
func (p *pending) create(id string, data []byte, like fs.FileInfo) (err error) {
	if err := p.take("make " + id); err != nil {
		return err
	}
	f, err := p.top().OpenFile(id, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(data); err != nil {
		return err
	}
	keepOwner(f, like)
	if err := f.Chmod(like.Mode().Perm()); err != nil {
		return err
	}
	if err := p.take("flush " + id); err != nil {
		return err
	}
	return f.Sync()
}

// The ends of the names of staged files.
const (
	newEnd = ".new"
	oldEnd = ".old"
)

// staged is the path of the old or new content of write i, before the renames: next to
// its note. It is hidden, so no walk lists it.
func (p *pending) staged(i int, end string) string {
	return join(path.Dir(string(p.Writes[i].File)), fmt.Sprintf(".notes-lsp-%s-%d%s", p.Token, i, end))
}

// take is called before each step; tests have it fail or end the process.
func (r *Root) take(step string) error {
	if r.before == nil {
		return nil
	}
	return r.before(step)
}

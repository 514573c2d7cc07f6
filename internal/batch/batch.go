// Package batch reads a vault from disk once, for the commands that answer and end:
// the linter, the questions and mv. It finds the root, the settings and the notes as the
// language server does.
package batch

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/cache"
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
	User  terms.UserLayer // which Terms are made of, too
	// Told are sentences about moves that were interrupted, and what became of them.
	Told []string
	// Unread are sentences about what could not be read; the rest is there.
	Unread []error

	working string // the working directory, "" where it is gone
	place   cache.Place
	unkept  int // how many notes are not as they are kept there
}

// Conditions are what a command asks for besides what the root says. The zero
// Conditions ask for nothing.
type Conditions struct {
	// Over returns what is laid over the settings that are in force without it.
	Over func(config.Settings) config.Layer
	// Progress is told, from any goroutine, how many notes of how many are read.
	Progress func(done, total int)
	// NoCache has all notes read, and none kept.
	NoCache bool
}

// Load reads the vault in the folder dir, which the caller closes. Files that the walk
// leaves out and links lead to are in it.
func Load(ctx context.Context, dir string) (*Vault, error) {
	return LoadUnder(ctx, dir, Conditions{})
}

// LoadUnder is Load under conditions.
func LoadUnder(ctx context.Context, dir string, c Conditions) (*Vault, error) {
	root, err := disk.Open(dir)
	if err != nil {
		return nil, err
	}
	v := &Vault{Root: root, working: workingDir()}
	if v.Told, err = root.Recover(); err != nil {
		v.Told = append(v.Told, err.Error())
	}
	if err := v.load(ctx, c); err != nil {
		_ = root.Close()
		return nil, err
	}
	return v, nil
}

func (v *Vault) load(ctx context.Context, c Conditions) (err error) {
	if v.Terms, v.User, err = v.terms(c); err != nil {
		return err
	}
	return v.fill(ctx, c)
}

// terms are those that the root is under now, and what the user's own file says.
func (v *Vault) terms(c Conditions) (*terms.Terms, terms.UserLayer, error) {
	user, err := terms.User()
	if err != nil {
		return nil, user, err
	}
	t, err := terms.Of(v.Root, user.Layer, config.Layer{})
	if err == nil && c.Over != nil {
		t, err = terms.Of(v.Root, user.Layer, c.Over(t.Settings))
	}
	return t, user, err
}

// fill reads the notes.
func (v *Vault) fill(ctx context.Context, c Conditions) error {
	progress := c.Progress
	if progress == nil {
		progress = func(int, int) {}
	}
	empty := vault.New(v.Terms.Vault)
	defer disk.CollectSeldom()()
	if v.place = (cache.Place{}); v.Terms.Settings.Server.Cache && !c.NoCache {
		if folder, err := cache.Folder(); err == nil { // else nothing is kept
			v.place = cache.PlaceOf(folder, v.Dir(), empty.Rules())
		}
	}
	found, err := v.LoadKept(ctx, v.Terms.Disk, empty, nil, v.place, progress)
	if err != nil {
		return err
	}
	v.Unread, v.unkept = found.Problems, found.Read
	snap, _ := empty.Load(found.Changes, disk.Spread)
	v.Snap, _ = v.reveal(snap, slices.Collect(snap.Each()))
	return nil
}

// Close lets go of the vault. What was worked out of its notes is kept for the next
// command, and for the language server, where that is worth the while; where it can't be
// kept, nothing is lost.
func (v *Vault) Close() error {
	if v.place != (cache.Place{}) && cache.Worth(v.Snap.Len(), v.unkept) {
		_ = v.place.Write(v.Snap, time.Now(), func() (goOn bool) { return true })
	}
	return v.Root.Close()
}

// With returns the vault's notes after changes, among them the files that links of the
// changed notes lead to though the walk leaves them out.
func (v *Vault) With(changes ...vault.Change) *vault.Snapshot {
	snap, _ := v.with(changes)
	return snap
}

// with is With, and the notes whose problems may be others.
func (v *Vault) with(changes []vault.Change) (*vault.Snapshot, []vault.NoteID) {
	snap, affected := v.Snap.Load(changes, disk.Spread)
	var notes []*vault.Note
	for _, id := range affected {
		if n, ok := snap.Note(id); ok {
			notes = append(notes, n)
		}
	}
	snap, more := v.reveal(snap, notes)
	return snap, append(affected, more...)
}

// reveal adds to snap the files that links of notes lead to though the walk leaves
// them out, and returns the notes that these concern. It asks on all processors.
func (v *Vault) reveal(snap *vault.Snapshot, notes []*vault.Note) (*vault.Snapshot, []vault.NoteID) {
	missing := make([][]vault.NoteID, len(notes))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(notes)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(notes); i = int(next.Add(1)) - 1 {
				missing[i] = snap.Missing(notes[i])
			}
		})
	}
	workers.Wait()
	asked := slices.Concat(missing...)
	slices.Sort(asked)
	return snap.Update(v.Reveal(v.Terms.Disk, slices.Compact(asked))...)
}

// workingDir is the working directory without symlinks, "" where it is gone.
func workingDir() string {
	wd, err := os.Getwd()
	if err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(wd); err == nil {
		return real
	}
	return wd
}

// Shown is the path of a note or file as a user in the working directory would write
// it, with slashes.
func (v *Vault) Shown(id vault.NoteID) string {
	p := v.Path(string(id))
	rel, err := filepath.Rel(v.working, p)
	if err != nil {
		return p
	}
	return filepath.ToSlash(rel)
}

// rootMarks are what lies in the root of a vault.
var rootMarks = []string{config.FileName, ".obsidian", ".git"}

// RootMarks lists what lies in the root of a vault: files and folders.
func RootMarks() []string { return slices.Clone(rootMarks) }

// RootAround is the vault that a folder belongs to: the nearest folder, dir itself or
// above it, that holds a mark of a vault, else dir. A vault that leaves the folder out,
// as a repository of dot files in the home folder may, is not its own.
func RootAround(dir string) string {
	marked, ok := markedFolder(dir)
	if !ok {
		return dir
	}
	root, err := disk.Open(marked)
	if err != nil {
		return dir
	}
	defer root.Close()
	if id, ok := root.Rel(dir); !ok || root.Ignored(id, disk.Rules{}) {
		return dir
	}
	return marked
}

// markedFolder finds the nearest folder, dir itself or above it, with a mark.
func markedFolder(dir string) (string, bool) {
	for ; ; dir = filepath.Dir(dir) {
		for _, mark := range rootMarks {
			if _, err := os.Lstat(filepath.Join(dir, mark)); err == nil {
				return dir, true
			}
		}
		if dir == filepath.Dir(dir) {
			return "", false
		}
	}
}

// RootOf is the folder that the links of the note at an absolute path count from: the
// nearest above it that holds a mark of a vault, else the working directory if the
// note is below it, else the note's own folder. The note need not be there.
func RootOf(note string) string {
	if dir, ok := markedFolder(filepath.Dir(note)); ok {
		return dir
	}
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, note); err == nil && filepath.IsLocal(rel) {
			return wd
		}
	}
	return filepath.Dir(note)
}

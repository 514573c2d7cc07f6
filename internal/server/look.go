package server

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/cache"
	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A backlog is what a root has yet to look at on disk.
type backlog struct {
	whole bool // everything
	paths map[vault.NoteID]bool
	// edited are notes whose links may reach for hidden or ignored files now, each
	// with the vault before the first edit.
	edited map[vault.NoteID]*vault.Snapshot
	// beyond are the hidden and ignored files that links lead to, or look for: a watch
	// of ours does not hear of those.
	beyond bool
}

func (b *backlog) empty() bool { return !b.whole && !b.beyond && len(b.paths)+len(b.edited) == 0 }

func (b *backlog) path(id vault.NoteID) {
	if b.paths == nil {
		b.paths = map[vault.NoteID]bool{}
	}
	b.paths[id] = true
}

func (b *backlog) edit(before *vault.Snapshot, ids ...vault.NoteID) {
	if b.edited == nil {
		b.edited = map[vault.NoteID]*vault.Snapshot{}
	}
	for _, id := range ids {
		if b.edited[id] == nil {
			b.edited[id] = before
		}
	}
}

// rebase has edits made on top of what a look has found: what links reached for in that,
// and let go of by an edit meanwhile, is not to stay known.
func (b *backlog) rebase(found *vault.Snapshot) {
	for id := range b.edited {
		b.edited[id] = found
	}
}

// A look is one visit to the disk, by a task of its own: what it finds is worked
// out without the session's lock, and put into the vault at once. A root has one
// look at a time; what comes up meanwhile waits in its backlog, so a storm of
// changes never keeps a look from its end.
type look struct {
	backlog
	ctx    context.Context
	cancel context.CancelFunc // for when what is found would not count
	rules  disk.Rules
	base   *vault.Snapshot
	// since holds what was put into the vault after base, by the session's lock. It
	// is newer than what the look finds, and it is how an open buffer wins.
	since map[vault.NoteID]vault.Change
}

// manyNotes is from how many notes on it is worth a collection to give memory back.
const manyNotes = 1000

// look starts a look at what is in the root's backlog, unless one is under way: it
// starts the next one when it ends. The caller holds s.mu.
func (s *session) look(r *root) {
	if !s.started || r.gone || r.looking != nil || r.backlog.empty() || s.ctx.Err() != nil {
		return
	}
	l := &look{backlog: r.backlog, rules: r.terms.Load().Disk, base: r.snap.Load(), since: map[vault.NoteID]vault.Change{}}
	l.ctx, l.cancel = context.WithCancel(s.ctx)
	r.backlog, r.looking = backlog{}, l
	if r.idle == nil {
		r.idle = make(chan struct{})
	}
	s.start(func() { s.visit(r, l) })
}

// lookAgain has the whole root looked at anew, by rules that a look under way does
// not know. The caller holds s.mu.
func (s *session) lookAgain(r *root) {
	if r.looking != nil {
		r.looking.cancel()
	}
	r.backlog.whole = true
	s.look(r)
}

func (s *session) visit(r *root, l *look) {
	defer l.cancel()
	report, end := func(int, int) {}, func(string) {}
	if l.whole && !r.loaded.Load() {
		report, end = s.progress("Reading notes")
	}
	start := time.Now()
	first := !r.loaded.Load()
	done := func() {}
	if first && l.whole {
		done = disk.CollectSeldom()
	}
	f := find{err: errOwn}
	s.shielded("a look at the disk", func() { f = s.find(r, l, report) })
	s.finish(r, l, f)
	done()
	notes := r.snap.Load().Len()
	end(fmt.Sprintf("%d notes", notes))
	if first && f.whole && f.err == nil && l.ctx.Err() == nil {
		s.tell(protocol.MessageTypeInfo, fmt.Sprintf("Read %d notes in %s in %.1f s.", notes, r.dir, time.Since(start).Seconds()))
	}
	if first && notes > manyNotes {
		s.publisher.spare.Store(true)
		s.publisher.poke()
	}
}

// A find is what a look makes of the vault.
type find struct {
	whole    bool // all of the root was read
	next     *vault.Snapshot
	affected []vault.NoteID
	err      error     // why the root can't be read
	fresh    int       // how many notes are not as they were kept
	astray   []uri.URI // buffers that belong elsewhere now; known of the whole only
}

// find looks at the disk. The lock is not held.
func (s *session) find(r *root, l *look, report func(done, total int)) find {
	f := find{whole: l.whole || r.disk.Renew()}
	var changes []vault.Change
	if l.beyond && !f.whole {
		for id := range l.base.AllRevealed() {
			l.path(vault.NoteID(strings.TrimSuffix(string(id), "/")))
		}
	}
	if !f.whole {
		changes, f.whole = s.changesAt(r, l)
	}
	if f.whole {
		var problems []error
		changes, problems, f.fresh, f.err = s.load(r, l, report)
		s.tellUnread(problems)
	} else {
		f.fresh = len(changes)
	}
	if l.ctx.Err() == nil && f.err == nil {
		f.next, f.affected = reveal(r, l, changes, f.whole)
		if f.whole {
			f.astray = s.misplaced(r)
		}
	}
	return f
}

// load looks at the whole root. A vault that has hardly any notes yet takes what was kept
// of them.
func (s *session) load(r *root, l *look, report func(done, total int)) (changes []vault.Change, problems []error, fresh int, err error) {
	const few = 64 // those that the user has open, mostly
	var place cache.Place
	if l.base.Len() < few {
		place = s.place(r, l.base)
	}
	found, err := r.disk.LoadKept(l.ctx, l.rules, l.base, l.paths, place, report)
	if place != (cache.Place{}) && found.Unkept != nil {
		s.log.Debug("no index was kept", "root", r.dir, "reason", found.Unkept)
	}
	return found.Changes, found.Problems, found.Read, err
}

// reveal makes changes, and those that follow from them: a link to something
// hidden or ignored makes it known. A look at the whole, and one beyond, also asks again
// for what was not there when it was asked for first.
func reveal(r *root, l *look, changes []vault.Change, whole bool) (*vault.Snapshot, []vault.NoteID) {
	next, affected := l.base.Load(changes, disk.Spread)
	gone := false
	for _, c := range changes {
		if c.Note != nil {
			l.edit(l.base, c.ID)
		}
		gone = gone || c.Note == nil && !c.File
	}
	if gone { // from the vault: it may be there yet, and be ignored now
		l.edit(l.base, affected...)
	}
	if changes := l.unneeded(next, whole); len(changes) > 0 {
		var more []vault.NoteID
		next, more = next.Update(changes...)
		l.edit(l.base, more...) // what leads to a folder of theirs looks for it now
		affected = append(affected, more...)
	}
	asked := l.missing(next)
	switch {
	case whole:
		r.wanted = stillMissing(next, r.wanted)
		maps.Copy(asked, r.wanted)
	case l.beyond:
		maps.Copy(asked, stillMissing(next, r.arrived(l.rules)))
	}
	maps.Copy(r.wanted, asked)
	shown := r.disk.Reveal(l.rules, slices.Sorted(maps.Keys(asked)))
	if len(shown) > 0 {
		var more []vault.NoteID
		next, more = next.Update(shown...)
		affected = append(affected, more...)
	}
	return next, affected
}

// arrived are the wanted paths at which there is something by now. They are few, and to
// tell whether a link still looks for one costs more than to look whether it is there.
func (r *root) arrived(rules disk.Rules) map[vault.NoteID]bool {
	there := map[vault.NoteID]bool{}
	for _, c := range r.disk.Reveal(rules, slices.Collect(maps.Keys(r.wanted))) {
		there[vault.NoteID(strings.TrimSuffix(string(c.ID), "/"))] = true
	}
	return there
}

// stillMissing leaves of paths those that a link in s misses. It reads each note with
// such a link once.
func stillMissing(s *vault.Snapshot, paths map[vault.NoteID]bool) map[vault.NoteID]bool {
	seen, still := map[vault.NoteID]bool{}, map[vault.NoteID]bool{}
	for path := range paths {
		for _, id := range s.Mentioning(path) {
			n, ok := s.Note(id)
			if !ok || seen[id] {
				continue
			}
			seen[id] = true
			for _, missing := range s.Missing(n) {
				if paths[missing] {
					still[missing] = true
				}
			}
		}
	}
	return still
}

// missing are the paths that edited notes miss in next and did not before.
// At a start these are all notes, so it asks on all processors.
func (l *look) missing(next *vault.Snapshot) map[vault.NoteID]bool {
	const batch = 256
	ids := slices.Collect(maps.Keys(l.edited))
	found := make([]map[vault.NoteID]bool, (len(ids)+batch-1)/batch)
	disk.Spread(len(found), func(part int) {
		found[part] = map[vault.NoteID]bool{}
		for _, id := range ids[part*batch : min((part+1)*batch, len(ids))] {
			if n, ok := next.Note(id); ok {
				newlyMissing(found[part], l.edited[id], next, n)
			}
		}
	})
	all := map[vault.NoteID]bool{}
	for _, paths := range found {
		maps.Copy(all, paths)
	}
	return all
}

// newlyMissing adds to paths those that links of n miss now and its version in
// old did not: only these are worth a look at the disk.
func newlyMissing(paths map[vault.NoteID]bool, old, next *vault.Snapshot, n *vault.Note) {
	missing := next.Missing(n)
	if len(missing) == 0 {
		return
	}
	known := map[vault.NoteID]bool{}
	if before, ok := old.Note(n.ID); ok {
		for _, id := range old.Missing(before) {
			known[id] = true
		}
	}
	for _, id := range missing {
		if !known[id] {
			paths[id] = true
		}
	}
}

// finish puts what a look found into the vault, below what came meanwhile.
func (s *session) finish(r *root, l *look, f find) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.looking = nil
	defer s.lookOn(r)
	switch {
	case r.gone:
		r.close()
	case l.ctx.Err() != nil:
		r.takeBack(l)
	case f.err != nil:
		s.complain(r, f.err)
	default:
		r.backlog.rebase(f.next)
		next, more := f.next.Update(l.meanwhile(f.next)...)
		r.snap.Store(next)
		s.publisher.mark(r, append(f.affected, more...))
		r.unkept += f.fresh
		select {
		case s.looked <- struct{}{}:
		default:
		}
		if f.whole {
			r.complaint = ""
			first := r.loaded.CompareAndSwap(false, true)
			s.respell(r)
			s.rehome(f.astray)
			if first {
				s.watch(r)
			}
		}
	}
}

// meanwhile lists what was put into the vault during the look. When a file was written
// is what the look knows better.
func (l *look) meanwhile(found *vault.Snapshot) []vault.Change {
	changes := slices.Collect(maps.Values(l.since))
	for i, c := range changes {
		if c.Note == nil || !c.Note.Open {
			continue
		}
		if n, ok := found.Note(c.ID); ok && !n.Modified.Equal(c.Note.Modified) {
			changes[i].Note = c.Note.ModifiedAt(n.Modified, false, 0)
		}
	}
	return changes
}

// lookOn goes on with what came up during a look. The caller holds s.mu.
func (s *session) lookOn(r *root) {
	s.look(r)
	if r.looking == nil {
		close(r.idle)
		r.idle = nil
	}
	s.publisher.poke()
}

// takeBack keeps what a look that was ended knew. Whoever ended it asked for one at
// the whole, which finds all but this: what links reach for, and what changed while its
// stamp stayed the same.
func (r *root) takeBack(l *look) {
	for id := range l.paths {
		r.backlog.path(id)
	}
	r.backlog.beyond = r.backlog.beyond || l.beyond
	if l.base.Rules() != r.snap.Load().Rules() {
		return // of a vault that is no more
	}
	for id, before := range l.edited {
		r.backlog.edit(before, id)
	}
}

// complain tells the user what is wrong with a root, once.
func (s *session) complain(r *root, err error) {
	if r.complaint != err.Error() {
		r.complaint = err.Error()
		s.say(protocol.MessageTypeError, err.Error())
	}
}

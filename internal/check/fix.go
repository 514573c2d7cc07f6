package check

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Fixed is a problem that was mended, or would be.
type Fixed struct {
	Finding        // with its place in the note as it was
	Was, Is string // what stood there, and what stands there now
	Guess   bool   // something else may have been meant
}

// String is f on one line, for people.
func (f Fixed) String() string {
	what := fmt.Sprintf("%q", text.OneLine(f.Was))
	if f.Is != "" {
		what += fmt.Sprintf(" is %q now", text.OneLine(f.Is))
	} else {
		what += " is gone"
	}
	if f.Guess {
		what += ", by a guess"
	}
	return fmt.Sprintf("%s:%d:%d: %s [%s]", text.OneLine(f.Path), f.Start.Line, f.Start.Column, what, f.Code)
}

// A fixer mends what a run finds in one vault. It does so in rounds, since one mend
// makes another possible, and in memory: files are written once, at the end.
type fixer struct {
	p     *plan
	view  viewer // of the vault as it was
	isNew newness
	known *baseline // nil for none
	past  *history
	// chosen are the notes that the run is about, and left those of them that can't be
	// written to.
	chosen []vault.NoteID
	left   map[vault.NoteID]bool

	now      *vault.Snapshot // as mended so far
	edits    map[vault.NoteID][]text.Edit
	problems map[vault.NoteID][]feature.Problem // of notes of now, as far as they were asked for
	fixed    []Fixed
	// spared are problems of notes of now that are not mended, as another would come of
	// it.
	spared  map[vault.NoteID]map[place]bool
	sparing bool // there are new ones in this round
}

// A place is where a problem of a code is.
type place struct {
	code string
	span text.Span
}

// maxRefused is how many notes are named that can't be written to.
const maxRefused = 10

// maxRounds bounds the rounds; after each, fewer problems are left, or are still tried.
const maxRounds = 20

// fix mends what is found in notes, and returns the vault that this leads to. Where
// files are to be written, they are when it returns.
func (p *plan) fix(ctx context.Context, w viewer, notes []*vault.Note, isNew newness, s Streams, r *Report) (*vault.Snapshot, error) {
	if slices.ContainsFunc(w.settings(), isMistake) {
		fmt.Fprintln(s.Log, "notes-lsp check: nothing is mended while there are mistakes in the settings")
		return w.snap, nil
	}
	f := &fixer{p: p, view: w, isNew: isNew, known: r.known, past: newHistory(w.v), left: map[vault.NoteID]bool{}}
	for _, n := range notes {
		f.chosen = append(f.chosen, n.ID)
	}
	slices.Sort(f.chosen)
	for {
		if err := f.rounds(ctx); err != nil {
			return nil, err
		}
		if !p.writes() {
			break
		}
		refused := f.refused()
		if len(refused) == 0 {
			break
		}
		for i, why := range refused {
			if i == maxRefused {
				why = fmt.Errorf("%s more, as they can't be written to", plural(len(refused)-i, "note"))
			}
			r.unread = append(r.unread, fmt.Errorf("not mended: %w", why))
			if i == maxRefused {
				break
			}
		}
	}
	if p.writes() {
		if err := f.commit(ctx); err != nil {
			return nil, err
		}
	}
	r.Fixed = append(r.Fixed, f.fixed...)
	return f.now, r.show(f)
}

// rounds mends until nothing more is to be mended.
func (f *fixer) rounds(ctx context.Context) error {
	f.now, f.fixed = f.view.snap, nil
	f.edits, f.problems = map[vault.NoteID][]text.Edit{}, map[vault.NoteID][]feature.Problem{}
	f.spared = map[vault.NoteID]map[place]bool{}
	look := slices.DeleteFunc(slices.Clone(f.chosen), func(id vault.NoteID) bool { return f.left[id] })
	for range maxRounds {
		mends, err := f.mends(ctx, look)
		if err != nil {
			return err
		}
		f.sparing = false
		affected, err := f.make(mends)
		switch {
		case err != nil:
			return err
		case len(affected) > 0:
		case !f.sparing:
			return nil
		default:
			continue // without these there may be others
		}
		look = slices.DeleteFunc(affected, func(id vault.NoteID) bool { return !f.may(id) })
	}
	return nil
}

// may reports whether a note may be changed.
func (f *fixer) may(id vault.NoteID) bool {
	_, chosen := slices.BinarySearch(f.chosen, id)
	return chosen && !f.left[id]
}

// mends works out how the notes ids are mended.
func (f *fixer) mends(ctx context.Context, ids []vault.NoteID) (map[vault.NoteID][]feature.Mend, error) {
	told := make([][]feature.Problem, len(ids))
	var asked []vault.NoteID
	for i, id := range ids {
		n, ok := f.now.Note(id)
		if !ok {
			continue
		}
		var err error
		if told[i], err = f.told(n); err != nil {
			return nil, err
		}
		asked = append(asked, feature.WithoutHeading(f.now, n, told[i])...)
	}
	if err := f.past.load(ctx, f.view.snap, asked); err != nil {
		return nil, err
	}
	m := feature.Mender{Snap: f.now, Guesses: f.p.Unsafe, Past: f.past.of}
	out := map[vault.NoteID][]feature.Mend{}
	for i, id := range ids {
		if len(told[i]) == 0 {
			continue
		}
		n, _ := f.now.Note(id)
		if mends := m.Mends(n, told[i]); len(mends) > 0 {
			out[id] = mends
		}
	}
	return out, nil
}

// all are the problems of a note of now.
func (f *fixer) all(n *vault.Note) []feature.Problem {
	problems, ok := f.problems[n.ID]
	if !ok {
		problems = feature.Problems(f.now, n, f.view.v.Terms.Judge)
		f.problems[n.ID] = problems
	}
	return problems
}

// told are the problems of n that the run would tell.
func (f *fixer) told(n *vault.Note) ([]feature.Problem, error) {
	if len(f.all(n)) == 0 {
		return nil, nil
	}
	problems := f.isNew(n, slices.Clone(f.all(n)))
	known, err := f.passed(n, problems)
	return slices.DeleteFunc(problems, func(p feature.Problem) bool {
		return !f.p.shows(p.Code) || known[p.Span] || f.spared[n.ID][place{p.Code, p.Span}]
	}), err
}

// passed are the places in n of problems that the baseline holds, and of what else is
// wrong with their links: to mend it would make them new ones.
func (f *fixer) passed(n *vault.Note, problems []feature.Problem) (map[text.Span]bool, error) {
	if f.known == nil || len(problems) == 0 {
		return nil, nil
	}
	findings, err := f.viewer().findings(n, problems)
	if err != nil {
		return nil, err
	}
	about, used := map[string]bool{}, map[identity]int{}
	for _, x := range findings {
		id := x.identityFrom(f.known.dir)
		if used[id]++; used[id] <= f.known.known[id] {
			about[x.About] = true
		}
	}
	out := map[text.Span]bool{}
	for _, x := range findings {
		if about[x.About] {
			out[text.Between(x.Start.Offset, x.End.Offset)] = true
		}
	}
	return out, nil
}

func (f *fixer) viewer() viewer {
	w := f.view
	w.snap = f.now
	return w
}

// make makes mends as far as no problem comes of it, and returns the notes of which
// the problems are others then; none where nothing was made.
func (f *fixer) make(mends map[vault.NoteID][]feature.Mend) ([]vault.NoteID, error) {
	for {
		edits, err := feature.MendNotes(f.now, mends, f.may)
		if err != nil || len(edits) == 0 {
			return nil, nil //nolint:nilerr // an Obstacle: these stay as they are
		}
		t, err := f.try(edits)
		if err != nil {
			return nil, err
		}
		if !t.spare(mends) {
			return t.affected, f.accept(t, mends)
		}
	}
}

// accept goes on from what was tried.
func (f *fixer) accept(t *trial, mends map[vault.NoteID][]feature.Mend) error {
	for _, id := range slices.Sorted(maps.Keys(mends)) {
		n, _ := f.now.Note(id)
		if err := f.note(n, mends[id], t); err != nil {
			return err
		}
	}
	for id, edits := range t.edits {
		before, _ := f.view.snap.Note(id)
		f.edits[id] = text.Compose(before.Doc.Size, f.edits[id], edits)
		delete(f.spared, id) // they are elsewhere now, and may be otherwise
	}
	maps.Copy(f.problems, t.after)
	f.now = t.next
	return nil
}

// note takes note of the mends of n.
func (f *fixer) note(n *vault.Note, mends []feature.Mend, t *trial) error {
	before, _ := f.view.snap.Note(n.ID)
	was := before.Text()
	after, _ := t.next.Note(n.ID)
	if was == nil {
		return fmt.Errorf("%s changed while it was checked; run the check again", n.ID)
	}
	index := text.NewLineIndex(was)
	shift, origin := text.NewShift(t.edits[n.ID]), text.NewShift(f.edits[n.ID])
	for _, m := range mends {
		found, err := f.viewer().findings(n, []feature.Problem{m.Problem})
		if err != nil {
			return err
		}
		at := text.Span{Start: origin.Origin(m.Problem.Span.Start), End: origin.Origin(m.Problem.Span.End)}
		x := Fixed{Finding: found[0], Guess: m.Guess, Was: string(at.Of(was)), Is: string(shift.Span(m.Problem.Span).Of(after.Text()))}
		x.Start, x.End = placeOf(index, at.Start), placeOf(index, at.End)
		f.fixed = append(f.fixed, x)
	}
	return nil
}

// refused leaves the notes alone that can't be written to, and says why.
func (f *fixer) refused() (why []error) {
	real := map[string]vault.NoteID{}
	for _, w := range f.writes() {
		id := vault.NoteID(w.ID)
		file, err := f.view.v.Writable(w)
		if other, twice := real[file]; err == nil && twice {
			err = fmt.Errorf("%s is the file that %s leads to as a symlink, and is mended there", other, id)
		}
		if err != nil {
			f.left[id] = true
			why = append(why, err)
		}
		real[file] = id
	}
	return why
}

// writes are what is to be written.
func (f *fixer) writes() []disk.Write {
	var out []disk.Write
	for _, id := range slices.Sorted(maps.Keys(f.edits)) {
		before, _ := f.view.snap.Note(id)
		after, _ := f.now.Note(id)
		out = append(out, disk.Write{ID: string(id), Old: before.Text(), New: after.Text()})
	}
	return out
}

// commit writes all notes, or none.
func (f *fixer) commit(ctx context.Context) error {
	if len(f.edits) == 0 {
		return nil
	}
	return f.view.v.Commit(ctx, f.writes(), nil)
}

// show prepares what is printed in the place of findings: the note on standard input as
// it is now, or a diff.
func (r *Report) show(f *fixer) error {
	if !r.plan.Diff {
		if r.plan.StdinPath != "" {
			n, _ := f.now.Note(f.chosen[0])
			r.printed.Write(n.Text())
		}
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(f.edits)) {
		before, _ := f.view.snap.Note(id)
		hunks, err := text.Hunks(before.Text(), f.edits[id])
		if err != nil {
			return fmt.Errorf("edit %s: %w", id, err)
		}
		shown := f.view.v.Shown(id)
		batch.WriteFileDiff(&r.printed, shown, shown, hunks)
	}
	return nil
}

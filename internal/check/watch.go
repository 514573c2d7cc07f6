package check

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// clearScreen empties a terminal, also of what was scrolled away, and goes to its first
// line (ECMA-48, ED and CUP; 3 is xterm's).
const clearScreen = "\x1b[2J\x1b[3J\x1b[H"

// watchable says what does not go with --watch.
func (p *plan) watchable() error {
	switch {
	case p.outputs[0].format.name != "text":
		return fmt.Errorf("--watch prints the format text; --output %s=FILE writes another one after every change", p.Format)
	case p.Staged, p.StdinPath != "":
		return errors.New("--watch looks at files as they change, so it does not go with --staged or --stdin-path")
	case p.WriteBaseline != "":
		return errors.New("--watch does not go with --write-baseline: write the baseline once, and pass it with --baseline")
	case p.mends():
		return errors.New("--watch does not go with --fix and --diff: mend once, then watch what is left")
	case p.Web.External:
		return errors.New("--watch does not go with --external: the web is not asked after every change")
	}
	return nil
}

// watch checks, and again whenever something changes, until ctx ends. It returns the
// exit code of the last check.
func (o Options) watch(ctx context.Context, s Streams) (int, error) {
	p, err := o.plan()
	if err == nil {
		err = p.watchable()
	}
	if err != nil {
		return Unusable, err
	}
	targets, err := p.targets()
	if err != nil {
		return Unusable, err
	}
	var all []*watched
	defer func() {
		for _, w := range all {
			w.v.Close()
		}
	}()
	for _, t := range targets {
		w, err := p.open(ctx, t, s)
		if err != nil {
			return Unusable, err
		}
		all = append(all, w)
	}
	s.Log = &taker{to: s.Log} // watchers speak, too
	ctx, end := context.WithCancel(ctx)
	happened := make(chan happening)
	var following sync.WaitGroup
	defer following.Wait()
	defer end()
	for _, w := range all {
		w.watch(ctx, p, s)
		following.Go(func() { w.follow(ctx, happened) })
	}
	return p.again(ctx, all, happened, s)
}

// A taker lets several goroutines print, one after the other.
type taker struct {
	mu sync.Mutex
	to io.Writer
}

func (t *taker) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.to.Write(p)
}

// again tells what was found, and what is found after each change.
func (p *plan) again(ctx context.Context, all []*watched, happened <-chan happening, s Streams) (int, error) {
	last, err := p.tell(all, nil, s)
	if err != nil {
		return Unusable, err
	}
	code := last.code()
	for {
		select {
		case <-ctx.Done():
			return code, nil
		case h := <-happened:
			news, err := h.update(ctx, p, h.Batch)
			switch {
			case ctx.Err() != nil:
				return code, nil
			case err != nil:
				fmt.Fprintf(s.Log, "%s notes-lsp check: %v\n", clockTime(), err)
				code = Unusable
			case news:
				if last, err = p.tell(all, last, s); err != nil {
					return Unusable, err
				}
				code = last.code()
			}
		}
	}
}

// tell prints what is found in all vaults now. Where that is no terminal, what was told
// by the last report is not told again.
func (p *plan) tell(all []*watched, last *Report, s Streams) (*Report, error) {
	r := &Report{Version: p.Version, plan: p, clock: startClock()}
	for _, w := range all {
		w.report(r)
	}
	slices.SortFunc(r.Findings, compareFindings)
	r.Findings = slices.CompactFunc(r.Findings, sameFinding)
	old, err := p.readBaseline() // it may have been written anew
	if err != nil {
		return nil, err
	}
	if old != nil {
		r.passOver(old)
	}
	if p.Clear {
		fmt.Fprint(s.Out, clearScreen)
	}
	if last == nil || p.Clear || !slices.EqualFunc(last.Findings, r.Findings, sameFinding) {
		if err := r.write(s); err != nil {
			return nil, err
		}
	}
	for _, err := range r.unread {
		fmt.Fprintf(s.Log, "notes-lsp check: %v\n", err)
	}
	if !p.Quiet {
		fmt.Fprintf(s.Log, "%s  %s\n", clockTime(), r.Summary())
	}
	return r, nil
}

func clockTime() string { return time.Now().Format(time.TimeOnly) }

// lookAt finds what is to be told of notes. One that changes meanwhile is looked at when
// its change is told.
func (p *plan) lookAt(w *watched, notes []*vault.Note, isNew newness) {
	at := viewer{v: w.v, snap: w.v.Snap, frames: p.Frames}
	found := make([][]Finding, len(notes))
	var workers errgroup.Group
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for i, n := range notes {
		workers.Go(func() error {
			f, err := p.note(at, n, isNew)
			if err == nil {
				found[i] = f
			}
			return nil
		})
	}
	_ = workers.Wait() // no error is returned above
	for i, n := range notes {
		w.found[n.ID] = found[i]
	}
}

// alsoWatched are files besides notes that a check depends on.
func (p *plan) alsoWatched(w *watched) []string {
	also := []string{config.FileName}
	if id, ok := p.baselineIn(w); ok {
		also = append(also, id)
	}
	return also
}

// baselineIn is the id of the file of --baseline, if it lies in the vault.
func (p *plan) baselineIn(w *watched) (string, bool) {
	if p.Baseline == "" {
		return "", false
	}
	return relReal(w.v, w.baseline)
}

// Package check finds the problems of notes on disk and tells them: the same problems
// as the editor shows, by the same engine.
//
// A run goes through plan (what is asked for, options.go), targets (where, target.go),
// look (what is found, look.go), baseline and formats. All of a vault is read and
// indexed; options choose among what is found. What is printed depends on the notes
// and options alone, never on the number of processors, the locale or the order in
// which a folder lists its files.
package check

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
)

// Exit codes of a run.
const (
	Clean    = 0
	Found    = 1 // errors or warnings, or what Options.FailOn says
	Unusable = 2 // usage, settings or I/O
)

// Run checks notes, prints what is found, and returns the exit code of the process.
func Run(ctx context.Context, o Options, s Streams) int {
	if o.Watch {
		code, err := o.watch(ctx, s)
		if err != nil {
			fmt.Fprintf(s.Log, "notes-lsp check: %v\n", err)
		}
		return code
	}
	r, err := o.run(ctx, s)
	if err != nil {
		fmt.Fprintf(s.Log, "notes-lsp check: %v\n", err)
		return Unusable
	}
	return r.code()
}

func (o Options) run(ctx context.Context, s Streams) (*Report, error) {
	p, err := o.plan()
	if err != nil {
		return nil, err
	}
	targets, err := p.targets()
	if err != nil {
		return nil, err
	}
	old, err := p.readBaseline()
	if err != nil {
		return nil, err
	}
	r := &Report{Version: o.Version, plan: p, known: old, clock: startClock()}
	p.Web.open()
	for _, t := range targets {
		if err := p.look(ctx, t, s, r); err != nil {
			return nil, err
		}
	}
	if err := p.Web.close(); err != nil {
		fmt.Fprintf(s.Log, "notes-lsp check: %v\n", err) // the next run asks again
	}
	slices.SortFunc(r.Findings, compareFindings)
	r.Findings = slices.CompactFunc(r.Findings, sameFinding)
	slices.SortStableFunc(r.Fixed, func(a, b Fixed) int { return compareFindings(a.Finding, b.Finding) })
	for _, err := range r.unread {
		fmt.Fprintf(s.Log, "notes-lsp check: %v\n", err)
	}
	if old != nil {
		r.passOver(old)
	}
	if p.WriteBaseline != "" {
		if err := r.writeBaseline(); err != nil {
			return nil, fmt.Errorf("cannot write the baseline: %w", err)
		}
	}
	if err := r.write(s); err != nil {
		return nil, err
	}
	r.summarise(s.Log)
	return r, nil
}

func (p *plan) targets() ([]target, error) {
	if p.StdinPath != "" {
		t, err := stdinTarget(p.StdinPath, p.Root)
		return []target{t}, err
	}
	return targetsOf(p.Paths, p.Root)
}

// write prints the report in every format that is asked for.
func (r *Report) write(s Streams) error {
	for _, o := range r.plan.outputs {
		var b bytes.Buffer
		if err := o.format.write(&b, r); err != nil {
			return fmt.Errorf("cannot write the findings as %s: %w", o.format.name, err)
		}
		if o.file != "" {
			if err := ReplaceFile(o.file, b.Bytes(), r.vaults...); err != nil {
				return fmt.Errorf("cannot write %s: %w", o.file, err)
			}
			continue
		}
		to := s.Out
		switch {
		case r.plan.Diff:
			continue
		case r.plan.Fix && r.plan.StdinPath != "":
			to = s.Log // the note goes where it came from
		}
		if _, err := to.Write(b.Bytes()); err != nil {
			return fmt.Errorf("cannot write the findings: %w", err)
		}
	}
	if _, err := s.Out.Write(r.printed.Bytes()); err != nil {
		return fmt.Errorf("cannot write what is mended: %w", err)
	}
	return nil
}

// summarise says on log what was found.
func (r *Report) summarise(log io.Writer) {
	if !r.plan.Quiet {
		for _, f := range r.Fixed {
			fmt.Fprintf(log, "%s: %s\n", r.plan.mending(), f)
		}
		for _, e := range r.Stale {
			fmt.Fprintf(log, "mended, and still in the baseline: %s\n", e)
		}
		fmt.Fprintln(log, r.Summary())
	}
	if r.plan.Stats {
		r.stats(log)
	}
}

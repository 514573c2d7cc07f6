package check

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Finding is a problem as it is told: with its place in every unit that a format
// counts in, so that the note's text need not be kept.
type Finding struct {
	Path     string // from the working directory, with slashes
	Code     string
	Severity config.Severity
	Message  string // on one line
	Start    Place
	End      Place // behind the last character
	// Fix is what to write instead of what is between Start and End, "" where that is
	// not certain.
	Fix         string
	Unnecessary bool // what is between Start and End could go
	Related     []Related
	// About is what the finding is about, as it is written: the target and fragment of a
	// link, else what is between Start and End. With the path and the code it tells a
	// finding from others when lines shift.
	About string
	// Nth counts the findings of the note with one code and About, from 1.
	Nth int

	file string  // Path, absolute
	line excerpt // for frames
}

// A Place is a place in a note; all but the offset count from 1.
type Place struct {
	Line   int
	Column int // in characters
	UTF16  int // the column in code units
	Byte   int // the column in bytes of UTF-8
	Offset int // bytes from the note's start
}

// A Related is another place that a finding speaks of.
type Related struct {
	Path       string
	Start, End Place // zero where it is a note or file as a whole
	Message    string
}

// IsZero reports whether p is no place.
func (p Place) IsZero() bool { return p == Place{} }

// placeOf is the place of a byte.
func placeOf(x *text.LineIndex, off int32) Place {
	p := x.OffsetPosition(int(off), text.UTF32)
	return Place{
		Line:   p.Line + 1,
		Column: p.Column + 1,
		UTF16:  x.OffsetPosition(int(off), text.UTF16).Column + 1,
		Byte:   x.OffsetPosition(int(off), text.UTF8).Column + 1,
		Offset: int(off),
	}
}

// identity is what stays of a finding when lines shift.
type identity struct{ path, code, about string }

// Fingerprint is the same for the same finding after lines have shifted, and another
// for every other finding of a run.
func (f Finding) Fingerprint() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%d", f.Code, f.Path, f.About, f.Nth))
	return hex.EncodeToString(sum[:16])
}

// compareFindings orders findings as a reader goes through the notes.
func compareFindings(a, b Finding) int {
	return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Start.Line, b.Start.Line), cmp.Compare(a.Start.Column, b.Start.Column),
		cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
}

// sameFinding reports whether two findings are told alike: one place can be wrong twice
// for one reason, and notes can be in two vaults.
func sameFinding(a, b Finding) bool {
	return compareFindings(a, b) == 0 && a.Severity == b.Severity
}

// A viewer makes findings of a vault's problems.
type viewer struct {
	v      *batch.Vault
	snap   *vault.Snapshot
	frames bool
}

// findings tells the problems of n, in order, each once.
func (w viewer) findings(n *vault.Note, problems []feature.Problem) ([]Finding, error) {
	if len(problems) == 0 {
		return nil, nil
	}
	src := n.Text()
	if src == nil {
		return nil, fmt.Errorf("%s changed while it was checked; run the check again", n.ID)
	}
	index, links := text.NewLineIndex(src), linkTexts(n)
	path, file := w.v.Shown(n.ID), w.v.Path(string(n.ID))
	out := make([]Finding, 0, len(problems))
	for _, p := range problems {
		about, ok := links[p.Span]
		if !ok {
			about = string(p.Span.Of(src))
		}
		about = strings.ToValidUTF8(about, "\ufffd") // as it comes back from a file
		f := Finding{
			Path: path, file: file, Code: p.Code, Severity: p.Severity, Message: text.OneLine(p.Message),
			Start: placeOf(index, p.Span.Start), End: placeOf(index, p.Span.End),
			Fix: p.Fix, Unnecessary: p.Unnecessary, About: about,
		}
		for _, r := range p.Related {
			f.Related = append(f.Related, w.related(n, index, r))
		}
		if w.frames {
			f.line = excerptOf(src, index, p.Span)
		}
		out = append(out, f)
	}
	return number(out), nil
}

// linkTexts is what links say, by the spans that problems of theirs have.
func linkTexts(n *vault.Note) map[text.Span]string {
	out := map[text.Span]string{}
	for i := range n.Doc.Links {
		l := &n.Doc.Links[i]
		said := l.Target
		if l.HasFragment {
			said += "#" + l.Fragment
		}
		for _, span := range []text.Span{l.TargetSpan, l.FragmentSpan} {
			if !span.Empty() {
				out[span] = said
			}
		}
	}
	return out
}

// related is a place that a problem of n speaks of; index is that of n.
func (w viewer) related(n *vault.Note, index *text.LineIndex, r feature.Related) Related {
	out := Related{Path: w.v.Shown(r.ID), Message: text.OneLine(r.Message)}
	if r.Span.Empty() {
		return out
	}
	if r.ID != n.ID {
		other, ok := w.snap.Note(r.ID)
		if !ok {
			return out
		}
		src := other.Text()
		if src == nil {
			return out
		}
		index = text.NewLineIndex(src)
	}
	out.Start, out.End = placeOf(index, r.Span.Start), placeOf(index, r.Span.End)
	return out
}

// settings tells the mistakes in the vault's settings file, and in the user's own.
func (w viewer) settings() []Finding {
	v := w.v
	return slices.Concat(
		w.mistakes(v.Shown(config.FileName), v.Path(config.FileName), v.Terms.File, v.Terms.Findings),
		w.mistakes(filepath.ToSlash(v.User.Path), v.User.Path, v.User.File, v.User.Findings),
	)
}

// mistakes tells those in a settings file: how it is shown, its absolute path, its text
// and what is wrong with it.
func (w viewer) mistakes(path, file string, src []byte, found []config.Finding) []Finding {
	severity := w.v.Terms.Settings.SeverityOf(badSetting)
	if severity == config.Off || len(found) == 0 {
		return nil
	}
	index := text.NewLineIndex(src)
	var out []Finding
	for _, f := range found {
		span := text.Between(f.Start, f.End)
		next := Finding{
			Path: path, file: file, Code: badSetting, Severity: severity,
			Message: text.OneLine(f.Message), Fix: f.Fix, About: f.Key,
			Start: placeOf(index, span.Start), End: placeOf(index, span.End),
		}
		if w.frames {
			next.line = excerptOf(src, index, span)
		}
		out = append(out, next)
	}
	return number(out)
}

// badSetting is the code of mistakes in the settings: with them a run means nothing.
const badSetting = "bad-setting"

// number sorts the findings of a file, leaves out what is told already, and counts
// those that are about the same.
func number(findings []Finding) []Finding {
	slices.SortStableFunc(findings, compareFindings)
	findings = slices.CompactFunc(findings, sameFinding)
	count := map[identity]int{}
	for i := range findings {
		f := &findings[i]
		id := identity{code: f.Code, about: f.About}
		count[id]++
		f.Nth = count[id]
	}
	return findings
}

package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// A stage of one step, as what is on disk tells.
type progress uint8

const (
	todo progress = iota
	done
	// odd: someone has changed since what the step is about, which is then theirs.
	odd
)

// A survey is how far a change has got.
type survey struct {
	writes, renames []progress
	odd             []string // the paths of what is odd
}

// survey looks at what is on disk.
func (p *pending) survey() survey {
	s := survey{writes: make([]progress, len(p.Writes)), renames: make([]progress, len(p.Renames))}
	for i, m := range p.Renames {
		if s.renames[i] = p.progressOf(m); s.renames[i] == odd {
			s.odd = append(s.odd, string(m.From))
		}
	}
	for i, w := range p.Writes {
		file := p.now(string(w.File))
		switch sum := p.sumOf(file); {
		case sum == w.New && p.sumOf(p.now(p.staged(i, oldEnd))) == w.Old:
			s.writes[i] = done
		case sum == w.Old && (p.Phase != applying || p.sumOf(p.now(p.staged(i, newEnd))) == w.New):
		default:
			s.writes[i] = odd
			s.odd = append(s.odd, file)
		}
	}
	return s
}

func (p *pending) progressOf(m journalRename) progress {
	switch from, to := p.has(m, string(m.From)), p.has(m, string(m.To)); {
	case from == to:
		return odd
	case to:
		return done
	}
	return todo
}

// sumOf is the sum of a regular file, "" where there is none.
func (p *pending) sumOf(file string) string {
	f, info, err := openRegular(file, p.top().OpenFile)
	if err != nil {
		return ""
	}
	defer f.Close()
	data, err := readAll(f, nil, info.Size(), 2*MaxNoteSize) // links may have grown
	if err != nil {
		return ""
	}
	return sum(data)
}

// now is where a file that the change is about is, which may have been renamed, with the
// folder that it is in or by itself.
func (p *pending) now(file string) string {
	for _, m := range p.Renames {
		if !isBelow(file, string(m.From)) {
			continue
		}
		renamed := string(m.To) + file[len(m.From):]
		switch p.progressOf(m) {
		case done:
			return renamed
		case odd:
			if _, err := p.top().Lstat(file); err != nil {
				return renamed
			}
		}
	}
	return file
}

// An outcome is what became of a change.
type outcome struct {
	made   bool     // it is made, and not taken back
	odd    []string // what was left as someone has changed it since
	failed error    // why it was taken back
	// stuck is why it could be neither ended nor taken back: the journal stays.
	stuck error
	// litter is why what the change needed could not be removed.
	litter error
}

// settle ends a change by its journal. It goes on where everything is as it was left, and
// else back.
func (p *pending) settle() outcome {
	var o outcome
	switch p.Phase {
	case staging:
		o.litter = p.clear(true)
		return o
	case made:
		o.made, o.litter = true, p.clear(false)
		return o
	}
	s := p.survey()
	if p.Phase == applying && len(s.odd) == 0 {
		if o.failed = p.forward(s); o.failed == nil {
			o.made = true
			if o.litter = p.save(made); o.litter == nil {
				o.litter = p.clear(false)
			}
			return o
		}
	}
	if p.Phase != undoing {
		if o.stuck = p.save(undoing); o.stuck != nil {
			return o
		}
		s = p.survey()
	}
	o.odd = s.odd
	if o.stuck = p.back(s); o.stuck == nil {
		o.litter = p.clear(true)
	}
	return o
}

// err is the outcome as what Commit returns.
func (o outcome) err() error {
	switch {
	case o.stuck != nil:
		return &sentence{o.because() + o.stuck.Error() + " Not all could be taken back; the next notes-lsp command tries again.", o.stuck}
	case o.made && o.litter != nil:
		return &sentence{"The change was made, but hidden files are left over: " + o.litter.Error(), o.litter}
	case o.made:
		return nil
	case len(o.odd) > 0:
		return &sentence{o.because() + strings.Join(o.odd, ", ") + " changed meanwhile. Everything else was taken back.", fs.ErrInvalid}
	}
	return &sentence{o.because() + "Nothing was changed.", errors.Join(o.failed, o.litter)}
}

func (o outcome) because() string {
	if o.failed == nil {
		return ""
	}
	return o.failed.Error() + " "
}

// forward takes the steps that are not taken yet.
func (p *pending) forward(s survey) error {
	for i, w := range p.Writes {
		if s.writes[i] != todo {
			continue
		}
		if err := p.rename(p.now(p.staged(i, newEnd)), p.now(string(w.File))); err != nil {
			return unwritable(string(w.File), err)
		}
	}
	p.syncFolders()
	for i, m := range p.Renames {
		if s.renames[i] != todo {
			continue
		}
		err := p.rename(string(m.From), string(m.To))
		if err != nil {
			return &sentence{fmt.Sprintf("%s cannot be moved to %s: %s.", m.From, m.To, reason(err)), err}
		}
	}
	p.syncFolders()
	return nil
}

// back takes back the steps that were taken.
func (p *pending) back(s survey) error {
	for i, m := range slices.Backward(p.Renames) {
		if s.renames[i] != done {
			continue
		}
		if err := p.rename(string(m.To), string(m.From)); err != nil {
			return &sentence{fmt.Sprintf("%s cannot be moved back to %s: %s.", m.To, m.From, reason(err)), err}
		}
	}
	for i, w := range p.Writes {
		if s.writes[i] != done {
			continue
		}
		if err := p.rename(p.now(p.staged(i, oldEnd)), p.now(string(w.File))); err != nil {
			return unwritable(string(w.File), err)
		}
	}
	p.syncFolders()
	return nil
}

func (p *pending) rename(from, to string) error {
	if err := p.take("rename " + from + " to " + to); err != nil {
		return err
	}
	return p.top().Rename(from, to)
}

// clear removes what the change needed, the journal last; where it was taken back, the
// folders too that were made for it, unless something is in them.
func (p *pending) clear(back bool) error {
	var failed error
	for i := range p.Writes {
		for _, end := range []string{newEnd, oldEnd} {
			file := p.now(p.staged(i, end))
			if err := p.remove(file); err != nil {
				failed = unwritable(file, err)
			}
		}
	}
	if back {
		for _, dir := range slices.Backward(p.Folders) {
			// What is in it is someone's, and reason enough to keep it.
			_ = p.remove(string(dir))
		}
	}
	if failed != nil {
		return failed
	}
	p.syncFolders()
	if err := p.take("end"); err != nil {
		return unwritable(p.file, err)
	}
	if err := os.Remove(p.file); err != nil && !isGone(err) {
		return unwritable(p.file, err)
	}
	return nil
}

// remove removes what is there.
func (p *pending) remove(id string) error {
	if _, err := p.top().Lstat(id); err != nil {
		return nil
	}
	if err := p.take("remove " + id); err != nil {
		return err
	}
	return p.top().Remove(id)
}

// syncFolders has the disk keep the names of all files that the change is about, before
// anything that comes later. A file system that can't says so, and does it its own way.
func (p *pending) syncFolders() {
	dirs := map[string]bool{}
	for i := range p.Writes {
		dirs[path.Dir(p.now(p.staged(i, newEnd)))] = true
	}
	for _, m := range p.Renames {
		dirs[path.Dir(string(m.From))], dirs[path.Dir(string(m.To))] = true, true
	}
	for dir := range dirs {
		if f, err := p.top().Open(dir); err == nil {
			_ = f.Sync()
			_ = f.Close()
		}
	}
}

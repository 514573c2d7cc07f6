package watch

import (
	"time"

	"github.com/notes-lsp/notes-lsp/internal/disk"
)

// A System is what a Watcher needs of the system it runs on. What is zero is as it
// really is; tests have their own.
type System struct {
	// Open begins to listen, to no folder yet.
	Open func(*disk.Root) (*Listener, error)
	// Local reports whether all that changes in a folder is heard of here: no other
	// machine writes there.
	Local func(dir string) bool
	Quiet time.Duration // without events, before what was heard is told
	// Often is the time between sweeps where nothing is heard, Seldom where all is.
	Often, Seldom time.Duration
}

func (s System) orReal() System {
	if s.Open == nil {
		s.Open = openListener
	}
	if s.Local == nil {
		s.Local = isLocal
	}
	if s.Quiet == 0 {
		s.Quiet = 80 * time.Millisecond
	}
	if s.Often == 0 {
		s.Often = 2 * time.Second
	}
	if s.Seldom == 0 {
		s.Seldom = 5 * time.Minute
	}
	return s
}

func (s System) pace() pace { return pace{often: s.Often, seldom: s.Seldom} }

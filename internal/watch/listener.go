package watch

import (
	"github.com/fsnotify/fsnotify"

	"github.com/notes-lsp/notes-lsp/internal/disk"
)

// A Listener hears what happens in folders, not in those below them.
type Listener struct {
	Add, Remove func(id string) error
	Close       func() error // ends Events and Errors, which are read until then
	Events      <-chan fsnotify.Event
	Errors      <-chan error
}

func openListener(root *disk.Root) (*Listener, error) {
	n, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return &Listener{
		Add:    func(id string) error { return n.Add(root.Path(id)) },
		Remove: func(id string) error { return n.Remove(root.Path(id)) },
		Close:  n.Close, Events: n.Events, Errors: n.Errors,
	}, nil
}

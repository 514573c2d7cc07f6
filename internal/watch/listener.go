package watch

import (
	"fmt"

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
		Remove: func(id string) error { return remove(n, root.Path(id)) },
		Close:  n.Close, Events: n.Events, Errors: n.Errors,
	}, nil
}

// remove stops listening to a folder. Version 1.10.1 of fsnotify panics where it is at
// forgetting the folder by itself, since that was deleted.
func remove(n *fsnotify.Watcher, dir string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("stop listening to %s: %v", dir, r)
		}
	}()
	return n.Remove(dir)
}

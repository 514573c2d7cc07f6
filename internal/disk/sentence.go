package disk

import (
	"errors"
	"io/fs"
	"os"
)

// A sentence is an error that reads as one to a note-taker. The cause stays
// there for errors.Is, as in errors.Is(err, fs.ErrNotExist), but is not
// printed: it repeats paths and names system calls.
type sentence struct {
	text  string
	cause error
}

func (s *sentence) Error() string { return s.text }

func (s *sentence) Unwrap() error { return s.cause }

// unreadable is the sentence for a file or folder that the system refused.
func unreadable(name string, err error) error {
	return &sentence{name + " cannot be read: " + reason(err) + ".", err}
}

// unwritable is the sentence for a file or folder that the system lets nobody change,
// make or delete.
func unwritable(name string, err error) error {
	return &sentence{name + " cannot be written: " + reason(err) + ".", err}
}

// reason is what the system said, without the path and the system call.
func reason(err error) string {
	var pathErr *fs.PathError
	var linkErr *os.LinkError
	switch {
	case errors.As(err, &pathErr):
		err = pathErr.Err
	case errors.As(err, &linkErr):
		err = linkErr.Err
	}
	return err.Error()
}

// isGone reports whether there is nothing at a path, or no longer.
func isGone(err error) bool { return errors.Is(err, fs.ErrNotExist) }

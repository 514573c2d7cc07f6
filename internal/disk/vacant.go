package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// Vacant reports whether a file can be made at id, as far as what is on disk goes:
// nil when nothing is there, and its folders are there, or can be made, beneath the
// root. The error is fs.ErrExist where something is there, and a sentence in every
// case. A symlink in the way must lead to a folder beneath the root: one that
// dangles would let the new file come to be where it points.
func (r *Root) Vacant(id string) error {
	if !isID(id) || id == "." {
		return notAnID(id)
	}
	real, names := ".", strings.Split(id, "/")
	for i, name := range names {
		at := join(real, name)
		info, err := r.top().Lstat(at)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return unreadable(id, err)
		case info.Mode().Type() == fs.ModeSymlink:
			if at, info, err = r.resolve(at); err != nil {
				return unreadable(id, err)
			}
		}
		if i == len(names)-1 {
			return &sentence{fmt.Sprintf("There is a file %s already.", id), fs.ErrExist}
		}
		if !info.IsDir() {
			return &sentence{fmt.Sprintf("%s can't be made: %s is a file and no folder.", id, strings.Join(names[:i+1], "/")), fs.ErrInvalid}
		}
		real = at
	}
	return nil
}

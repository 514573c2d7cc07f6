package disk

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
)

// errOutside is the cause when a link leads out of the root.
var errOutside = errors.New("it leads out of the notes folder")

// maxLinks is how many symlinks one path may pass through, as on Linux.
const maxLinks = 40

// resolve follows the symlinks in id and returns the id of what it leads to,
// free of symlinks, and its information. Outside the root nothing is looked at.
// Unlike [os.Root] it follows an absolute symlink that comes back into the
// root: file managers and cloud clients make those.
//
// The error is errOutside where a link leaves the root, fs.ErrNotExist where
// one dangles or goes round in a circle.
func (r *Root) resolve(id string) (real string, info fs.FileInfo, err error) {
	real = "."
	todo := strings.Split(id, "/")
	for links := 0; len(todo) > 0; {
		name := todo[0]
		todo = todo[1:]
		switch name {
		case "", ".":
			continue
		case "..":
			if real == "." {
				return "", nil, errOutside
			}
			real = path.Dir(real)
			continue
		}
		at := join(real, name)
		if info, err = r.top().Lstat(at); err != nil {
			return "", nil, err
		}
		if info.Mode().Type() != fs.ModeSymlink {
			real = at
			continue
		}
		if links++; links > maxLinks {
			return "", nil, fs.ErrNotExist
		}
		target, absolute, err := r.readLink(at)
		if err != nil {
			return "", nil, err
		}
		if absolute {
			real = "."
		}
		todo = append(target, todo...)
	}
	// A ".." may have come last, so what was looked at last may not be it.
	info, err = r.top().Lstat(real)
	return real, info, err
}

// readLink returns the path in a symlink as its segments, from the root where
// it is absolute and else from the folder of the link.
func (r *Root) readLink(id string) (segments []string, absolute bool, err error) {
	target, err := r.top().Readlink(id)
	if err != nil {
		return nil, false, err
	}
	if absolute = filepath.IsAbs(target); absolute {
		inside, ok := r.Rel(target)
		if !ok {
			return nil, false, errOutside
		}
		target = inside
	}
	return strings.Split(filepath.ToSlash(target), "/"), absolute, nil
}

// join is path.Join for a clean folder id and a single name.
func join(dir, name string) string {
	if dir == "." {
		return name
	}
	return dir + "/" + name
}

// A finding is what lies at a path once symlinks are followed.
type finding struct {
	real string
	link bool // the last segment of the path is a symlink
	info fs.FileInfo
}

// find looks at a path whose folder is free of symlinks.
func (r *Root) find(real string) (finding, error) {
	info, err := r.top().Lstat(real)
	if err != nil {
		return finding{}, err
	}
	return r.follow(real, fs.FileInfoToDirEntry(info))
}

// follow is find for an entry that a folder was found to have.
func (r *Root) follow(real string, e fs.DirEntry) (finding, error) {
	if e.Type() != fs.ModeSymlink {
		info, err := e.Info()
		return finding{real: real, info: info}, err
	}
	real, info, err := r.resolve(real)
	return finding{real: real, link: true, info: info}, err
}

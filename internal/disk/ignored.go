package disk

import (
	"errors"
	"strings"
)

// Ignored reports whether [Root.Walk] with the same rules leaves out the file
// or folder id: by its name, by a pattern, or because a folder above it is left
// out. It reads the ignore files afresh, so it is never out of date after one
// has changed. A path that does not exist counts as a file, and as ignored when
// a file of that name would be. A symlink out of the root is ignored.
//
// What lies in a symlinked folder counts as ignored where the walk lists it
// under the folder that the symlink leads to; [Root.Stat] tells which that is.
func (r *Root) Ignored(id string, rules Rules) bool {
	if id == "." {
		return false
	}
	if !isID(id) {
		return true
	}
	// The names first: a rewrite of node_modules asks this of thousands of
	// paths, and none of them needs the disk.
	for name := range strings.SplitSeq(id, "/") {
		if isSkipped(name) {
			return true
		}
	}
	ignore, _ := r.newIgnorer(rules) // a walk reports what could not be read
	f := folder{id: ".", real: ".", ignore: ignore}
	for {
		name, rest, more := strings.Cut(id, "/")
		if !rules.NoIgnoreFiles {
			data, _ := r.ignoreFile(f.real)
			f.ignore = f.ignore.in(f.id, data)
		}
		next, dir, listed := r.step(f, name, more, rules)
		if !listed || !more {
			return !listed || !dir && IsLitter(name)
		}
		f, id = next, rest
	}
}

// step goes from the folder f to what is called name in it, and reports whether
// the walk lists that, and where more follows, whether it goes into it.
func (r *Root) step(f folder, name string, more bool, rules Rules) (next folder, dir, listed bool) {
	next = folder{id: join(f.id, name), real: join(f.real, name), ignore: f.ignore}
	found, err := r.find(next.real)
	switch {
	case errors.Is(err, errOutside):
		return next, false, false
	case err != nil:
		dir = more // nothing there, or not any more: take it as the path has it
	default:
		dir = found.info.IsDir()
		next.real = found.real
	}
	if f.ignore.ignores(next.id, dir) {
		return next, dir, false
	}
	return next, dir, !more || !found.link || r.follows(f, found.real, rules)
}

// follows reports whether the walk goes into a symlink in the folder f that
// leads to the folder real. It does where the notes in it would not be listed
// otherwise, since real is hidden or ignored. Else each of them would have two
// names and every link to them be ambiguous; Obsidian for the same reason does
// not follow a symlink from one place of a vault to another.
//
// A symlink to a folder above itself leads to one that is listed, and within a
// symlinked folder no further one is followed, so a loop is never entered. The
// folders .git and node_modules stay closed.
func (r *Root) follows(f folder, real string, rules Rules) bool {
	if f.linked() {
		return false
	}
	for name := range strings.SplitSeq(real, "/") {
		if name == ".git" || name == "node_modules" {
			return false
		}
	}
	return r.Ignored(real, rules)
}

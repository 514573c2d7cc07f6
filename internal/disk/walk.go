package disk

import (
	"context"
	"io/fs"
	"slices"
	"strings"
)

// Walk calls visit for the folders, notes and other regular files beneath the
// root that the rules leave in, and not for the root itself. A folder comes
// before what is in it, and the entries of a folder in the order of the bytes
// of their names, so two walks of one tree are the same everywhere.
//
// Hidden files, node_modules, editor litter, FIFOs, sockets, devices and
// dangling symlinks are left out. A symlink to a regular file is listed under
// its own name, one to a folder as well; see [Root.Ignored] for when what is
// in such a folder is listed too.
//
// Each problem is a sentence about a file or folder that was left out because
// it could not be read, or because it leads out of the root; what vanishes
// during the walk is no problem. err is set when the root itself cannot be
// read or ctx ends; the entries are then incomplete.
func (r *Root) Walk(ctx context.Context, rules Rules, visit func(Entry)) (problems []error, err error) {
	ignore, problems := r.newIgnorer(rules)
	w := walker{ctx: ctx, root: r, rules: rules, visit: visit, problems: problems}
	err = w.walk(folder{id: ".", real: ".", ignore: ignore})
	return w.problems, err
}

// WalkFolders calls enter for the folders that [Root.Walk] goes into, "." the first, each
// before it is listed: whoever watches what happens in a folder from then on misses
// none that comes to be in it. An error of enter's ends the walk and is returned.
func (r *Root) WalkFolders(ctx context.Context, rules Rules, enter func(id string) error) error {
	ignore, _ := r.newIgnorer(rules) // a walk for notes reports what could not be read
	w := walker{ctx: ctx, root: r, rules: rules, enter: enter}
	return w.walk(folder{id: ".", real: ".", ignore: ignore})
}

type walker struct {
	ctx      context.Context
	root     *Root
	rules    Rules
	visit    func(Entry)           // nil where folders are asked for alone
	enter    func(id string) error // nil, or called before a folder is listed
	problems []error
}

// A folder is one that the walk goes into.
type folder struct {
	id     string
	real   string  // id without symlinks
	ignore ignorer // the patterns of its own .gitignore come in when it is read
}

// linked reports whether a symlink led here.
func (f *folder) linked() bool { return f.id != f.real }

func (w *walker) walk(f folder) error {
	if w.enter != nil {
		if err := w.enter(f.id); err != nil {
			return err
		}
	}
	entries, err := w.root.list(f.real)
	switch {
	case err != nil && f.id == ".":
		return openError(w.root.given, err)
	case err != nil && !isGone(err):
		// What was listed before the error is still good.
		w.problem(unreadable("The folder "+f.id, err))
	}
	if hasIgnoreFile(entries) {
		w.readIgnoreFile(&f)
	}
	for _, e := range entries {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		if isSkipped(e.Name()) {
			continue
		}
		if err := w.entry(&f, e); err != nil {
			return err
		}
	}
	return nil
}

// list returns what is in a folder, sorted by name.
func (r *Root) list(real string) ([]fs.DirEntry, error) {
	f, err := r.top().Open(real)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}

func hasIgnoreFile(sorted []fs.DirEntry) bool {
	_, ok := slices.BinarySearchFunc(sorted, ignoreName, func(e fs.DirEntry, name string) int {
		return strings.Compare(e.Name(), name)
	})
	return ok
}

func (w *walker) readIgnoreFile(f *folder) {
	if w.rules.NoIgnoreFiles {
		return
	}
	data, err := w.root.ignoreFile(f.real)
	if err != nil {
		w.problem(ignoreFileError(join(f.id, ignoreName), err))
	}
	f.ignore = f.ignore.in(f.id, data)
}

func (w *walker) problem(err error) { w.problems = append(w.problems, err) }

// entry visits one file or folder in f, and what is in the folder.
func (w *walker) entry(f *folder, e fs.DirEntry) error {
	if w.visit == nil && e.Type().IsRegular() {
		return nil // spares asking the system about every file
	}
	id := join(f.id, e.Name())
	found, err := w.root.follow(join(f.real, e.Name()), e)
	if err != nil {
		hidden := f.ignore.ignores(id, false) || f.ignore.ignores(id, true)
		if !isGone(err) && !hidden {
			w.problem(unreadable(id, err))
		}
		return nil
	}
	dir := found.info.IsDir()
	if !dir && (!found.info.Mode().IsRegular() || IsLitter(e.Name())) || f.ignore.ignores(id, dir) {
		return nil
	}
	if w.visit != nil {
		w.visit(entry(id, found.real, found.info))
	}
	if !dir || found.link && !w.root.follows(*f, found.real, w.rules) {
		return nil
	}
	return w.walk(folder{id: id, real: found.real, ignore: f.ignore})
}

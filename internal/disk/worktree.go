package disk

import (
	"os"
	"path/filepath"
	"strings"
)

// newIgnorer returns what holds in the root before its own .gitignore is read,
// and the problems with ignore files above the root.
func (r *Root) newIgnorer(rules Rules) (ignorer, []error) {
	g := ignorer{exclude: parseIgnore([]byte(strings.Join(rules.Exclude, "\n")))}
	if rules.NoIgnoreFiles {
		return g, nil
	}
	top, ok := workTree(r.dir)
	if !ok {
		return g, nil
	}
	outer, problems := readOuter(top, r.dir)
	if !outer.ignoresRoot {
		g.prefix, g.rules = outer.prefix, outer.rules
	}
	return g, problems
}

// workTree returns the nearest folder, dir or above, that holds a .git.
func workTree(dir string) (top string, ok bool) {
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		dir = parent
	}
}

// outerRules are what a git work tree says about a root in it.
type outerRules struct {
	prefix      string // as in ignorer
	rules       *ruleset
	ignoresRoot bool
}

// readOuter reads .git/info/exclude of the work tree top and the .gitignore
// files from there to the folder that holds dir. This is the one place where
// files outside the root are opened, and only under these two names. Where .git
// is a file, as in a submodule or a linked work tree, info/exclude is not found.
//
// A work tree that ignores the root has nothing to say about it: the notes are
// not part of it, and were opened on purpose. Such are notes in a home folder
// that is itself a repository of dot files.
func readOuter(top, dir string) (outer outerRules, problems []error) {
	read := func(base, name string) {
		data, err := readRegular(filepath.Join(top, filepath.FromSlash(base+name)), os.Lstat, os.OpenFile)
		if err != nil {
			problems = append(problems, ignoreFileError(base+name, err))
		}
		outer.rules = outer.rules.with(base, data)
	}
	if info, err := os.Lstat(filepath.Join(top, ".git")); err == nil && info.IsDir() {
		read("", ".git/info/exclude")
	}
	below, err := filepath.Rel(top, dir)
	if err != nil || below == "." {
		return outer, problems
	}
	for folder := range strings.SplitSeq(filepath.ToSlash(below), "/") {
		read(outer.prefix, ignoreName)
		if outer.rules.ignores(outer.prefix+folder, true) {
			outer.ignoresRoot = true
			break
		}
		outer.prefix += folder + "/"
	}
	return outer, problems
}

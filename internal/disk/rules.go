package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Rules say what a walk leaves out, besides hidden files and node_modules. The
// zero Rules follow the .gitignore files.
type Rules struct {
	// Exclude holds patterns in .gitignore syntax, from the root, that come
	// after all .gitignore files: "drafts/" leaves a folder out and
	// "!drafts/" brings one back.
	Exclude []string
	// NoIgnoreFiles leaves .gitignore files and .git/info/exclude unread.
	NoIgnoreFiles bool
}

// An ignorer knows the patterns that hold in one folder. It is immutable: in
// gives the one for a folder below.
type ignorer struct {
	prefix  string // the root from the top of the work tree: "" or "notes/"
	exclude []pattern
	rules   *ruleset // the nearest .gitignore file; nil for none
}

// A ruleset is the patterns of one file, and of those farther up.
type ruleset struct {
	base     string // the folder of the file from the top: "" or "notes/sub/"
	patterns []pattern
	above    *ruleset
}

// ignores reports whether the patterns ignore id, whose folders above are
// known not to be ignored.
func (g *ignorer) ignores(id string, dir bool) bool {
	if ignored, ok := lastMatch(g.exclude, id, dir); ok {
		return ignored
	}
	return g.rules.ignores(g.prefix+id, dir)
}

// ignores asks the nearest file first: the last match wins.
func (s *ruleset) ignores(path string, dir bool) bool {
	for ; s != nil; s = s.above {
		if ignored, ok := lastMatch(s.patterns, path[len(s.base):], dir); ok {
			return ignored
		}
	}
	return false
}

// in returns the ignorer for a folder with this .gitignore file.
func (g ignorer) in(folder string, ignoreFile []byte) ignorer {
	base := g.prefix
	if folder != "." {
		base += folder + "/"
	}
	g.rules = g.rules.with(base, ignoreFile)
	return g
}

func (s *ruleset) with(base string, ignoreFile []byte) *ruleset {
	patterns := parseIgnore(ignoreFile)
	if len(patterns) == 0 {
		return s
	}
	return &ruleset{base: base, patterns: patterns, above: s}
}

// newIgnorer returns what holds in the root before its own .gitignore is read,
// and the ignore files above the root that could not be read.
func (r *Root) newIgnorer(rules Rules) (ignorer, []error) {
	g := ignorer{exclude: parseIgnore([]byte(strings.Join(rules.Exclude, "\n")))}
	if rules.NoIgnoreFiles {
		return g, nil
	}
	top, ok := workTree(r.dir)
	if !ok {
		return g, nil
	}
	above, problems := readAbove(top, r.dir)
	if above.hidesRoot {
		return g, problems
	}
	g.prefix, g.rules = above.prefix, above.rules
	return g, problems
}

// above is what a git work tree says about a root in it.
type above struct {
	prefix    string
	rules     *ruleset
	hidesRoot bool
}

// readAbove reads .git/info/exclude of the work tree top and the .gitignore
// files from there to the folder that holds dir. This is the one place where
// files outside the root are opened, and only under these two names.
//
// A work tree that ignores the root has nothing to say about it: the notes are
// not part of it, and were opened on purpose. Such are notes in a home folder
// that is itself a repository of dot files.
func readAbove(top, dir string) (a above, problems []error) {
	read := func(name string) {
		data, err := readIgnoreFile(filepath.Join(top, filepath.FromSlash(name)))
		if err != nil {
			problems = append(problems, ignoreFileError(name, err))
		}
		base := ""
		if name != infoExclude {
			base = strings.TrimSuffix(name, ignoreName)
		}
		a.rules = a.rules.with(base, data)
	}
	read(infoExclude)
	below, err := filepath.Rel(top, dir)
	if err != nil || below == "." {
		return a, problems
	}
	for folder := range strings.SplitSeq(filepath.ToSlash(below), "/") {
		read(a.prefix + ignoreName)
		if a.rules.ignores(a.prefix+folder, true) {
			a.hidesRoot = true
			return a, problems
		}
		a.prefix += folder + "/"
	}
	return a, problems
}

const (
	ignoreName = ".gitignore"
	// infoExclude is not looked for where .git is a file, as in a submodule or
	// a linked work tree.
	infoExclude = ".git/info/exclude"
	// maxIgnoreFile is the size in bytes of the largest ignore file read.
	maxIgnoreFile = 1 << 20
)

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

// readIgnoreFile reads a file by its path in the system. Only a regular file
// counts: git does not follow a symlink named .gitignore either.
func readIgnoreFile(path string) ([]byte, error) {
	return readRegular(path, os.Lstat, os.OpenFile)
}

// ignoreFile reads the .gitignore of a folder of the root.
func (r *Root) ignoreFile(folder string) ([]byte, error) {
	return readRegular(join(folder, ignoreName), r.root.Lstat, r.root.OpenFile)
}

// readRegular reads a small file and returns nothing where there is none.
func readRegular(
	name string,
	lstat func(string) (fs.FileInfo, error),
	open func(string, int, fs.FileMode) (*os.File, error),
) ([]byte, error) {
	info, err := lstat(name)
	if err == nil && !info.Mode().IsRegular() {
		return nil, nil
	}
	var f *os.File
	if err == nil {
		f, err = open(name, os.O_RDONLY|nonBlock, 0)
	}
	if err != nil {
		if isGone(err) {
			err = nil
		}
		return nil, err
	}
	defer f.Close()
	return readAll(f, info.Size(), maxIgnoreFile)
}

// ignoreFileError says that the rules of a file are not followed.
func ignoreFileError(name string, err error) error {
	return &sentence{fmt.Sprintf("%s cannot be read, so what it ignores is shown: %s.", name, reason(err)), err}
}

// isGone reports whether there is nothing at a path, or no longer.
func isGone(err error) bool { return errors.Is(err, fs.ErrNotExist) }

package disk

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

package disk

import (
	"bytes"
	"strings"
)

// A pattern is one line of a .gitignore file.
//
// The matcher is our own, against the rule of the house, because the kept library
// for it (go-git v5.19.3, plumbing/format/gitignore) gets plain files wrong:
//
//   - "docs/**" matches the folder docs itself, so after it "!docs/keep.md"
//     brings nothing back. To ignore a folder but for one note is written so.
//   - "[!R]*.md" is read by filepath.Match, which knows only [^R], and so
//     ignores README.md and lists the rest: the reverse.
//   - "docs/**.md" matches nothing; to git it is "docs/*.md".
//
// The rules are those of gitignore(5), and where it is silent those of git's
// dir.c and wildmatch.c. One is left out: core.ignoreCase. Letters differ in
// case here on every system, as in a repository shared with Linux.
type pattern struct {
	glob     glob
	negated  bool // "!x" brings back what an earlier line ignored
	dirOnly  bool // "x/" matches folders
	anchored bool // "/x", "a/x": matches the path, others the last segment
}

// parseIgnore reads the content of a .gitignore file. No content is an error:
// git has no wrong patterns, only ones that match nothing, and those are left out.
func parseIgnore(data []byte) []pattern {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	var patterns []pattern
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		// The text ends at a NUL, as C has it.
		line, _, _ = strings.Cut(line, "\x00")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if p, ok := parsePattern(trimSpaces(line)); ok {
			patterns = append(patterns, p)
		}
	}
	return patterns
}

// trimSpaces cuts the spaces at the end of a line; a backslash keeps the one
// after it. Tabs stay, as in git.
func trimSpaces(line string) string {
	end := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ' ':
			continue
		case '\\':
			i++
		}
		end = min(i+1, len(line))
	}
	return line[:end]
}

// parsePattern reads one line; ok is false where it can match nothing.
func parsePattern(line string) (p pattern, ok bool) {
	line, p.negated = strings.CutPrefix(line, "!")
	line, p.dirOnly = strings.CutSuffix(line, "/")
	p.anchored = strings.Contains(line, "/")
	line = strings.TrimPrefix(line, "/")
	if line == "" {
		return pattern{}, false
	}
	p.glob, ok = compileGlob(line)
	return p, ok
}

// match reports whether the pattern matches a path given from the folder of
// its .gitignore file; dir says whether the path is a folder.
func (p *pattern) match(path string, dir bool) bool {
	if p.dirOnly && !dir {
		return false
	}
	if !p.anchored {
		path = path[strings.LastIndexByte(path, '/')+1:]
	}
	return p.glob.match(path)
}

// lastMatch returns what the last pattern that matches says; decided is false
// where none does.
func lastMatch(patterns []pattern, path string, dir bool) (ignored, decided bool) {
	for i := len(patterns) - 1; i >= 0; i-- {
		if p := &patterns[i]; p.match(path, dir) {
			return !p.negated, true
		}
	}
	return false, false
}

package disk

import "strings"

// Matcher returns a function that tells whether .gitignore patterns, counted from
// the root, leave a file out: the file itself or a folder above it.
func Matcher(patterns []string) func(id string) bool {
	if len(patterns) == 0 {
		return func(string) bool { return false }
	}
	set := (*ruleset)(nil).with("", []byte(strings.Join(patterns, "\n")))
	return func(id string) bool {
		for i := range len(id) {
			if id[i] == '/' && set.ignores(id[:i], true) {
				return true
			}
		}
		return set.ignores(id, false)
	}
}

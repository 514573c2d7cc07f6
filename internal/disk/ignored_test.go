package disk

import "testing"

// An ignore file that has changed holds at once.
func TestIgnoredIsFresh(t *testing.T) {
	dir := tree(t, "sub/a.md")
	r := open(t, dir)
	for _, step := range []struct {
		file, content string
		want          bool
	}{
		{"sub/x", "", false},
		{"sub/.gitignore", "a.md\n", true},
		{"sub/.gitignore", "b.md\n", false},
		{".gitignore", "sub\n", true},
		{".gitignore", "\n", false},
		{".git/info/exclude", "*.md\n", true},
	} {
		write(t, dir, step.file, step.content)
		if got := r.Ignored("sub/a.md", Rules{}); got != step.want {
			t.Errorf("Ignored(sub/a.md) = %v with %q in %s, want %v", got, step.content, step.file, step.want)
		}
	}
}

// Ignored speaks of paths that are gone, too: a deleted note sends an event.
func TestIgnoredWithoutFile(t *testing.T) {
	r := open(t, tree(t, ".gitignore: build/\n*.log\n", "a.md"))
	for id, want := range map[string]bool{
		".":                     false,
		"gone.md":               false,
		"gone/gone.md":          false,
		"build/gone.md":         true,
		"gone/build/x/y.md":     true,
		"build":                 false, // would be a file, and the pattern is for folders
		"x.log":                 true,
		"x.log/y.md":            true,
		".git/index":            true,
		"a/.obsidian/b.md":      true,
		"a/node_modules/p/R.md": true,
		"x.md~":                 true,
		"x.md~/y.md":            false,
		".#x.md":                true,
		"a.md/b.md":             false,
	} {
		if got := r.Ignored(id, Rules{}); got != want {
			t.Errorf("Ignored(%q) = %v, want %v", id, got, want)
		}
	}
}

package disk

import (
	"path"
	"strings"
)

// isNote reports whether a file of this name is a note: Markdown by its
// extension, .md or .markdown in any case, and not the litter of an editor.
func isNote(name string) bool {
	if IsLitter(name) {
		return false
	}
	dot := strings.LastIndexByte(name, '.')
	if dot <= 0 {
		return false
	}
	ext := name[dot:]
	return strings.EqualFold(ext, ".md") || strings.EqualFold(ext, ".markdown")
}

// IsLitter reports whether an editor leaves files of this name beside the
// ones it edits: Emacs locks (.#x.md) and autosaves (#x.md#), backups (x.md~),
// Vim swap files (x.md.swp, and .swo and .swx for a second and third Vim).
func IsLitter(name string) bool {
	switch {
	case strings.HasPrefix(name, ".#"):
		return true
	case len(name) > 1 && name[0] == '#' && name[len(name)-1] == '#':
		return true
	case strings.HasSuffix(name, "~"):
		return true
	}
	return strings.HasSuffix(name, ".swp") || strings.HasSuffix(name, ".swo") || strings.HasSuffix(name, ".swx")
}

// isSkipped reports whether files and folders of this name are left out
// whatever the ignore rules say: hidden ones (.git, .obsidian, .trash) and
// node_modules, which no negated pattern brings back. It is not asked about
// the root, which may be hidden.
func isSkipped(name string) bool {
	return strings.HasPrefix(name, ".") || name == "node_modules"
}

// IsIgnoreFile reports whether id is one of the files that say what the walk leaves
// out.
func IsIgnoreFile(id string) bool { return path.Base(id) == ignoreName }

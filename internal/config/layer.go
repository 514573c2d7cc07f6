package config

import (
	"fmt"
	"slices"
	"strings"
)

// A Layer is what one source of settings says. The zero Layer says nothing.
type Layer struct {
	// Findings are the mistakes in it, in the order of the source.
	Findings []Finding
	choices  []setting
}

// A setting is a value that a source gives to a field, or to one key of a field
// that is a table.
type setting struct {
	field *field
	sub   string // the key within the field, or ""
	value any    // of the field's type, or of its values
	from  string
}

func (s setting) key() string { return s.field.keyOf(s.sub) }

// keyOf is the dotted key of the field, or of the key sub in its table.
func (f *field) keyOf(sub string) string {
	if sub == "" {
		return f.key
	}
	return f.key + "." + sub
}

// A Finding is a mistake in a source of settings: a problem with the code
// bad-setting.
type Finding struct {
	File string // "" for the editor's settings
	Key  string // the dotted key that it is about, as in the source; "" if none
	// Start and End are the bytes of the file that it is about, on rune boundaries,
	// and Line is where Start lies, from 1. All are 0 for the editor's settings.
	Start, End, Line int
	Message          string // a sentence or two that name the setting
	// Fix is what to write instead of the bytes from Start to End, or "" if that is
	// not known.
	Fix string
}

// String is the finding with its place.
func (f Finding) String() string {
	if f.File == "" {
		return "editor settings: " + f.Message
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message)
}

// UserFile reads the user's own settings file; path is what it is called in
// findings and origins.
func UserFile(path string, src []byte) Layer { return readFile(path, src, nil) }

// VaultFile reads a vault's settings file; path is what it is called in findings
// and origins. A vault may come from anyone, so what would let it reach outside
// itself it may not set.
func VaultFile(path string, src []byte) Layer { return readFile(path, src, notInVault) }

// Editor reads the JSON that a client sends as initializationOptions or as its
// section of workspace/configuration. Keys may be written in camelCase, joined by
// dots, or below one key "notesLsp"; null is the same as leaving out.
func Editor(src []byte) Layer {
	r := reader{json: true}
	if root, ok := r.parseJSON(src); ok {
		r.table("", root)
	}
	return r.layer()
}

func readFile(path string, src []byte, refused []string) Layer {
	r := reader{file: path, src: src, refused: refused}
	if root, ok := r.parseTOML(); ok {
		r.table("", root)
	}
	return r.layer()
}

// maxFindings is how many mistakes of a source are told: a file that is something
// else entirely should not flood the editor.
const maxFindings = 50

// layer is what was read.
func (r *reader) layer() Layer {
	slices.SortStableFunc(r.findings, func(a, b Finding) int { return a.Start - b.Start })
	return Layer{r.findings, r.choices}
}

// full reports whether enough was reported.
func (r *reader) full() bool { return len(r.findings) > maxFindings }

// report tells of a mistake, in a message that names the setting.
func (r *reader) report(key string, at span, fix, format string, args ...any) {
	if r.full() {
		return
	}
	f := Finding{File: r.file, Key: cut(key, 200), Message: cut(fmt.Sprintf(format, args...), 1000), Fix: fix}
	if len(r.findings) == maxFindings {
		f.Key, f.Message, f.Fix = "", "There are more mistakes. Mend the others first.", ""
	}
	if !r.json {
		at = at.whole(r.src)
		f.Start, f.End, f.Line = at.start, at.end, r.line(at.start)
	} else {
		f.Fix = ""
	}
	r.findings = append(r.findings, f)
}

// cut shortens what a file makes too long to read, to about size bytes.
func cut(s string, size int) string {
	if len(s) <= size {
		return s
	}
	return strings.ToValidUTF8(s[:size], "") + "…"
}

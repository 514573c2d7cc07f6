package feature

import (
	"bytes"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// aliases offers what others link to though no note answers to it, what most link to
// first: as an alias of this note it mends their links. A path is no alias, and a file
// that is missing is no note.
func (c *completer) aliases(value []byte) Completion {
	if c.s.Rules().NoAliases {
		return Completion{}
	}
	v := scalarAt(value, bytes.HasPrefix(bytes.TrimLeft(c.before, " \t"), []byte("-")))
	s := c.slot(len(v.typed))
	v.close(&s, c.after)
	q := newQuery(string(v.typed))
	list := newShortlist(maxItems)
	stopped := false
	for target, notes := range c.s.Unresolved(func(*vault.SearchName) bool { stopped = stopped || c.stopped(); return true }) {
		if stopped {
			break
		}
		if strings.ContainsAny(target, "/\\") || isFileName(&markdown.Link{Kind: markdown.Wiki, Target: target}) {
			continue
		}
		name := vault.NewSearchName(target, false)
		if rank, ok := q.match(&name, list.worst()); ok {
			list.add(candidate{rank: rank / tierSize, near: -notes, text: target})
		}
	}
	out := Completion{Query: s.query}
	for _, f := range list.best() {
		if text, ok := v.write(f.text, c.note.Doc.FrontMatter.Format); ok {
			out.Items = append(out.Items, Item{Label: f.text, Detail: count(-f.near, "note") + " missing it", Kind: MissingItem, Edit: s.edit(text)})
		}
	}
	return out
}

// A scalar is a value of a front matter that is being typed, alone or in a list.
type scalar struct {
	typed []byte // without its quote
	quote byte   // 0 for none
	flow  bool   // in "[a, b]"
	// item says that it is an item of a list, in which no comma separates.
	item bool
}

// scalarAt finds the scalar at the end of what is typed behind a key, or behind the
// dash of a list's item.
func scalarAt(value []byte, item bool) scalar {
	v := scalar{item: item}
	start := 0
	for i, b := range value {
		blank := len(bytes.TrimSpace(value[start:i])) == 0
		switch {
		case v.quote != 0:
			if b == v.quote {
				v.quote = 0
			}
		case (b == '"' || b == '\'') && blank:
			v.quote, start = b, i+1
		case b == '[' && blank:
			v.flow, start = true, i+1
		case b == ',' && (v.flow || !item):
			start = i + 1
		}
	}
	v.typed = value[start:]
	if v.quote == 0 {
		v.typed = bytes.TrimLeft(v.typed, " \t")
	}
	return v
}

// close finds what of the scalar stands behind the cursor, and the quote it lacks.
func (v *scalar) close(s *slot, after []byte) {
	end := -1
	if v.quote != 0 {
		if end = bytes.IndexByte(after, v.quote); end < 0 {
			s.closer = string(v.quote)
		}
	}
	if end < 0 {
		stops := ","
		switch {
		case v.flow:
			stops = ",]"
		case v.item:
			stops = ""
		}
		if end = bytes.IndexAny(after, stops); end < 0 {
			end = len(after)
		}
		if comment := bytes.Index(after[:end], []byte(" #")); comment >= 0 {
			end = comment
		}
		end = len(bytes.TrimRight(after[:end], " \t"))
	}
	s.replace.End += int32(end)
}

// write returns text as the scalar has it; ok is false where it can't hold it.
func (v *scalar) write(text string, format markdown.Format) (string, bool) {
	switch {
	case !v.flow && !v.item && strings.Contains(text, ","), strings.ContainsFunc(text, func(r rune) bool { return r < ' ' }):
		return "", false
	case v.quote == '"':
		return inQuotes.Replace(text), true
	case v.quote == '\'':
		return strings.ReplaceAll(text, "'", "''"), format != markdown.TOML || !strings.Contains(text, "'")
	case format != markdown.TOML && isPlain(text):
		return text, true
	}
	return `"` + inQuotes.Replace(text) + `"`, true
}

// inQuotes writes a text between double quotes, in YAML and in TOML.
var inQuotes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// isPlain reports whether YAML reads text as itself without quotes (YAML 1.2, 7.3.3,
// and the other things that plain scalars can be in 10.3.2), in a list too.
func isPlain(text string) bool {
	folded := strings.ToLower(text)
	return text == strings.TrimSpace(text) && text != "" &&
		!strings.ContainsAny(text[:1], "-?:,[]{}#&*!|>'\"%@`+.~0123456789=<") &&
		!strings.ContainsAny(text, ",[]{}") && !strings.Contains(text, ": ") && !strings.Contains(text, " #") && !strings.HasSuffix(text, ":") &&
		!slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}, folded)
}

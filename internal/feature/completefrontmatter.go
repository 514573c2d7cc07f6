package feature

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// properties are the keys that notes-lsp and the tools around it know.
var properties = []Item{
	{Label: "title", Detail: "the note's title"}, {Label: "tags", Detail: "the note's tags"},
	{Label: "aliases", Detail: "other names of the note"}, {Label: "date", Detail: "when it was written"},
	{Label: "draft", Detail: "not to be published"}, {Label: "description", Detail: "what it is about"},
	{Label: "publish", Detail: "whether it is published"}, {Label: "cssclasses", Detail: "how Obsidian shows it"},
	{Label: "notes-lsp", Detail: "which problems to ignore"},
}

// property matches a line of front matter up to the cursor: a key, and what of its
// value is typed.
var property = regexp.MustCompile(`^([A-Za-z][\w-]*)\s*[:=]\s*(.*)$`)

// frontMatter completes keys, and the values of tags and aliases.
func (c *completer) frontMatter() (Completion, bool) {
	fm := c.note.Doc.FrontMatter
	if c.isFirstProperty() {
		return c.keys(string(c.before)), true
	}
	if fm.Format == markdown.NoFrontMatter || c.off < int(fm.Span.Start)+4 || c.off >= int(fm.Span.End) {
		return Completion{}, false
	}
	key, typed := c.propertyAt()
	switch strings.ToLower(key) {
	case "":
		return c.keys(string(typed)), true
	case "tags", "tag":
		return c.listedTags(typed), true
	case "aliases", "alias":
		return c.aliases(typed), true
	}
	return Completion{}, true
}

// listedTags offers tags in a value of a front matter. In a list each is an item, which
// may have blanks in it; else commas and blanks lie between them.
func (c *completer) listedTags(value []byte) Completion {
	v := scalarAt(value, bytes.HasPrefix(bytes.TrimLeft(c.before, " \t"), []byte("-")))
	if !v.flow && !v.item {
		typed := value[bytes.LastIndexAny(value, ", \"'#")+1:]
		s := c.slot(len(typed))
		s.replace.End += int32(wordLen(c.after))
		return c.tags(s, string(typed), asWord)
	}
	typed := bytes.TrimPrefix(v.typed, []byte("#"))
	s := c.slot(len(typed))
	v.close(&s, c.after)
	format := c.note.Doc.FrontMatter.Format
	return c.tags(s, string(typed), func(name string) (string, bool) {
		if _, isWord := asWord(name); isWord && (format == markdown.YAML || v.quote != 0) {
			return name, true
		}
		return v.write(name, format)
	})
}

// The first key of a front matter, and what precedes and follows it: a block that holds
// no more is none yet.
var (
	beforeFirstKey = regexp.MustCompile(`^(?:\x{FEFF})?---[ \t]*\r?\n\s*$`)
	afterFirstKey  = regexp.MustCompile(`^[ \t]*\r?\n\s*---[ \t]*(?:\r?\n|$)`)
	firstKey       = regexp.MustCompile(`^[\w-]+$`)
)

// isFirstProperty reports whether the cursor stands behind the first letters of a
// front matter.
func (c *completer) isFirstProperty() bool {
	return c.note.Doc.FrontMatter.Format == markdown.NoFrontMatter && firstKey.Match(c.before) &&
		beforeFirstKey.Match(c.src[:c.off-len(c.before)]) && afterFirstKey.Match(c.src[c.off:])
}

// propertyAt returns the key whose value is being typed and what of it is typed;
// no key is a key being typed.
func (c *completer) propertyAt() (key string, typed []byte) {
	if m := property.FindSubmatch(c.before); m != nil {
		return string(m[1]), m[2]
	}
	item, isItem := bytes.CutPrefix(bytes.TrimLeft(c.before, " \t"), []byte("-"))
	if !isItem {
		return "", bytes.TrimLeft(c.before, " \t")
	}
	// An item of a list belongs to the nearest key above it.
	above := c.src[:c.off-len(c.before)]
	for len(above) > 0 {
		above = bytes.TrimRight(above, "\r\n")
		line := above[bytes.LastIndexByte(above, '\n')+1:]
		if m := property.FindSubmatch(line); m != nil {
			return string(m[1]), bytes.TrimLeft(item, " \t")
		}
		above = above[:len(above)-len(line)]
	}
	return "-", nil
}

func (c *completer) keys(typed string) Completion {
	s, q := c.slot(len(typed)), newQuery(typed)
	s.replace.End += int32(wordLen(c.after))
	if !bytes.Contains(c.after, []byte(":")) && c.note.Doc.FrontMatter.Format == markdown.YAML {
		s.closer = ": "
	}
	out := Completion{Query: s.query}
	for _, p := range properties {
		name := vault.NewSearchName(p.Label, false)
		if _, ok := q.rank(&name); ok {
			p.Kind, p.Edit = PropertyItem, s.edit(p.Label)
			out.Items = append(out.Items, p)
		}
	}
	return out
}

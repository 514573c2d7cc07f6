package markdown

import (
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// Syntax says what a note may hold beyond CommonMark. The zero Syntax is what
// Obsidian and GitHub read together.
type Syntax struct {
	NoWikiLinks       bool // [[x]] is prose
	NoTags            bool // #x is prose
	NoPercentComments bool // %% is prose
	LabelFirst        bool // [[label|target]] (Dendron)
	LabelBehind       bool // [[target]]{label} (Jekyll wikis)
	Shortcodes        bool // {{< ref "x" >}} is a link (Hugo); it never is prose
	// AllBlocks lists the paragraphs and list items without an id among the blocks
	// too: their IDSpan is where " ^id" would go.
	AllBlocks bool
}

// firstInvalid covers the first run of bytes that are not UTF-8.
func firstInvalid(src []byte) text.Span {
	if utf8.Valid(src) {
		return text.Span{}
	}
	start := 0
	for start < len(src) {
		r, n := utf8.DecodeRune(src[start:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		start += n
	}
	end := start
	for end < len(src) {
		if r, n := utf8.DecodeRune(src[end:]); r != utf8.RuneError || n != 1 {
			break
		}
		end++
	}
	return text.Between(start, end)
}

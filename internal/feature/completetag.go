package feature

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// tag completes "#name" at the start of a word.
func (c *completer) tag() (Completion, bool) {
	open := c.opener("#")
	if open < 0 || c.s.Rules().Syntax.NoTags {
		return Completion{}, false
	}
	before, _ := utf8.DecodeLastRune(c.before[:open])
	typed := c.before[open+1:]
	if open > 0 && !unicode.IsSpace(before) || bytes.ContainsAny(typed, " \t#;.,:!?()[]{}\"'") {
		return Completion{}, false
	}
	s := c.slot(len(typed))
	s.replace.End += int32(wordLen(c.after))
	return c.tags(s, string(typed), asWord), true
}

// asWord is how a tag is written behind "#"; ok is false for one that ends there before
// its end, as one with a blank does.
func asWord(name string) (text string, ok bool) { return name, wordLen([]byte(name)) == len(name) }

// wordLen is how many bytes of a tag b starts with.
func wordLen(b []byte) int {
	n := bytes.IndexFunc(b, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.Nd, unicode.M, unicode.So, unicode.Sk) && !strings.ContainsRune("_-/\u200d", r)
	})
	if n < 0 {
		return len(b)
	}
	return n
}

// tags offers the vault's tags with their counts, level by level: the levels below
// a tag come up once its slash is typed. A tag that can't be written there is not
// offered.
func (c *completer) tags(s slot, typed string, write func(name string) (text string, ok bool)) Completion {
	q := newQuery(typed)
	depth := strings.Count(typed, "/")
	offered := map[vault.Key]int{} // how many notes have the tag or one below it
	for tag, notes := range c.s.Tags() {
		if c.stopped() {
			break
		}
		offered[upTo(tag, depth)] += notes
	}
	list := newShortlist(maxItems)
	for tag, notes := range offered {
		if c.stopped() {
			break
		}
		name := vault.NewSearchName(string(tag), false)
		rank, ok := q.rank(&name)
		if !ok {
			rank, ok = q.fuzzy(&name)
		}
		if !ok || string(tag) == q.folded && c.ownTagOnly(tag) {
			continue
		}
		if _, ok := write(string(tag)); !ok {
			continue
		}
		// What is used more is meant more often.
		list.add(candidate{rank: rank / tierSize, near: -notes, text: string(tag)})
	}
	out := Completion{Query: s.query}
	for _, f := range list.best() {
		name := c.s.TagSpelling(vault.Key(f.text))
		if text, ok := write(name); ok {
			out.Items = append(out.Items, Item{Label: name, Detail: count(-f.near, "note"), Kind: TagItem, Edit: s.edit(text)})
		}
	}
	return out
}

// upTo cuts a tag behind its first depth+1 levels, or behind the first more that make
// a tag: digits alone are none, as "2024" in 2024/journal.
func upTo(tag vault.Key, depth int) vault.Key {
	named := false
	for i, r := range tag {
		if r == '/' {
			if depth <= 0 && named {
				return tag[:i]
			}
			depth--
		} else if r != '-' && !unicode.IsDigit(r) {
			named = true
		}
	}
	return tag
}

// ownTagOnly reports whether nothing but the note itself has the tag: then it is
// the very one that is being typed.
func (c *completer) ownTagOnly(tag vault.Key) bool {
	uses := c.s.TagNotes(tag)
	return len(uses) == 1 && uses[0].Note.ID == c.note.ID && uses[0].Count == 1 && len(c.s.SubTags(tag)) == 0
}

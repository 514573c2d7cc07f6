package feature

import (
	"path"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// dayWords are how many days from today each word is.
var dayWords = []struct {
	word string
	days int
}{{"today", 0}, {"오늘", 0}, {"yesterday", -1}, {"어제", -1}, {"tomorrow", 1}, {"내일", 1}}

// days offers the note of the day whose word is being typed, be it written or not.
func (c *completer) days(typed string, s slot) []Item {
	q := vault.Jamo(vault.Fold(strings.TrimSpace(typed)))
	if c.choices.Daily.Pattern == "" || q == "" {
		return nil
	}
	var out []Item
	for _, w := range dayWords {
		if !strings.HasPrefix(vault.Jamo(w.word), q) {
			continue
		}
		whole := c.choices.Daily.Path(c.choices.Daily.Today.AddDate(0, 0, w.days))
		item := Item{Label: w.word, Detail: whole, Kind: MissingItem}
		target := path.Base(whole)
		if id := c.s.Canonical(vault.NoteID(whole + ".md")); c.s.Has(id) {
			item.Kind, item.ID = NoteItem, id
			if written, ok := c.wikiTarget(id); ok {
				target = written
			}
		}
		item.Edit = s.edit(target)
		out = append(out, item)
	}
	return out
}

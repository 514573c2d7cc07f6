package feature

import (
	"cmp"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// tag shows how a tag is used: in how many notes and which, the most recent first,
// the tags below it and the tags beside it.
func (h hover) tag(tag vault.Key) string {
	uses := h.s.TagNotes(tag)
	times := 0
	for _, u := range uses {
		times += u.Count
	}
	h.printf("%s · %s", h.strong("#"+h.s.TagSpelling(tag)), count(len(uses), "note"))
	if times > len(uses) {
		h.printf(", %s", count(times, "time"))
	}
	h.printf("\n\n")
	slices.SortStableFunc(uses, func(a, b vault.TagUse) int { return b.Note.Modified.Compare(a.Note.Modified) })
	for _, u := range uses[:min(len(uses), maxListed)] {
		h.printf("- %s", h.noteLink(u.Note, 0))
		if !u.Note.Modified.IsZero() {
			h.printf(" · %s", u.Note.Modified.Format(dateForm))
		}
		h.printf("\n")
	}
	h.more(len(uses) - maxListed)
	var below []tagCount
	for _, sub := range h.s.SubTags(tag) {
		below = append(below, tagCount{h.s.TagSpelling(sub), len(h.s.TagNotes(sub))})
	}
	h.tags("Below it", below)
	h.tags("Together with", beside(h.s, uses, tag))
	return h.String()
}

// A tagCount is a tag as it is written, and in how many notes it is.
type tagCount struct {
	name  string
	notes int
}

// beside counts the other tags of the notes that use tag, the most frequent
// first; tags below it are told of elsewhere.
func beside(s *vault.Snapshot, uses []vault.TagUse, tag vault.Key) []tagCount {
	notes := map[vault.Key]int{}
	for _, u := range uses {
		for _, k := range u.Note.Tags() {
			if k != tag && !strings.HasPrefix(string(k), string(tag)+"/") {
				notes[k]++
			}
		}
	}
	var out []tagCount
	for k, n := range notes {
		out = append(out, tagCount{s.TagSpelling(k), n})
	}
	slices.SortFunc(out, func(a, b tagCount) int {
		return cmp.Or(cmp.Compare(b.notes, a.notes), cmp.Compare(a.name, b.name))
	})
	return out
}

func (h hover) tags(title string, tags []tagCount) {
	if len(tags) == 0 {
		return
	}
	h.printf("\n%s: ", title)
	for i, t := range tags[:min(len(tags), maxListed)] {
		if i > 0 {
			h.printf(", ")
		}
		h.printf("%s (%d)", h.plainly("#"+t.name), t.notes)
	}
	if more := len(tags) - maxListed; more > 0 {
		h.printf(", … %d more", more)
	}
	h.printf("\n")
}

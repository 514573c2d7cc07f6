package feature

import (
	"cmp"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// tag shows how a tag is used: in how many notes and which, the most recent first,
// the tags below it and, up to maxCounted notes, how often and the tags beside it.
func (h hover) tag(tag vault.Key) string {
	ids := h.s.Tagged(tag)
	var uses []vault.TagUse
	times := 0
	if len(ids) <= maxCounted {
		uses = h.s.TagNotes(tag)
	}
	for _, u := range uses {
		times += u.Count
	}
	h.printf("%s · %s", h.strong("#"+h.s.TagSpelling(tag)), count(len(ids), "note"))
	if times > len(ids) {
		h.printf(", %s", count(times, "time"))
	}
	h.printf("\n\n")
	for _, n := range h.latest(ids) {
		h.printf("- %s", h.noteLink(n, 0))
		if !n.Modified.IsZero() {
			h.printf(" · %s", n.Modified.Format(dateForm))
		}
		h.printf("\n")
	}
	h.more(len(ids) - maxListed)
	var below []tagCount
	for _, sub := range h.s.SubTags(tag) {
		below = append(below, tagCount{h.s.TagSpelling(sub), len(h.s.Tagged(sub))})
	}
	h.tags("Below it", below)
	h.tags("Together with", beside(h.s, uses, tag))
	return h.String()
}

// latest are the notes that were changed last, the later first and of equals the first
// by path, as many as are listed.
func (h hover) latest(ids []vault.NoteID) []*vault.Note {
	later := func(a, b *vault.Note) int { return b.Modified.Compare(a.Modified) }
	var out []*vault.Note
	for _, id := range ids {
		n, _ := h.s.Note(id)
		if len(out) == maxListed && later(n, out[maxListed-1]) >= 0 {
			continue
		}
		i := len(out)
		for i > 0 && later(n, out[i-1]) < 0 {
			i--
		}
		if out = slices.Insert(out, i, n); len(out) > maxListed {
			out = out[:maxListed]
		}
	}
	return out
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

package feature

import (
	"fmt"
	"hash/fnv"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// namelessBlocks lists the blocks of n that have no id, with the one that each
// would get. Notes are kept without them, so the note is read once more.
func namelessBlocks(n *vault.Note) []markdown.Block {
	src := n.Text()
	syntax := n.Syntax()
	syntax.AllBlocks = true
	taken := map[string]bool{}
	all := syntax.Parse(src).Blocks
	for _, b := range all {
		taken[b.ID] = true
	}
	var out []markdown.Block
	for _, b := range all {
		if b.ID != "" {
			continue
		}
		// An id from the text stays the same until the text changes, so whoever adds
		// it later finds the block again.
		h := fnv.New32a()
		h.Write(b.Span.Of(src))
		b.ID = fmt.Sprintf("%06x", h.Sum32()&0xffffff)
		if !taken[b.ID] {
			taken[b.ID] = true
			out = append(out, b)
		}
	}
	return out
}

// AddBlockID returns the edit that gives the block its id, for an id that a
// completion made up. ok is false when the block has changed since.
func AddBlockID(n *vault.Note, id string) (edit text.Edit, ok bool) {
	for _, b := range namelessBlocks(n) {
		if b.ID == id {
			return text.Edit{Span: b.IDSpan, New: " ^" + id}, true
		}
	}
	return text.Edit{}, false
}

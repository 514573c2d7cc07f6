package feature

import (
	"maps"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A TagNode is a level of the tree that tags make: of a/b the levels are a and a/b.
type TagNode struct {
	Tag   vault.Key
	Name  string   // as it is written where it is used first, without "#"
	First Location // by path and then by place; in a tag below where no note has this one
	Notes int      // that have the tag itself
}

// Detail is what a reader sees beside the name.
func (t TagNode) Detail() string { return count(t.Notes, "note") }

// TagAt returns the tag under the cursor.
func TagAt(s *vault.Snapshot, at Cursor) (TagNode, bool) {
	t, ok := at.tag()
	if !ok {
		return TagNode{}, false
	}
	return tagNode(s, vault.TagKey(t.Name))
}

// tagNode returns the level tag; ok is false where no note has it or one below it.
func tagNode(s *vault.Snapshot, tag vault.Key) (TagNode, bool) {
	levels := map[vault.Key][]vault.Key{tag: s.SubTags(tag)}
	if nodes := tagNodes(s, levels); len(nodes) > 0 {
		return nodes[0], true
	}
	return TagNode{}, false
}

// TagAbove returns the level above tag: a of a/b. There is none above 2024/diary,
// since digits alone are no tag.
func TagAbove(s *vault.Snapshot, tag vault.Key) (TagNode, bool) {
	i := strings.LastIndexByte(string(tag), '/')
	if i < 0 {
		return TagNode{}, false
	}
	above := tag[:i]
	if upTo(tag, strings.Count(string(above), "/")) != above {
		return TagNode{}, false
	}
	return tagNode(s, above)
}

// TagsBelow returns the levels directly below tag, sorted; a/b is one below a although
// only a/b/c is used.
func TagsBelow(s *vault.Snapshot, tag vault.Key) []TagNode {
	levels := map[vault.Key][]vault.Key{}
	for _, sub := range s.SubTags(tag) {
		level := sub
		if i := strings.IndexByte(string(sub[len(tag)+1:]), '/'); i >= 0 {
			level = sub[:len(tag)+1+i]
		}
		levels[level] = append(levels[level], sub)
	}
	return tagNodes(s, levels)
}

// AllTags returns the tags that notes have, sorted.
func AllTags(s *vault.Snapshot) []TagNode {
	levels := map[vault.Key][]vault.Key{}
	for tag := range s.Tags() {
		levels[tag] = nil
	}
	return tagNodes(s, levels)
}

// tagNodes returns the levels, given the tags below each, sorted. A note that holds
// the first use of several is looked at once.
func tagNodes(s *vault.Snapshot, levels map[vault.Key][]vault.Key) []TagNode {
	levelOf := map[vault.Key]vault.Key{} // by the tags whose first use is the level's
	home := map[vault.Key]vault.NoteID{} // of a level: the note that uses it first
	for level, below := range levels {
		tags := below
		if len(s.Tagged(level)) > 0 {
			tags = []vault.Key{level}
		}
		for _, t := range tags {
			levelOf[t] = level
			if id, known := home[level]; len(s.Tagged(t)) > 0 && (!known || s.Tagged(t)[0] < id) {
				home[level] = s.Tagged(t)[0]
			}
		}
	}
	seen := map[vault.NoteID]bool{}
	nodes := map[vault.Key]TagNode{}
	for _, id := range home {
		n, ok := s.Note(id)
		if !ok || seen[id] {
			continue
		}
		seen[id] = true
		for _, t := range n.Doc.Tags {
			level, wanted := levelOf[vault.TagKey(t.Name)]
			if _, known := nodes[level]; wanted && !known && home[level] == id {
				depth := strings.Count(string(level), "/") + 1
				name := strings.Join(strings.Split(t.Name, "/")[:depth], "/")
				nodes[level] = TagNode{level, name, Location{id, t.Span}, len(s.Tagged(level))}
			}
		}
	}
	out := make([]TagNode, 0, len(nodes))
	for _, level := range slices.Sorted(maps.Keys(nodes)) {
		out = append(out, nodes[level])
	}
	return out
}

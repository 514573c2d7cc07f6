package feature

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxFolders is how many folders a list of paths may hold, so that notes have the
// most of it.
const maxFolders = maxItems / 3

// folders finds the folders that may come next in the path: those of its level. A note
// is found wherever it lies; a folder is one step on the way there.
func (c *completer) folders(p pathSlot, style *pathStyle) []candidate {
	holds := func(vault.NoteID) bool { return true }
	if p.embed {
		holds = c.holdsFile()
	}
	list, own := newShortlist(maxFolders), c.note.ID.Dir()+"/"
	for id := range c.s.FoldersIn(inFolder(style.level)) {
		base := path.Base(string(id))
		switch {
		case base[0] == '.' && !strings.HasPrefix(style.q.folded, "."): // hidden: there because a link leads into it
			continue
		case !style.rooted && strings.HasPrefix(own, string(id)+"/"): // up and down again
			continue
		case !holds(id):
			continue
		}
		name := vault.NewSearchName(base, false)
		if rank, ok := style.q.match(&name, list.worst()); ok {
			list.add(candidate{rank: rank, near: distance(style.level, vault.Fold(string(id))), id: id, folder: true})
		}
	}
	return list.best()
}

// holdsFile returns what tells whether a folder holds a file that is no note, at any
// depth: a picture, where one is embedded.
func (c *completer) holdsFile() func(vault.NoteID) bool {
	holding := map[vault.NoteID]bool{}
	for f := range c.s.Findables() {
		if c.stopped() {
			break
		}
		for id := f.ID(); f.Note == nil && id.Dir() != ""; {
			id = vault.NoteID(id.Dir())
			if holding[id] {
				break
			}
			holding[id] = true
		}
	}
	return func(id vault.NoteID) bool { return holding[id] }
}

// withFolders puts folders among notes and files, in their order. There is room for
// every folder: where all match alike, a long list of notes would hide them.
func withFolders(notes, folders []candidate) []candidate {
	out := slices.Concat(notes[:min(len(notes), maxItems-len(folders))], folders)
	slices.SortFunc(out, func(a, b candidate) int { return compareCandidates(&a, &b) })
	return out
}

// folderItem makes an item of a folder. Its edit closes nothing, as the user goes on
// behind the slash. It replaces the name up to the next slash; what else is left of
// an older path may lie in the folder.
func (c *completer) folderItem(id vault.NoteID, p pathSlot, style *pathStyle) (Item, bool) {
	target, ok := c.folderTarget(id, style, p.angle)
	end := p.query.End
	if i := bytes.IndexByte(c.after[:p.replace.End-end], '/'); i >= 0 {
		end += int32(i) + 1
	}
	return Item{
		Label: style.label(id) + "/", Kind: FolderItem, ID: id,
		Edit: text.Edit{Span: text.Span{Start: p.replace.Start, End: end}, New: target},
	}, ok
}

// folderTarget writes a folder in the style that is typed, or so that it is not taken
// for a host or a scheme.
func (c *completer) folderTarget(id vault.NoteID, style *pathStyle, angle bool) (string, bool) {
	whole := style.write(id) + "/"
	for _, form := range []string{whole, "./" + whole, "/" + string(id) + "/"} {
		form = encodePath(form, angle)
		// What it leads to by itself is another matter: the site's page cmd/ may be cmd.md.
		if c.s.Resolve(c.note.ID, &markdown.Link{Kind: markdown.Inline, Target: form}).Status != vault.External {
			return form, true
		}
	}
	return "", false
}

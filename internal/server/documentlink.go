package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxTargetsRead is how many notes are read to tell at which lines links into them
// end. What goes beyond is told when a link is clicked. Neovim does not ask then,
// and drops links without a target, so the number is high.
const maxTargetsRead = 64

// linkData is what a link without a target remembers of where it stands.
type linkData struct {
	Root  string       `json:"root"`
	Note  vault.NoteID `json:"note"`
	Start int32        `json:"start"` // of the link's span
}

// DocumentLink makes links clickable.
func (v *view) DocumentLink(_ context.Context, p *protocol.DocumentLinkParams) ([]protocol.DocumentLink, error) {
	c, ok := v.at(p.TextDocument.URI, protocol.Position{})
	if !ok || !c.root.terms.Load().Settings.Server.DocumentLinks {
		return []protocol.DocumentLink{}, nil
	}
	out := []protocol.DocumentLink{}
	mappers := map[vault.NoteID]*mapper{c.Note.ID: &c.mapper}
	for _, l := range feature.DocumentLinks(c.snap, c.Note) {
		if l.Missing && !c.root.loaded.Load() {
			continue // it may be there, and only not be read yet
		}
		link := protocol.DocumentLink{Range: c.rng(l.Span)}
		if tip := v.linkTip(c.snap, l); tip != "" && v.features.linkTips {
			link.Tooltip = &tip
		}
		if _, read := mappers[l.To.ID]; l.To.Span.End > 0 && !read && len(mappers) > maxTargetsRead {
			link.Data, _ = json.Marshal(linkData{c.root.disk.Dir(), c.Note.ID, l.Span.Start})
		} else {
			target := v.linkTarget(c.root, c.snap, l, mappers)
			link.Target = &target
		}
		out = append(out, link)
	}
	return out, nil
}

// DocumentLinkResolve tells where a link leads that was listed without its target.
func (v *view) DocumentLinkResolve(_ context.Context, link *protocol.DocumentLink) (*protocol.DocumentLink, error) {
	var data linkData
	if link.Target != nil || json.Unmarshal(link.Data, &data) != nil {
		return link, nil
	}
	r, snap := v.rootIn(data.Root)
	if r == nil {
		return link, nil
	}
	n, ok := snap.Note(data.Note)
	if !ok {
		return link, nil
	}
	for _, l := range feature.DocumentLinks(snap, n) {
		if l.Span.Start == data.Start {
			target := v.linkTarget(r, snap, l, map[vault.NoteID]*mapper{})
			link.Target = &target
		}
	}
	return link, nil
}

// linkTarget is the URI that a click opens. The mappers are those of notes that were
// read; one that is read here is added.
//
// The line and column of a heading or block follow as "#12,1", both from 1. So VS
// Code writes them (its opener's withSelection); Emacs's lsp-mode and Sublime Text
// read them, and Neovim and Helix pass over any fragment. With an "L" before them, as
// on GitHub, lsp-mode would take them for a part of the file's name.
func (s *session) linkTarget(r *root, snap *vault.Snapshot, l feature.DocumentLink, mappers map[vault.NoteID]*mapper) uri.URI {
	switch {
	case l.URL != "":
		return uri.URI(l.URL)
	case l.Missing && s.features.makesNotes():
		return commandURI(createNote, newNote{r.disk.Dir(), l.To.ID})
	}
	target := s.uriOf(r, l.To.ID)
	if l.To.Span.End == 0 {
		return target
	}
	m, read := mappers[l.To.ID]
	if n, ok := snap.Note(l.To.ID); ok && !read {
		if own, ok := noteMapper(n, s.encoding); ok {
			m = &own
		}
		mappers[l.To.ID] = m
	}
	if m == nil {
		return target
	}
	at := m.position(int(l.To.Span.Start))
	return uri.URI(fmt.Sprintf("%s#%d,%d", target, at.Line+1, at.Character+1))
}

func (s *session) linkTip(snap *vault.Snapshot, l feature.DocumentLink) string {
	if l.Missing && s.features.makesNotes() {
		return fmt.Sprintf("Create the note %s", l.To.ID)
	}
	return feature.LinkTip(snap, l)
}

// commandURI is a link that runs a command. VS Code decodes what is behind the "?"
// twice, so no "%" is left in it to decode.
func commandURI(command string, argument any) uri.URI {
	args, _ := json.Marshal(argument)
	return uri.URI("command:" + command + "?" + url.PathEscape(strings.ReplaceAll(string(args), "%", `\u0025`)))
}

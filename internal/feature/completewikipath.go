package feature

import (
	"path"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A typedFolder is what is typed of a wiki target up to its last slash, and what is
// looked for behind it. A target may begin with any part of a note's path, so notes
// are looked for in every folder of that name and below it; behind "./" and "../"
// in that one alone.
type typedFolder struct {
	written  string // as typed, the slash included
	way      string // the folder as a folded path holds it, between slashes
	anchored bool   // whether the path begins with it
	q        *query // of what is typed behind the slash
}

// typedFolder is the folder that typed begins with, nil for none.
func (c *completer) typedFolder(typed string) *typedFolder {
	end := strings.LastIndexByte(typed, '/') + 1
	if end == 0 {
		return nil
	}
	in := &typedFolder{written: typed[:end], q: newQuery(typed[end:])}
	way := strings.Trim(in.written, "/")
	if first, _, _ := strings.Cut(in.written, "/"); first == "." || first == ".." {
		in.anchored, way = true, path.Join(c.note.ID.Dir(), in.written)
		if way == "." {
			way = ""
		}
	}
	in.way = "/"
	if way != "" {
		in.way = "/" + vault.Fold(way) + "/"
	}
	return in
}

// find returns the best rank of a note's or file's names, as query.find does, where
// it lies in the folder. With nothing typed behind the slash the latest come first.
func (in *typedFolder) find(f *vault.Findable, worst int) (best, at int) {
	if in == nil || in.steps(f.Path()) < 0 {
		return 0, -1
	}
	if in.q.empty() {
		return latest(f), 0
	}
	return in.q.find(f, worst)
}

// steps returns how many folders of a folded path stand for what is typed, with those
// before them; -1 where the path is elsewhere.
func (in *typedFolder) steps(folded string) int {
	if i := strings.LastIndex(folded, in.way); i >= 0 && in.way != "/" && !in.anchored {
		return strings.Count(folded[:i+len(in.way)], "/")
	}
	if strings.HasPrefix(folded, in.way[1:]) {
		return strings.Count(in.way, "/") - 1
	}
	return -1
}

// target writes the target of id as its user has begun it, where that leads to id
// alone.
func (in *typedFolder) target(s *vault.Snapshot, from *vault.Note, id vault.NoteID) (string, bool) {
	if in == nil {
		return "", false
	}
	rest := string(id)
	for range in.steps(vault.Fold(rest)) {
		_, rest, _ = strings.Cut(rest, "/")
	}
	if _, isNote := s.Note(id); isNote {
		rest = strings.TrimSuffix(rest, path.Ext(rest))
	}
	target := in.written + rest
	if in.steps(vault.Fold(string(id))) < 0 || strings.ContainsAny(target, "|#^[]") {
		return "", false
	}
	t := s.Resolve(from.ID, &markdown.Link{Kind: markdown.Wiki, Target: target})
	return target, t.Status == vault.Found && t.ID == id && len(t.Rivals) == 0
}

package feature

import (
	"path"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// renameFile gives a note or file another name in its folder. A note's extension need
// not be said.
func renameFile(s *vault.Snapshot, id vault.NoteID, name string) (*Revision, error) {
	to, err := renamedTo(s, id, name)
	if err != nil {
		return nil, err
	}
	r, err := revise(s, nil, []Move{{From: id, To: to}})
	if err != nil {
		return nil, err
	}
	return r.whole()
}

// renamedTo is the path of id under another name.
func renamedTo(s *vault.Snapshot, id vault.NoteID, name string) (vault.NoteID, error) {
	ext := path.Ext(string(id))
	if id.IsNote() && !vault.NoteID(name).IsNote() {
		name += ext
	}
	if err := checkFileName(name, id.IsNote()); err != nil {
		return "", err
	}
	if !id.IsNote() && path.Ext(name) == "" {
		name += ext
	}
	to := vault.NoteID(path.Join(id.Dir(), name))
	return to, checkFree(s, id, to)
}

// checkFree reports what is at to already. A name that differs in case or Unicode
// form from the old one alone is free.
func checkFree(s *vault.Snapshot, from, to vault.NoteID) error {
	taken := s.Canonical(to)
	if same := vault.Fold(string(from)) == vault.Fold(string(to)); same && (taken == from || !s.Has(taken)) {
		return nil
	}
	if s.Has(taken) {
		return obstacle("There is a file %q already. Choose another name.", taken)
	}
	if s.HasFolder(to) {
		return obstacle("There is a folder %q already. Choose another name.", to)
	}
	return nil
}

// CheckMove says why a move can't be made as far as the vault knows: something is there,
// or a name that comes new is one that links can't say. The error is an Obstacle.
func CheckMove(s *vault.Snapshot, m Move) error {
	if base := path.Base(string(m.To)); base != path.Base(string(m.From)) {
		if err := checkFileName(base, !m.Folder && m.From.IsNote()); err != nil {
			return err
		}
	}
	for dir := vault.NoteID(m.To.Dir()); dir != "" && !s.HasFolder(dir); dir = vault.NoteID(dir.Dir()) {
		if err := checkFileName(path.Base(string(dir)), false); err != nil {
			return err
		}
	}
	return checkFree(s, m.From, m.To)
}

// checkFileName says what is wrong with a file's name. What ends or begins another
// part of a wiki link can't be in a note's.
func checkFileName(name string, isNote bool) error {
	bad := "/\\"
	if isNote {
		bad = "#|^[]:/\\"
	}
	if i := strings.IndexAny(name, bad); i >= 0 {
		return obstacle("The name of a note can't hold %q, since links could not name it. Choose a name without %s.", name[i:i+1], strings.Join(strings.Split(bad, ""), " "))
	}
	for _, r := range name {
		if r < ' ' {
			return obstacle("The name of a file can't hold control characters.")
		}
	}
	if strings.HasPrefix(name, ".") {
		return obstacle("A name that starts with a dot is hidden, so links would not find it.")
	}
	return nil
}

// missingName is what a link that leads nowhere calls its target.
func missingName(l *markdown.Link) string {
	return vault.NoteID(path.Base(strings.TrimSuffix(vault.Decode(l.Target), "/"))).Name()
}

// renameMissing has all links that look for the same note in vain look for another.
func renameMissing(s *vault.Snapshot, subject Subject, name string) (*Revision, error) {
	if err := checkFileName(name, true); err != nil {
		return nil, err
	}
	r := &Revision{Edits: map[vault.NoteID][]text.Edit{}, old: s, next: s}
	for _, id := range s.SharingTarget(subject.ID, subject.Link) {
		n, _ := s.Note(id)
		for l := range s.Wanting(n, subject.ID, subject.Link) {
			// The last segment is replaced, its extension kept.
			target := strings.TrimSuffix(l.Target, "/")
			slash := l.Target[len(target):]
			dir, last := target[:strings.LastIndexByte(target, '/')+1], target[strings.LastIndexByte(target, '/')+1:]
			last, query, hasQuery := strings.Cut(last, "?")
			if l.Kind == markdown.Wiki {
				last, hasQuery = target[len(dir):], false
			}
			ext := last[len(strings.TrimSuffix(last, path.Ext(last))):]
			if !vault.NoteID(vault.Decode(last)).IsNote() && !strings.HasPrefix(ext, ".htm") {
				ext = ""
			}
			new := dir + name + ext + slash
			if l.Kind != markdown.Wiki {
				new = dir + encodeLike(name, last, specialsOf(l, last, name, isAngled(n, l))) + ext + slash
			}
			if hasQuery {
				new += "?" + query
			}
			r.Edits[id] = append(r.Edits[id], writeTarget(n, l, new))
		}
	}
	return r, nil
}

// MendMoved is MoveFiles for files that have been moved already, be that known in s or
// not: notes are read where they are now, and the edits name them there.
func MendMoved(s *vault.Snapshot, read func(vault.NoteID) []byte, moves ...Move) (*Revision, error) {
	var back []Move
	for _, m := range moves {
		if !s.Has(m.From) && !s.HasFolder(m.From) {
			back = append(back, Move{From: m.To, To: m.From, Folder: m.Folder})
		}
	}
	if len(back) > 0 {
		before, err := revise(s, nil, back)
		if err != nil {
			return nil, err
		}
		s = before.next
	}
	r := &Revision{Moves: moves, Edits: map[vault.NoteID][]text.Edit{}, old: s, reread: read}
	if err := r.build(); err != nil {
		return nil, err
	}
	if err := r.mend(); err != nil {
		return nil, err
	}
	edits := make(map[vault.NoteID][]text.Edit, len(r.Edits))
	for id, list := range r.Edits {
		edits[r.moved(id)] = list
	}
	r.Edits = edits
	return r, nil
}

// MoveFiles moves notes, files and folders, and mends every link to them and out of
// them. What could not be mended is in Lost: a client moves them whatever we say. The
// error is an Obstacle.
func MoveFiles(s *vault.Snapshot, moves ...Move) (*Revision, error) {
	r, err := revise(s, nil, moves)
	if err != nil {
		return nil, err
	}
	return r, r.mend()
}

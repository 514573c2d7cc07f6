package vault

import "path"

// FilesNamed lists the notes and files whose file name is name, sorted: a note's with or
// without its extension, in any case and Unicode form. What only a link reveals is not
// among them.
func (s *Snapshot) FilesNamed(name string) []NoteID {
	want := Fold(name)
	var out []NoteID
	for _, p := range s.byName.at(KeyOf(name)) {
		base := path.Base(p.folded)
		if _, isNote := s.notes.get(p.id); isNote && cutNoteExt(base) == want || base == want {
			if !p.revealed {
				out = append(out, p.id)
			}
		}
	}
	return out
}

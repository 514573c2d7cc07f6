package move

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

func sentence(format string, args ...any) error {
	return feature.Obstacle(fmt.Sprintf(format, args...))
}

// rootOf is the folder of the vault that holds what is moved.
func rootOf(paths []string, root string) (string, error) {
	if root != "" {
		return root, nil
	}
	abs, err := filepath.Abs(paths[0])
	if err != nil {
		return "", err
	}
	return batch.RootOf(abs), nil
}

// plan makes moves of paths, of which the last is where the others go.
func plan(v *batch.Vault, paths []string) ([]feature.Move, error) {
	sources, last := paths[:len(paths)-1], paths[len(paths)-1]
	to, err := idOf(v, last)
	if err != nil {
		return nil, err
	}
	e, statErr := v.Stat(v.Spelled(to))
	isFolder := statErr == nil && e.Dir || strings.HasSuffix(filepath.ToSlash(last), "/")
	if isFolder || to == "." {
		to = v.Spelled(to)
	} else {
		// The name is the user's, be there a file whose name differs in Unicode form.
		to = path.Join(v.Spelled(path.Dir(to)), path.Base(to))
	}
	if len(sources) > 1 && !isFolder {
		return nil, sentence("%s is no folder, and several files can only be moved into one.", last)
	}
	var moves []feature.Move
	for _, source := range sources {
		m, err := moveOf(v, source, to, isFolder)
		if err != nil {
			return nil, err
		}
		for _, other := range moves {
			switch {
			case m.To == other.To:
				return nil, sentence("%s and %s cannot both become %s.", v.Shown(other.From), v.Shown(m.From), v.Shown(m.To))
			case isBelow(m.From, other.From) || isBelow(other.From, m.From):
				return nil, sentence("%s and %s cannot be moved at once: one holds the other.", v.Shown(other.From), v.Shown(m.From))
			}
		}
		moves = append(moves, m)
	}
	return moves, nil
}

// idOf is what a path of the command line names in the vault.
func idOf(v *batch.Vault, p string) (string, error) {
	abs, err := filepath.Abs(p)
	if err != nil {
		return "", err
	}
	id, ok := v.Rel(abs)
	if !ok {
		// The folder may be named by another symlink than the root is.
		if real, err := filepath.EvalSymlinks(filepath.Dir(abs)); err == nil {
			id, ok = v.Rel(filepath.Join(real, filepath.Base(abs)))
		}
	}
	if !ok {
		return "", sentence("%s lies outside of the vault %s, which --root can set.", p, v.Dir())
	}
	return id, nil
}

// moveOf is the move of one file or folder to the path to, or into that folder.
func moveOf(v *batch.Vault, source, to string, into bool) (feature.Move, error) {
	from, err := idOf(v, source)
	if err != nil {
		return feature.Move{}, err
	}
	from = v.Spelled(from)
	e, err := v.Stat(from)
	if err != nil {
		return feature.Move{}, err
	}
	id := vault.NoteID(from)
	m := feature.Move{From: id, To: vault.NoteID(to), Folder: e.Dir}
	_, isNote := v.Snap.Note(id)
	switch {
	case from == ".":
		return m, sentence("%s is the vault itself, and no link counts from outside of it. Move it with mv.", source)
	case !e.Dir && !v.Snap.Has(id), e.Note && !isNote && e.Target == "", e.Dir && v.Ignored(from, v.Terms.Disk):
		return m, sentence("%s is hidden, ignored or can't be read, so its links can't be mended. Move it with mv.", source)
	case into && !isSameFile(v, m):
		m.To = vault.NoteID(path.Join(to, path.Base(from)))
	case !e.Dir:
		m.To = withExtension(id, m.To)
	}
	return m, check(v, m, source)
}

// withExtension is the path to with the extension of id, where it says none: a note
// stays a note.
func withExtension(id, to vault.NoteID) vault.NoteID {
	if id.IsNote() && !to.IsNote() || !id.IsNote() && path.Ext(string(to)) == "" {
		return to + vault.NoteID(path.Ext(string(id)))
	}
	return to
}

// check says why a move can't be made.
func check(v *batch.Vault, m feature.Move, source string) error {
	ignored := string(m.To)
	if m.Folder {
		ignored += "/x.md"
	}
	switch {
	case m.To == m.From:
		return sentence("%s is there already.", source)
	case m.Folder && isBelow(m.To, m.From):
		return sentence("%s cannot be moved into itself.", source)
	case !m.From.IsNote() && !m.Folder && m.To.IsNote():
		return sentence("%s is no note, and would be one as %s.", source, v.Shown(m.To))
	}
	if err := feature.CheckMove(v.Snap, m); err != nil {
		return err
	}
	if err := v.Vacant(string(m.To)); err != nil && !isSameFile(v, m) {
		return err
	}
	if v.Ignored(ignored, v.Terms.Disk) {
		return sentence("%s is ignored by .gitignore or the settings, so links would not find it there.", v.Shown(m.To))
	}
	return nil
}

// isSameFile reports whether what is at the end of a move is what is moved: the names
// differ in case or Unicode form only, and the file system does not tell them apart.
func isSameFile(v *batch.Vault, m feature.Move) bool {
	if m.From == m.To || vault.Fold(string(m.From)) != vault.Fold(string(m.To)) {
		return false
	}
	from, err := os.Lstat(v.Path(string(m.From)))
	if err != nil {
		return false
	}
	to, err := os.Lstat(v.Path(string(m.To)))
	return err == nil && os.SameFile(from, to)
}

// isBelow reports whether id is dir or lies in it.
func isBelow(id, dir vault.NoteID) bool {
	rest, ok := strings.CutPrefix(string(id), string(dir))
	return ok && (rest == "" || rest[0] == '/')
}

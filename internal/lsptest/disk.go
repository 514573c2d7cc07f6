package lsptest

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// The kinds of file events (LSP, FileChangeType).
const (
	created = iota + 1
	changed
	deleted
)

// event tells the server of a change on disk, as the editor's watcher does, if it has one.
func (s *Script) event(path string, kind int) error {
	s.verified, s.looks = false, true
	if s.unwatched {
		return nil
	}
	return s.client.Notify("workspace/didChangeWatchedFiles", map[string]any{
		"changes": []any{map[string]any{"uri": FileURI(path), "type": kind}},
	})
}

// write F ['text']: something else writes a file, with the text of the archive's
// new/F if none is given. An editor that has it open keeps its own text.
func write(s *Script, args []string) error {
	if len(args) != 1 && len(args) != 2 {
		return usage("write F ['text']")
	}
	if _, err := s.editor(); err != nil {
		return err
	}
	name, source := args[0], s.newText(args[0])
	if len(args) == 2 {
		source = unescape(args[1])
	}
	f, ok := s.files[name]
	if !ok {
		var err error
		if f, err = s.newFile(name, ""); err != nil {
			return err
		}
		f.disk = nil
	}
	kind := changed
	if f.disk == nil {
		kind = created
	}
	if err := f.setSource(source); err != nil {
		return err
	}
	if err := f.writeDisk(); err != nil {
		return err
	}
	return s.event(f.path, kind)
}

// isSettings reports whether a file is one of settings, which is no note: an editor
// may have it open, and what is on disk counts.
func isSettings(name string) bool { return path.Base(name) == ".notes-lsp.toml" }

// delete F: something else deletes a file, or a folder with all in it.
func deleteFile(s *Script, args []string) error {
	if len(args) != 1 {
		return usage("delete F")
	}
	if _, err := s.editor(); err != nil {
		return err
	}
	at := filepath.Join(s.root, filepath.FromSlash(args[0]))
	if f, ok := s.files[args[0]]; ok {
		at = f.path
	}
	if _, err := os.Stat(at); err != nil {
		return usage("there is no %s", args[0])
	}
	for name, f := range s.files {
		if name == args[0] || strings.HasPrefix(name, args[0]+"/") {
			f.disk = nil
		}
	}
	if err := os.RemoveAll(at); err != nil {
		return err
	}
	return s.event(at, deleted)
}

// notice F...: the editor's watcher sees in one go what testscript's mv, cp and
// mkdir have done to these files and folders.
func notice(s *Script, args []string) error {
	c, err := s.editor()
	if err != nil {
		return err
	}
	s.lookAtDisk()
	var events []any
	for _, name := range args {
		at, kind := filepath.Join(s.root, filepath.FromSlash(name)), created
		if _, err := os.Stat(at); err != nil {
			kind = deleted
		}
		events = append(events, map[string]any{"uri": FileURI(at), "type": kind})
	}
	s.verified, s.looks = false, true
	if s.unwatched {
		return nil
	}
	return c.Notify("workspace/didChangeWatchedFiles", map[string]any{"changes": events})
}

// crlf F: the file ends its lines as on Windows.
func crlf(s *Script, args []string) error {
	return s.prepare("crlf F", args, func(f *file) error {
		return f.setSource(strings.ReplaceAll(f.source, "\n", "\r\n"))
	})
}

// bom F: the file starts with a byte order mark.
func bom(s *Script, args []string) error {
	return s.prepare("bom F", args, func(f *file) error { return f.setSource("\ufeff" + f.source) })
}

// escapedByte is how a script writes a byte that is no character.
var escapedByte = regexp.MustCompile(`\\x[0-9a-f]{2}`)

// raw F: each \xNN in the file is that byte, as other encodings have it.
func raw(s *Script, args []string) error {
	return s.prepare("raw F", args, func(f *file) error {
		return f.setSource(escapedByte.ReplaceAllStringFunc(f.source, func(escape string) string {
			b, err := strconv.ParseUint(escape[2:], 16, 8)
			if err != nil {
				return escape
			}
			return string([]byte{byte(b)})
		}))
	})
}

// nfd F: the file's name on disk is decomposed, as on macOS. The script goes on to
// call it F.
func nfd(s *Script, args []string) error {
	return s.prepare("nfd F", args, func(f *file) error {
		if err := os.Remove(f.path); err != nil {
			return err
		}
		f.moveTo(filepath.Join(s.root, filepath.FromSlash(decomposed(f.name))))
		return nil
	})
}

// decomposed writes the Hangul syllables of s as jamo (Unicode, 3.12): that much of
// NFD is what Korean file names on macOS show.
func decomposed(s string) string {
	var b strings.Builder
	for _, r := range s {
		i := r - 0xAC00
		if i < 0 || i >= 19*21*28 {
			b.WriteRune(r)
			continue
		}
		b.WriteRune(0x1100 + i/(21*28))
		b.WriteRune(0x1161 + i/28%21)
		if i%28 > 0 {
			b.WriteRune(0x11A7 + i%28)
		}
	}
	return b.String()
}

// prepare changes a file before the server sees it.
func (s *Script) prepare(form string, args []string, prepare func(*file) error) error {
	if len(args) != 1 {
		return usage("%s", form)
	}
	if s.client != nil {
		return usage("%s must come before what needs the server", form)
	}
	f, err := s.file(args[0])
	if err != nil {
		return err
	}
	if err := prepare(f); err != nil {
		return err
	}
	if aside(f.name) {
		f.disk = nil
		return nil
	}
	return f.writeDisk()
}

package lsptest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// A file is one note of a script: what is on disk, and what the editor has open.
type file struct {
	name    string // as the script says it: a path from the folder of the notes
	path    string
	uri     string
	source  string   // with its marks, as the archive has it
	disk    *content // nil while it is not on disk
	buffer  *content // nil while it is not open
	version int
	tokens  SemanticTokens // the last answer about the open file
}

// content is what a user sees of the file: the editor's text if it is open.
func (f *file) content() (content, bool) {
	switch {
	case f.buffer != nil:
		return *f.buffer, true
	case f.disk != nil:
		return *f.disk, true
	}
	return content{}, false
}

// onDisk reports whether the editor's text, if any, is that of the disk.
func (f *file) onDisk() bool {
	return f.buffer == nil || f.disk != nil && f.buffer.text == f.disk.text
}

// takeFiles reads the archive that testscript has unpacked into work.
func (s *Script) takeFiles(work string) error {
	unpacked := map[string][]byte{}
	err := filepath.WalkDir(work, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && e.Name() == ".tmp":
			return fs.SkipDir
		case e.IsDir():
			return nil
		}
		rel, err := filepath.Rel(work, path)
		if err != nil {
			return err
		}
		unpacked[filepath.ToSlash(rel)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		return err
	}
	if err := os.Mkdir(s.root, 0o777); err != nil && !os.IsExist(err) {
		return err
	}
	named := map[string]string{}
	for name, data := range unpacked {
		f, err := s.newFile(name, string(data))
		if err != nil {
			return err
		}
		for mark := range f.disk.marks {
			if other, ok := named[mark]; ok {
				return fmt.Errorf("the mark %q is in %s and in %s", mark, other, name)
			}
			named[mark] = name
		}
		if aside(name) {
			f.disk = nil
			continue
		}
		if err := os.Remove(filepath.Join(work, filepath.FromSlash(name))); err != nil {
			return err
		}
		if err := f.writeDisk(); err != nil {
			return err
		}
	}
	return nil
}

// lookAtDisk takes in what a command has done to the files: what it wrote has no marks.
func (s *Script) lookAtDisk() {
	for _, f := range s.files {
		if aside(f.name) || f.disk == nil {
			continue
		}
		src, err := os.ReadFile(f.path)
		switch {
		case err != nil:
			f.disk = nil
		case string(src) != f.disk.text:
			f.disk = &content{text: string(src)}
		}
	}
}

// aside reports whether an archive's file is no note but what a verb refers to.
func aside(name string) bool {
	return strings.HasPrefix(name, "new/") || strings.HasPrefix(name, "want/")
}

// newFile makes a file of the script known; source is its text with marks.
func (s *Script) newFile(name, source string) (*file, error) {
	f := &file{name: name}
	f.moveTo(filepath.Join(s.root, filepath.FromSlash(name)))
	s.files[name] = f
	return f, f.setSource(source)
}

func (f *file) moveTo(path string) { f.path, f.uri = path, FileURI(path) }

// setSource gives the file a text with marks, on disk.
func (f *file) setSource(source string) error {
	c, err := cut(source)
	if err != nil {
		return fmt.Errorf("%s: %w", f.name, err)
	}
	f.source, f.disk = source, &c
	return nil
}

func (f *file) writeDisk() error {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o777); err != nil {
		return err
	}
	return os.WriteFile(f.path, []byte(f.disk.text), 0o666)
}

// file is a file that the script knows, or that one of its commands has made.
func (s *Script) file(name string) (*file, error) {
	f, ok := s.files[name]
	if ok && (f.disk != nil || f.buffer != nil) {
		return f, nil
	}
	if src, err := os.ReadFile(filepath.Join(s.root, filepath.FromSlash(name))); err == nil {
		return s.newFile(name, string(src))
	}
	if ok {
		return f, nil
	}
	return nil, usage("the script has no file %s", name)
}

// place finds a mark.
func (s *Script) place(mark string) (*file, text.Span, error) {
	for _, f := range s.files {
		c, _ := f.content()
		if span, ok := c.marks[mark]; ok {
			return f, span, nil
		}
	}
	return nil, text.Span{}, usage("no file has a mark %q (one in new/ counts once it is written)", mark)
}

// textOf is the text behind a path, which need not be a file of the script.
func (s *Script) textOf(path string) (name, src string, err error) {
	for _, f := range s.files {
		if f.path == path {
			c, ok := f.content()
			if !ok {
				return f.name, "", fmt.Errorf("%s does not exist", f.name)
			}
			return f.name, c.text, nil
		}
	}
	if name, err = s.nameOf(path); err != nil {
		return path, "", err
	}
	data, err := os.ReadFile(path)
	return name, string(data), err
}

// nameOf is the path from the folder of the notes.
func (s *Script) nameOf(path string) (string, error) {
	name, err := filepath.Rel(s.root, path)
	return filepath.ToSlash(name), err
}

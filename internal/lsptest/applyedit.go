package lsptest

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// A WorkspaceEdit is LSP's: changes to several files, of which documentChanges count
// where both are there.
type WorkspaceEdit struct {
	Changes         map[string][]TextEdit `json:"changes"`
	DocumentChanges []DocumentChange      `json:"documentChanges"`
}

// A DocumentChange is either the edits of one text, of kind "", or what becomes of
// a file: "create", "rename" or "delete".
type DocumentChange struct {
	Kind         string `json:"kind"`
	TextDocument struct {
		URI     string `json:"uri"`
		Version *int   `json:"version"`
	} `json:"textDocument"`
	Edits   []TextEdit `json:"edits"`
	URI     string     `json:"uri"`
	OldURI  string     `json:"oldUri"`
	NewURI  string     `json:"newUri"`
	Options struct {
		Overwrite         bool `json:"overwrite"`
		IgnoreIfExists    bool `json:"ignoreIfExists"`
		Recursive         bool `json:"recursive"`
		IgnoreIfNotExists bool `json:"ignoreIfNotExists"`
	} `json:"options"`
}

// answerEdit answers a workspace/applyEdit request of the server's.
func (c *Client) answerEdit(m incoming) error {
	var p struct {
		Edit WorkspaceEdit `json:"edit"`
	}
	if err := json.Unmarshal(m.Params, &p); err != nil {
		return fmt.Errorf("workspace/applyEdit %.200s: %w", m.Params, err)
	}
	err := errors.New("this editor makes no edits")
	if c.applyEdit != nil {
		err = c.applyEdit(p.Edit)
	}
	answer := map[string]any{"applied": err == nil}
	if err != nil {
		answer["failureReason"] = err.Error()
	}
	return c.wire.write(message{ID: m.ID, Result: answer})
}

// applyEdit makes a server's edit as an editor does. Texts are changed in buffers,
// which are opened where they are not and stay unsaved; files are made, moved and
// deleted on disk, and their watcher tells of it. Nothing is changed where a text
// has gone on since the version that the edit names.
func (s *Script) applyEdit(e WorkspaceEdit) error {
	steps := e.DocumentChanges
	if len(steps) == 0 {
		for _, uri := range slices.Sorted(maps.Keys(e.Changes)) {
			step := DocumentChange{Edits: e.Changes[uri]}
			step.TextDocument.URI = uri
			steps = append(steps, step)
		}
	} else if err := s.inTime(steps); err != nil {
		return err
	}
	for _, step := range steps {
		if err := s.applyStep(step); err != nil {
			return err
		}
	}
	return nil
}

// inTime checks that the texts are those that the edits were worked out for: of what
// is open the version must be named, of what is not there is none.
func (s *Script) inTime(steps []DocumentChange) error {
	for _, step := range steps {
		if step.Kind != "" {
			continue
		}
		f := s.fileAt(step.TextDocument.URI)
		version := step.TextDocument.Version
		switch {
		case f == nil || f.buffer == nil:
			if version != nil {
				return fmt.Errorf("version %d of %s is not open", *version, step.TextDocument.URI)
			}
		case version == nil:
			return fmt.Errorf("the edit of %s, which is open, names no version", f.name)
		case *version != f.version:
			return fmt.Errorf("the edit of %s is for version %d, which is %d by now", f.name, *version, f.version)
		}
	}
	return nil
}

func (s *Script) applyStep(step DocumentChange) error {
	switch step.Kind {
	case "":
		return s.editText(step.TextDocument.URI, step.Edits)
	case "create":
		return s.createFile(step)
	case "rename":
		return s.renameFile(step)
	case "delete":
		return s.removeFile(step)
	}
	return fmt.Errorf("there is no change of kind %q", step.Kind)
}

// fileAt is the file of the script that a URI names, nil for none: another spelling
// of the URI names the same file.
func (s *Script) fileAt(uri string) *file {
	for _, f := range s.files {
		if !aside(f.name) && (f.uri == uri || f.path == pathOf(uri)) {
			return f
		}
	}
	return nil
}

// knownAt is fileAt for what is in the folder of the notes, be it the script's or not.
func (s *Script) knownAt(uri string) (*file, error) {
	if f := s.fileAt(uri); f != nil {
		return f, nil
	}
	name, err := s.nameOf(pathOf(uri))
	if err != nil {
		return nil, err
	}
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return nil, fmt.Errorf("%s is not in the folder of the notes", uri)
	}
	return s.file(name)
}

func (s *Script) editText(uri string, edits []TextEdit) error {
	f, err := s.knownAt(uri)
	if err != nil {
		return err
	}
	if err := s.ensureOpen(f); err != nil {
		return err
	}
	changes, err := s.together(f, edits)
	if err != nil {
		return err
	}
	return s.change(f, changes)
}

// together makes edits of one version of a text into changes, one on the result of
// the other: the last comes first. Edits may not overlap, and of insertions at one
// place the first comes first (LSP, TextEdit[]).
func (s *Script) together(f *file, edits []TextEdit) ([]change, error) {
	var changes []change
	for _, e := range edits {
		span, err := s.spanOf(s.client, f.name, f.buffer.text, e.Range)
		if err != nil {
			return nil, err
		}
		changes = append(changes, change{Edit: text.Edit{Span: span, New: e.NewText}})
	}
	slices.SortStableFunc(changes, func(a, b change) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	for i := 1; i < len(changes); i++ {
		if changes[i].Start < changes[i-1].End {
			return nil, fmt.Errorf("two edits overlap\n%s",
				codeFrame(f.name, f.buffer.text, label{changes[i-1].Span, "one"}, label{changes[i].Span, "the other"}))
		}
	}
	slices.Reverse(changes)
	return changes, nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func (s *Script) createFile(step DocumentChange) error {
	path := pathOf(step.URI)
	if exists(path) && !step.Options.Overwrite {
		if step.Options.IgnoreIfExists {
			return nil
		}
		return fmt.Errorf("create %s: %w", path, fs.ErrExist)
	}
	name, err := s.nameOf(path)
	if err != nil {
		return err
	}
	f := s.fileAt(step.URI)
	if f == nil {
		if f, err = s.newFile(name, ""); err != nil {
			return err
		}
	} else if err := f.setSource(""); err != nil {
		return err
	}
	if err := f.writeDisk(); err != nil {
		return err
	}
	return s.event(path, created)
}

// renameFile moves a file, or a folder with all that is in it. Its buffers go along.
func (s *Script) renameFile(step DocumentChange) error {
	from, to := pathOf(step.OldURI), pathOf(step.NewURI)
	if exists(to) && !step.Options.Overwrite {
		if step.Options.IgnoreIfExists {
			return nil
		}
		return fmt.Errorf("rename %s to %s: %w", from, to, fs.ErrExist)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	for _, f := range slices.Collect(maps.Values(s.files)) {
		rest, ok := strings.CutPrefix(f.path, from)
		if aside(f.name) || !ok || rest != "" && rest[0] != filepath.Separator {
			continue
		}
		if err := s.moveFile(f, to+rest); err != nil {
			return err
		}
	}
	if err := s.event(from, deleted); err != nil {
		return err
	}
	return s.event(to, created)
}

// moveFile gives a file another path; the script calls it by that from now on.
func (s *Script) moveFile(f *file, path string) error {
	name, err := s.nameOf(path)
	if err != nil {
		return err
	}
	buffer := f.buffer
	if buffer != nil {
		if err := closeFile(s, []string{f.name}); err != nil {
			return err
		}
	}
	delete(s.files, f.name)
	f.name = name
	f.moveTo(path)
	s.files[name] = f
	if buffer == nil {
		return nil
	}
	return s.openAs(f, *buffer)
}

func (s *Script) removeFile(step DocumentChange) error {
	path := pathOf(step.URI)
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && step.Options.IgnoreIfNotExists:
		return nil
	case err != nil:
		return err
	case info.IsDir() && !step.Options.Recursive:
		// An editor refuses to take a folder's files along unasked.
		if err := os.Remove(path); err != nil {
			return err
		}
		return s.event(path, deleted)
	}
	for _, f := range s.files {
		if aside(f.name) || f.path != path && !strings.HasPrefix(f.path, path+string(filepath.Separator)) {
			continue
		}
		if f.buffer != nil {
			if err := closeFile(s, []string{f.name}); err != nil {
				return err
			}
		}
		f.disk = nil
	}
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	return s.event(path, deleted)
}

// Package terms brings together what a root's settings ask for: one reading of
// them serves the language server, the linter and `notes-lsp config`, so that all
// three judge alike.
package terms

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Terms are the settings that a root is under, and what follows from them. They
// are never changed, only made anew.
type Terms struct {
	Settings config.Settings
	Entries  []config.Entry // the settings one by one, with their origins
	Judge    feature.Judge
	Vault    *vault.Rules
	Disk     disk.Rules
	// Findings are the mistakes in the root's settings file, whose text is File.
	Findings []config.Finding
	File     []byte
}

// Of reads a root's settings file and lays the editor's settings over it, the
// user's below it. Nested are folders of the root that are vaults of their own. A
// settings file that can't be read is an error, a missing one is not.
func Of(root *disk.Root, user, editor config.Layer, nested ...string) (*Terms, error) {
	file, _, err := root.ReadFile(config.FileName)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	own := config.Layer{}
	if err == nil {
		own = config.VaultFile(config.FileName, file)
	}
	detected := config.DetectProfile(func(name string) bool {
		_, err := root.Stat(name)
		return err == nil
	})
	t := resolve(detected, user, own, editor)
	t.File, t.Findings = file, own.Findings
	for _, id := range nested {
		t.Disk.Exclude = append(t.Disk.Exclude, "/"+id+"/")
	}
	return t, nil
}

// Lone are the terms of a note without a root.
func Lone(user, editor config.Layer) *Terms { return resolve(config.Plain, user, editor) }

func resolve(detected config.Profile, layers ...config.Layer) *Terms {
	t := &Terms{}
	t.Settings, t.Entries = config.Resolve(detected, layers...)
	t.Vault = feature.Rules(t.Settings)
	t.Disk = disk.Rules{Exclude: slices.Clone(t.Settings.Exclude)}
	t.Judge = feature.Judge{Settings: t.Settings, Silenced: silenced(t.Settings.Ignore)}
	return t
}

// silenced makes the patterns of the settings a question; nil for none.
func silenced(ignore map[string][]string) func(code string, id vault.NoteID) bool {
	if len(ignore) == 0 {
		return nil
	}
	match := map[string]func(string) bool{}
	for code, patterns := range ignore {
		match[code] = disk.Matcher(patterns)
	}
	return func(code string, id vault.NoteID) bool {
		for _, key := range []string{code, config.AllCodes} {
			if m := match[key]; m != nil && m(string(id)) {
				return true
			}
		}
		return false
	}
}

// A UserLayer is what the user's own settings file says, and the file. It is empty where
// there is none.
type UserLayer struct {
	config.Layer
	Path string
	File []byte // its text
}

// User reads the user's own settings file; a missing one says nothing.
func User() (UserLayer, error) {
	path, err := config.UserPath()
	if err != nil {
		return UserLayer{}, nil // no home, no file
	}
	src, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return UserLayer{}, nil
	case err != nil:
		return UserLayer{}, fmt.Errorf("read your settings: %w", err)
	}
	return UserLayer{config.UserFile(path, src), path, src}, nil
}

// Package config holds what a user may set: Settings, the layers that they come
// from, and what is wrong with those.
//
// A Layer is what one source says: UserFile, VaultFile or Editor. Resolve lays the
// layers over the defaults of the profile in force and returns Settings that are
// whole, with the origin of each value. A mistake in a source is a Finding with its
// place; it costs that one value and never the rest of the file.
//
// The package reads no files and knows no patterns: it takes and hands on bytes and
// lists. It keeps two promises for the vault's sake. No setting makes the program
// read, write, run or fetch anything outside the vault. And each setting is
// described in one place, from which the JSON Schema and docs/settings.md are made.
package config

import (
	"os"
	"path/filepath"
)

// FileName is the settings file at a vault's root.
const FileName = ".notes-lsp.toml"

// UserPath is where a user's own settings file lies, be it there or not:
// $XDG_CONFIG_HOME/notes-lsp/config.toml, or the same in os.UserConfigDir. A
// relative XDG_CONFIG_HOME does not count (XDG Base Directory Specification).
func UserPath() (string, error) {
	dir := os.Getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(dir) {
		var err error
		if dir, err = os.UserConfigDir(); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "notes-lsp", "config.toml"), nil
}

// Package cache keeps what was worked out of a vault's notes in a file, for the next
// start to read instead of the notes.
//
// A vault has one file for each set of rules that it is read by, in the user's folder for
// caches and never in the vault: who writes notes must not be able to write what is made
// of them. A file counts as a whole or not at all. One that is damaged, cut short or of
// another version is as good as none, and no error: all that is in it can be had from
// the notes. Whether a note is still what was kept, the caller tells by its stamp.
package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Place is where the notes of a vault are kept. The zero Place keeps nothing.
type Place struct {
	// File is the path, in a folder that holds files of this kind alone. What stands
	// before the first "-" in its name is the same for all files of a root.
	File string
	// identity is what the notes were made of and by, in words that are compared only.
	identity string
	rules    *vault.Rules
}

// ending is that of the files' names.
const ending = ".index"

// Folder is where the files of all vaults are. An error says that the system has no
// folder for caches.
func Folder() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "notes-lsp", "index"), nil
}

// PlaceOf is the place in folder for the notes of the vault in the folder root, made by
// rules. Other rules, as an editor's settings may ask for, have a place of their own, so
// that an editor and the linter don't take turns in driving each other out.
func PlaceOf(folder, root string, rules *vault.Rules) Place {
	if rules == nil {
		rules = &vault.Rules{}
	}
	by := fmt.Sprintf("%#v", *rules)
	return Place{
		File:     filepath.Join(folder, short(root)+"-"+short(by)+ending),
		identity: strings.Join([]string{root, by, fmt.Sprint(vault.Revision), program()}, "\n"),
		rules:    rules,
	}
}

// Worth reports whether it is worth the while to keep the notes of a vault of so many, of
// which so many are not as they were kept: a small vault is read in no time, and what few
// notes take is less than to write all the others again.
func Worth(notes, changed int) bool { return notes >= 1000 && changed*50 >= notes }

// program tells this program from others: of another version not even what it
// is built of is known.
func program() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return info.String()
}

func short(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

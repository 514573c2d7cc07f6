package check

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A target is a vault and what of it is to be told.
type target struct {
	dir      string
	notes    []string // absolute paths of single notes
	folders  []string // absolute paths
	patterns []pattern
}

// A pattern is an argument with wildcards.
type pattern struct {
	given string
	base  string // the folder that it counts from, absolute
	glob  string // with slashes, below base
}

// targetsOf sorts paths into vaults; root is the vault of all of them, or "" to find
// it for each.
func targetsOf(paths []string, root string) ([]target, error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	if root != "" {
		abs, err := filepath.Abs(root)
		if err != nil {
			return nil, err
		}
		if info, err := os.Stat(abs); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("--root names %s, which is no folder", root)
		}
		root = abs
	}
	var out []target
	for _, p := range paths {
		if err := addTarget(&out, p, root); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// addTarget sorts one path into a vault.
func addTarget(out *[]target, p, root string) error {
	abs, err := filepath.Abs(p)
	if err != nil {
		return err
	}
	info, err := os.Stat(abs)
	missing := errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid)
	switch {
	case missing && strings.ContainsAny(p, "*?["):
		pat, err := patternOf(p)
		if err != nil {
			return err
		}
		t := targetAt(out, root, func() string { return batch.RootAround(pat.base) })
		t.patterns = append(t.patterns, pat)
	case missing:
		return fmt.Errorf("there is no file or folder %s", p)
	case err != nil:
		return err
	case info.IsDir():
		t := targetAt(out, root, func() string { return batch.RootAround(abs) })
		t.folders = append(t.folders, abs)
	default:
		t := targetAt(out, root, func() string { return batch.RootOf(abs) })
		t.notes = append(t.notes, abs)
	}
	return nil
}

// targetAt is the target of a vault.
func targetAt(out *[]target, root string, find func() string) *target {
	if root == "" {
		root = find()
	}
	i := slices.IndexFunc(*out, func(t target) bool { return t.dir == root })
	if i < 0 {
		i = len(*out)
		*out = append(*out, target{dir: root})
	}
	return &(*out)[i]
}

// patternOf cuts a pattern where its first wildcard is: the folders before are real.
func patternOf(given string) (pattern, error) {
	segments := strings.Split(filepath.ToSlash(given), "/")
	i := slices.IndexFunc(segments, func(s string) bool { return strings.ContainsAny(s, `*?[`) })
	base := strings.Join(segments[:i], "/")
	if base == "" && strings.HasPrefix(filepath.ToSlash(given), "/") {
		base = "/"
	}
	abs, err := filepath.Abs(filepath.FromSlash(base))
	if err != nil {
		return pattern{}, err
	}
	if info, err := os.Stat(abs); err != nil || !info.IsDir() {
		return pattern{}, fmt.Errorf("no note matches %s: there is no folder %s", given, base)
	}
	return pattern{given: given, base: abs, glob: strings.Join(segments[i:], "/")}, nil
}

// pick returns the notes of snap that the target is about, in the order of their
// paths, and whether these are all.
func (t target) pick(v *batch.Vault, snap *vault.Snapshot) (notes []*vault.Note, whole bool, err error) {
	ids := map[vault.NoteID]bool{}
	for _, p := range t.notes {
		n, ok := noteAt(v, snap, p)
		if !ok {
			return nil, false, fmt.Errorf("%s is no note of %s: it does not end in .md, or an ignore rule leaves it out", p, t.dir)
		}
		ids[n.ID] = true
	}
	var prefixes []string
	for _, f := range t.folders {
		id, _ := relReal(v, f)
		if id == "." {
			return slices.Collect(snap.Notes()), true, nil
		}
		prefixes = append(prefixes, id+"/")
	}
	matchers, err := t.matchers(v)
	if err != nil {
		return nil, false, err
	}
	matched := make([]bool, len(matchers))
	for n := range snap.Notes() {
		id := string(n.ID)
		in := ids[n.ID] || slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(id, p) })
		for i, match := range matchers {
			if match(id) {
				in, matched[i] = true, true
			}
		}
		if in {
			notes = append(notes, n)
		}
	}
	if i := slices.Index(matched, false); i >= 0 {
		return nil, false, fmt.Errorf("no note matches %s", t.patterns[i].given)
	}
	return notes, false, nil
}

// matchers makes questions of the patterns, about ids.
func (t target) matchers(v *batch.Vault) ([]func(string) bool, error) {
	var out []func(string) bool
	for _, p := range t.patterns {
		id, ok := relReal(v, p.base)
		if !ok {
			return nil, fmt.Errorf("no note matches %s: it leads out of %s", p.given, t.dir)
		}
		out = append(out, disk.Matcher([]string{path.Join("/", quotePattern(id), p.glob)}))
	}
	return out, nil
}

// quotePattern takes the meaning from what is special in patterns.
func quotePattern(id string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(id)
}

// noteAt finds the note at an absolute path, which may lead through symlinks.
func noteAt(v *batch.Vault, snap *vault.Snapshot, file string) (*vault.Note, bool) {
	id, _ := v.Rel(file)
	if n, ok := snap.Note(snap.Canonical(vault.NoteID(id))); ok {
		return n, true
	}
	id, _ = relReal(v, file)
	return snap.Note(snap.Canonical(vault.NoteID(id)))
}

// relReal is v.Rel of a path without its symlinks, as far as there is a file.
func relReal(v *batch.Vault, file string) (string, bool) {
	if real, err := filepath.EvalSymlinks(file); err == nil {
		if id, ok := v.Rel(real); ok {
			return id, true
		}
	}
	return v.Rel(file)
}

package check

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"path"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// staged is the vault as git would commit it.
func staged(ctx context.Context, v *batch.Vault) (*vault.Snapshot, error) {
	r := repo{v.Dir(), "--staged"}
	if _, err := r.ask(ctx, "rev-parse", "--git-dir"); err != nil {
		return nil, err
	}
	t, err := r.index(ctx)
	if err != nil {
		return nil, err
	}
	snap, _, err := r.at(ctx, v, v.Snap, t)
	return snap, err
}

// since tells which problems of snap are new since a revision: all those of notes that
// have changed, and of others those which they did not have then, because of what has
// become of the notes that they link to. The settings are those of now for both.
func since(ctx context.Context, v *batch.Vault, snap *vault.Snapshot, rev string) (newness, error) {
	r := repo{v.Dir(), "--since"}
	hash, err := r.revision(ctx, rev)
	if err != nil {
		return nil, err
	}
	t, err := r.tree(ctx, hash)
	if err != nil {
		return nil, err
	}
	old, changed, err := r.at(ctx, v, snap, t)
	if err != nil {
		return nil, err
	}
	return func(n *vault.Note, problems []feature.Problem) []feature.Problem {
		if len(problems) == 0 || changed[n.ID] {
			return problems
		}
		had := map[place]bool{}
		for _, p := range feature.Problems(old, n, v.Terms.Judge) {
			had[place{p.Code, p.Span}] = true
		}
		return slices.DeleteFunc(problems, func(p feature.Problem) bool { return had[place{p.Code, p.Span}] })
	}, nil
}

// at is snap with the files of a tree instead of its own, and the notes of snap that
// are others there, or not there. What git does not look into is as in snap:
// submodules, symlinks and what links revealed.
func (r repo) at(ctx context.Context, v *batch.Vault, snap *vault.Snapshot, t tree) (*vault.Snapshot, map[vault.NoteID]bool, error) {
	known := make(map[vault.NoteID]blob, len(t))
	for p, b := range t {
		known[snap.Canonical(vault.NoteID(p))] = b
	}
	changed, err := differing(snap, known, t)
	if err != nil {
		return nil, nil, err
	}
	var wanted []vault.NoteID // notes to read from git
	var changes []vault.Change
	for id := range changed {
		if _, ok := known[id]; ok {
			wanted = append(wanted, id)
		} else {
			changes = append(changes, vault.Change{ID: id})
		}
	}
	for id, b := range known {
		switch {
		case snap.Has(id), b.kind == modeSubmodule, v.Ignored(string(id), v.Terms.Disk):
		case id.IsNote() && b.kind != modeSymlink:
			wanted = append(wanted, id)
		default:
			changes = append(changes, vault.Change{ID: id, File: true})
		}
	}
	changes = append(changes, goneFiles(snap, known, t)...)
	notes, err := r.notes(ctx, v, wanted, known)
	if err != nil {
		return nil, nil, err
	}
	then := *v
	then.Snap = snap
	return then.With(append(changes, notes...)...), changed, nil
}

// notes reads notes from git.
func (r repo) notes(ctx context.Context, v *batch.Vault, ids []vault.NoteID, known map[vault.NoteID]blob) ([]vault.Change, error) {
	hashes := make([]string, len(ids))
	for i, id := range ids {
		hashes[i] = known[id].id
	}
	contents, err := r.read(ctx, hashes)
	if err != nil {
		return nil, err
	}
	out := make([]vault.Change, len(ids))
	var workers errgroup.Group
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for i, id := range ids {
		workers.Go(func() error {
			out[i] = vault.Change{ID: id, File: true}
			if src, ok := contents[known[id].id]; ok {
				out[i] = vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: src, Rules: v.Terms.Vault})}
			}
			return nil
		})
	}
	return out, workers.Wait()
}

// differing finds the notes of snap whose text is not that of the tree.
func differing(snap *vault.Snapshot, known map[vault.NoteID]blob, t tree) (map[vault.NoteID]bool, error) {
	notes := slices.Collect(snap.Notes())
	differs := make([]bool, len(notes))
	var workers errgroup.Group
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for i, n := range notes {
		b, ok := known[n.ID]
		if ok && b.kind == modeSymlink || t.inSubmodule(string(n.ID)) {
			continue
		}
		if differs[i] = !ok; !ok {
			continue
		}
		workers.Go(func() error {
			src := n.Text()
			if src == nil {
				return fmt.Errorf("%s changed while it was checked; run the check again", n.ID)
			}
			differs[i] = !isBlob(src, b.id)
			return nil
		})
	}
	err := workers.Wait()
	out := map[vault.NoteID]bool{}
	for i, n := range notes {
		if differs[i] {
			out[n.ID] = true
		}
	}
	return out, err
}

// goneFiles are the files of snap, other than notes, that are not in the tree, and its
// empty folders.
func goneFiles(snap *vault.Snapshot, known map[vault.NoteID]blob, t tree) []vault.Change {
	folders := map[string]bool{}
	for id := range known {
		for dir := path.Dir(string(id)); dir != "." && !folders[dir]; dir = path.Dir(dir) {
			folders[dir] = true
		}
	}
	var out []vault.Change
	for id := range snap.Files() {
		_, isNote := snap.Note(id)
		_, there := known[id]
		if dir, ok := strings.CutSuffix(string(id), "/"); ok {
			there = folders[dir]
		}
		if !isNote && !there && !snap.IsRevealed(id) && !t.inSubmodule(strings.TrimSuffix(string(id), "/")) {
			out = append(out, vault.Change{ID: id})
		}
	}
	return out
}

// isBlob reports whether git stores src under a hash, as it is or, where git writes
// CRLF on checkout, with the line ends that it stores.
func isBlob(src []byte, id string) bool {
	if blobID(src, len(id)) == id {
		return true
	}
	return bytes.Contains(src, []byte("\r\n")) && blobID(bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n")), len(id)) == id
}

// blobID is the hash of a file in git, in as many digits as the repository's hashes
// have.
func blobID(src []byte, digits int) string {
	var h hash.Hash = sha1.New()
	if digits == 2*sha256.Size {
		h = sha256.New()
	}
	fmt.Fprintf(h, "blob %d\x00", len(src))
	h.Write(src)
	return hex.EncodeToString(h.Sum(nil))
}

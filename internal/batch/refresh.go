package batch

import (
	"context"
	"reflect"

	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Refresh looks at paths that changed, or at the whole root, and takes what is there
// into v. It returns the notes whose problems may be others since, also those that are
// gone, but none that was only written anew; all says that it is every note, because
// other settings hold. On an error v is as it was.
func (v *Vault) Refresh(ctx context.Context, c Conditions, paths []vault.NoteID, whole bool) (affected []vault.NoteID, all bool, err error) {
	whole = v.Renew() || whole || len(v.Unread) > 0 // what could not be read is asked for again
	now, user, err := v.terms(c)
	if err != nil {
		return nil, false, err
	}
	old, oldUser := v.Terms, v.User
	if !reflect.DeepEqual(old.Settings, now.Settings) || !reflect.DeepEqual(old.Disk, now.Disk) || !reflect.DeepEqual(old.Findings, now.Findings) {
		v.Terms, v.User = now, user
		if err := v.fill(ctx, c); err != nil {
			v.Terms, v.User = old, oldUser
			return nil, false, err
		}
		return nil, true, nil
	}
	var changes []vault.Change
	var unread []error
	if !whole {
		changes, whole, unread = v.ChangesAt(ctx, now.Disk, v.Snap, paths, disk.Spread)
	}
	if whole {
		doubted := map[vault.NoteID]bool{}
		for _, id := range paths {
			doubted[id] = true
		}
		changes, unread, err = v.Load(ctx, now.Disk, v.Snap, doubted, func(int, int) {})
	}
	if err != nil || ctx.Err() != nil {
		return nil, false, err
	}
	v.Unread = unread
	touched, changed := sameText(v.Snap, changes)
	v.Snap, _ = v.Snap.Load(touched, disk.Spread)
	v.Snap, affected = v.with(changed)
	return affected, false, nil
}

// sameText parts changes into notes with the text that they have, of which only the time
// is another, and all others.
func sameText(old *vault.Snapshot, changes []vault.Change) (same, others []vault.Change) {
	for _, c := range changes {
		if was, is := old.Note(c.ID); is && c.Note != nil && c.Note.Doc == was.Doc {
			same = append(same, c)
		} else {
			others = append(others, c)
		}
	}
	return same, others
}

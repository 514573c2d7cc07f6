package server

import (
	"context"
	"encoding/json"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// errNoDaily is told where the user has not said which notes are days.
const errNoDaily = feature.Obstacle(`There are no daily notes yet: set daily.pattern, as in "daily/YYYY-MM-DD".`)

// dailyIn is the root whose daily notes a command is about: that of the note it names,
// or else the first that has any.
func (v *view) dailyIn(argument json.RawMessage) (at int, n *vault.Note, d feature.Daily, err error) {
	var ask asked
	if err := arguments(argument, &ask); err != nil {
		return -1, nil, d, err
	}
	of := func(r *root) feature.Daily {
		return feature.Daily{Pattern: r.terms.Load().Settings.Daily.Pattern, Today: v.now()}
	}
	if ask.URI != "" {
		i, n := v.note(ask.URI)
		if n == nil {
			return -1, nil, d, errNoNote
		}
		if d = of(v.roots[i]); d.Pattern == "" {
			return -1, nil, d, errNoDaily
		}
		return i, n, d, nil
	}
	for i, r := range v.roots {
		if d = of(r); d.Pattern != "" && !r.lone {
			return i, nil, d, nil
		}
	}
	return -1, nil, d, errNoDaily
}

// daily opens the note of the day that is so many days from today, and makes it where
// there is none.
func daily(days int) func(v *view, ctx context.Context, argument json.RawMessage) (any, error) {
	return func(v *view, ctx context.Context, argument json.RawMessage) (any, error) {
		i, _, d, err := v.dailyIn(argument)
		if err != nil {
			return nil, err
		}
		id := vault.NoteID(d.Path(d.Today.AddDate(0, 0, days)) + ".md")
		r := v.roots[i]
		if err := v.makeNote(ctx, newNote{Root: r.disk.Dir(), ID: id}); err != nil {
			return nil, err
		}
		return asked{v.uriOf(r, v.snaps[i].Canonical(id))}, nil
	}
}

// besideDay opens the nearest daily note after the one that is named, or before it.
// Where none is named, today's counts.
func besideDay(step int) func(v *view, ctx context.Context, argument json.RawMessage) (any, error) {
	return func(v *view, ctx context.Context, argument json.RawMessage) (any, error) {
		i, n, d, err := v.dailyIn(argument)
		if err != nil {
			return nil, err
		}
		from := vault.NoteID(d.Path(d.Today) + ".md")
		if n != nil {
			from = n.ID
		}
		id, err := d.Beside(v.snaps[i], from, step)
		if err != nil {
			return nil, err
		}
		u := v.uriOf(v.roots[i], id)
		return asked{u}, v.show(ctx, u, nil)
	}
}

package feature

import (
	"time"

	"github.com/notes-lsp/notes-lsp/internal/config"
)

// Choices say how completion writes links where neither what is typed nor the note's
// other links tell. The zero Choices write the shortest name, and paths from the
// note's folder with their extension.
type Choices struct {
	Daily     Daily
	WikiPaths bool // wiki targets are paths from the root
	Rooted    bool // so are destinations
	Bare      bool // destinations have no extension
}

// ChoicesOf reads them from settings.
func ChoicesOf(s config.Settings, today time.Time) Choices {
	return Choices{
		Daily:     Daily{s.Daily.Pattern, today},
		WikiPaths: s.Completion.Wiki == config.PathWiki,
		Rooted:    s.Completion.Path == config.RootedPath,
		Bare:      !s.Completion.Extension,
	}
}

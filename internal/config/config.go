// Package config holds what a user may set: Settings, where they come from, and
// what is wrong with them. The zero Settings are the defaults.
package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// FileName is the settings file at a vault's root.
const FileName = ".notes-lsp.toml"

// Settings are the choices that a vault or an editor makes.
type Settings struct {
	// Exclude lists notes and folders to leave out, in .gitignore's syntax and
	// on top of the vault's own .gitignore files.
	Exclude []string `toml:"exclude" json:"exclude"`
	// Problems sets the severity of problems by their code.
	Problems map[string]Severity `toml:"problems" json:"problems"`
}

// Severity is how a problem is shown. The zero Severity is the problem's own.
type Severity string

const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
	Hint    Severity = "hint"
	Off     Severity = "off"
)

// severities are in the order in which a message names them.
var severities = []Severity{Error, Warning, Info, Hint, Off}

// UnmarshalText accepts the names of severities only.
func (s *Severity) UnmarshalText(b []byte) error {
	*s = Severity(b)
	if !slices.Contains(severities, *s) {
		return fmt.Errorf("%q is no severity: use error, warning, info, hint or off", b)
	}
	return nil
}

// Defaults are the severities of problems, by code; there are no other codes.
var defaults = map[string]Severity{
	"no-such-note":      Warning,
	"no-such-file":      Error,
	"no-such-heading":   Error,
	"no-such-block":     Error,
	"no-such-reference": Error,
	"no-such-footnote":  Error,
}

// Codes lists the codes of problems, sorted.
func Codes() []string { return slices.Sorted(maps.Keys(defaults)) }

// SeverityOf returns how problems of the code are shown.
func (s Settings) SeverityOf(code string) Severity {
	if set := s.Problems[code]; set != "" {
		return set
	}
	return defaults[code]
}

// Over returns s with the choices of base where s makes none.
func (s Settings) Over(base Settings) Settings {
	out := Settings{Exclude: slices.Concat(base.Exclude, s.Exclude), Problems: maps.Clone(base.Problems)}
	for code, severity := range s.Problems {
		if out.Problems == nil {
			out.Problems = map[string]Severity{}
		}
		out.Problems[code] = severity
	}
	return out
}

// ParseTOML reads a settings file. On an error, which is a sentence with the line
// it is about, the defaults are returned.
func ParseTOML(src []byte) (Settings, error) {
	var s Settings
	d := toml.NewDecoder(bytes.NewReader(src)).DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Settings{}, tomlError(err)
	}
	if err := s.validate(); err != nil {
		return Settings{}, err
	}
	return s, nil
}

// ParseJSON reads the settings that an editor sends. No settings are none, be
// they null or missing.
func ParseJSON(src []byte) (Settings, error) {
	var s Settings
	if len(bytes.TrimSpace(src)) == 0 {
		return s, nil
	}
	d := json.NewDecoder(bytes.NewReader(src))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Settings{}, fmt.Errorf("editor settings: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return s, s.validate()
}

func (s Settings) validate() error {
	for code := range s.Problems {
		if _, ok := defaults[code]; !ok {
			return fmt.Errorf("problems: there is no problem %q; the codes are %s", code, strings.Join(Codes(), ", "))
		}
	}
	return nil
}

// tomlError makes a sentence of err with its place.
func tomlError(err error) error {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		e := strict.Errors[0]
		line, _ := e.Position()
		return fmt.Errorf("line %d: there is no setting %q; the settings are exclude and problems", line, strings.Join(e.Key(), "."))
	}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		line, column := decode.Position()
		return fmt.Errorf("line %d, column %d: %s", line, column, strings.TrimPrefix(decode.Error(), "toml: "))
	}
	return err
}

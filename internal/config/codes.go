package config

import "slices"

// Severity is how a problem is shown.
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

// AllCodes stands for every code in Settings.Ignore.
const AllCodes = "all"

// A Code is a kind of problem.
type Code struct {
	Name     string   // stable, as in "no-such-note"
	Severity Severity // unless it is set
	Meaning  string   // a sentence
}

// Codes lists all codes of problems, in the order in which they are documented.
func Codes() []Code { return slices.Clone(codes) }

var codes = []Code{
	{"no-such-note", Warning, "No note answers to the link's target."},
	{"no-such-file", Error, "The file, image or folder that the link leads to is not there."},
	{"no-such-heading", Error, "The note has no such heading, `{#id}` or HTML id."},
	{"no-such-block", Error, "The note has no block with this `^id`."},
	{"no-such-reference", Error, "`[text][label]` has no `[label]: destination`."},
	{"no-such-footnote", Error, "`[^label]` has no `[^label]: text`."},
	{"ambiguous-link", Warning, "More than one note answers to the link's target equally well."},
	{"case-mismatch", Warning, "The path differs from the file's in case alone: it breaks on GitHub and on Linux."},
	{"outside-root", Error, "The link leaves the vault."},
	{"empty-link", Warning, "The link has no destination: `[text]()`."},
	{"duplicate-heading-anchor", Off, "Two headings of a note have the same fragment, so the later one gets a number."},
	{"duplicate-block-id", Warning, "Two blocks of a note have the same `^id`."},
	{"duplicate-definition", Warning, "`[label]:` is defined twice; only the first counts."},
	{"unused-definition", Hint, "`[label]:` is used by no link."},
	{"unused-footnote", Hint, "`[^label]:` is used nowhere in the note."},
	{"duplicate-alias", Warning, "Two notes have the same alias."},
	{"bad-front-matter", Warning, "The front matter is not valid YAML or TOML."},
	{"orphan-note", Off, "No link leads to the note, and none leads from it to another."},
	{"unlinked-mention", Off, "The text names another note, and no link of this note leads there."},
	{"external-link-broken", Warning, "The web address leads nowhere. Only told where external links are asked for."},
	{"external-link-moved", Info, "The page has moved for good."},
	{"external-link-not-checked", Info, "Whether the web address leads anywhere could not be found out."},
	{"self-link", Off, "The link leads to the note that it stands in."},
	{"not-utf-8", Error, "The note is not UTF-8 text, so its links are not known."},
	{"partly-analysed", Info, "The note is too large or too deeply nested, so a part of it was not looked at."},
	{"bad-setting", Error, "The settings file has an unknown key or a wrong value."},
	{"unused-ignore", Off, "A comment or front matter that silences a problem silences nothing."},
}

// codeNames are the names of codes, in order.
func codeNames() []string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = c.Name
	}
	return names
}

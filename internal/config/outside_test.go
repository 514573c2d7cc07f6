package config

import (
	"reflect"
	"strings"
	"testing"
)

// A vault may come from anyone. Its file can't name what lies outside it, nor what only
// its user may decide.
func TestVaultFileCannotReachOutside(t *testing.T) {
	for _, src := range []string{
		"[server]\nexternal = true", "[external]\npause = \"0s\"",
		"[markdown]\nroots = [\"../secrets\"]", "[markdown]\nroots = [\"/etc\"]", "[markdown]\nroots = [\"a/../../b\"]", "[markdown]\nroots = [\"C:/x\"]", `markdown.roots = ["..\\x"]`,
		"[new-note]\ntemplate = \"../t.md\"", "[new-note]\ntemplate = \"/etc/t.md\"", "[new-note]\ntemplate = \"a/../../t.md\"", "[new-note]\ntemplate = \"/etc/passwd\"",
		"[daily]\npattern = \"../{{date}}\"", "[daily]\npattern = \"/tmp/YYYY\"",
		"run = \"sh\"", "[server]\ncommand = \"sh\"", "[external]\nenabled = true",
	} {
		l := VaultFile(FileName, []byte(src))
		if len(l.Findings) == 0 {
			t.Errorf("%q is taken without a word", src)
		}
		got, _ := Resolve(Plain, l)
		if len(got.Markdown.Roots) == 0 { // an item that is refused leaves the list without it
			got.Markdown.Roots = nil
		}
		if want, _ := Resolve(Plain); !reflect.DeepEqual(got, want) {
			t.Errorf("%q changes the settings", src)
		}
	}
}

// A new setting that takes free text is looked at here before a vault may set it: could
// it name a program, an address that is fetched, or a file outside?
func TestSettingsOfFreeText(t *testing.T) {
	known := map[string]string{
		"exclude":           "patterns of what is left out",
		"site-url":          "an address that is compared and never fetched",
		"markdown.roots":    "folders of the vault",
		"markdown.index":    "names of notes",
		"daily.pattern":     "a path in the vault",
		"contents.levels":   "numbers",
		"new-note.template": "a note of the vault",
		"external.ignore":   "patterns of what is not fetched",
		"external.accept":   "numbers",
		"external.timeout":  "a duration, bounded",
		"external.pause":    "refused in a vault",
		"ignore":            "patterns of what is not told",
	}
	for _, f := range fields {
		free := f.typ.Kind() == reflect.String && enum(f.typ) == nil || f.typ.Kind() == reflect.Slice || strings.HasPrefix(f.typ.String(), "map[string][]")
		if _, ok := known[f.key]; free && !ok {
			t.Errorf("%s takes any text: say above why a vault may set it, or add it to notInVault", f.key)
		}
	}
}

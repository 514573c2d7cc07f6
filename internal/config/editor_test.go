package config

import (
	"slices"
	"strings"
	"testing"
)

// checkEditor compares what the editor's settings change with want, as lines of
// TOML, and the mistakes in them, as "! key: message".
func checkEditor(t *testing.T, src string, want ...string) {
	t.Helper()
	l := Editor([]byte(src))
	var got []string
	for _, e := range entriesOf(Resolve(Plain, l)) {
		if e.From == "editor" {
			got = append(got, e.String())
		}
	}
	for _, f := range l.Findings {
		got = append(got, "! "+f.Key+": "+f.Message)
		if f.File != "" || f.Start != 0 || f.End != 0 || f.Line != 0 || f.Fix != "" {
			t.Errorf("Editor(%s) finds %+v, want no place", src, f)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("Editor(%s) sets\n  %s\nwant\n  %s", src, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestEditorSettingsComeInManyForms(t *testing.T) {
	for _, none := range []string{"", " \n", "null", "{}", `{"notesLsp": null}`, `{"wiki": null, "exclude": null, "problems": {"self-link": null}}`, `{"problems": null, "ignore": {"all": null}}`} {
		checkEditor(t, none)
	}
	checkEditor(t, `{"exclude": ["초안/"], "wiki": {"label-first": true}}`, `exclude = ["초안/"]`, `wiki.label-first = true`)
	checkEditor(t, `{"wiki": {"labelFirst": true}, "problems": {"noSuchNote": "off"}}`, `wiki.label-first = true`, `problems.no-such-note = "off"`)
	checkEditor(t, `{"wiki.label-first": true, "wiki": {"titles": false}, "problems.notUtf8": "hint"}`,
		`wiki.label-first = true`, `wiki.titles = false`, `problems.not-utf-8 = "hint"`)
	checkEditor(t, `{"notesLsp": {"server": {"hover": false}}}`, `server.hover = false`)
	checkEditor(t, `{"ignore": {"all": ["보관/"]}}`, `ignore.all = ["보관/"]`)
}

func TestMistakesInEditorSettingsAreNamed(t *testing.T) {
	checkEditor(t, `{`, "! : The settings are not JSON, so none of them count: unexpected end of JSON input.")
	checkEditor(t, `[]`, `! : The settings are a table, as in {"problems": {"no-such-note": "off"}}, and this is a list.`)
	checkEditor(t, `"끔"`, `! : The settings are a table, as in {"problems": {"no-such-note": "off"}}, and this is a text.`)
	checkEditor(t, `{"wiki": {"enabld": true, "titles": false}}`, "wiki.titles = false",
		"! wiki.enabld: There is no setting wiki.enabld. Did you mean wiki.enabled?")
	checkEditor(t, `{"wiki.titel": true}`, "! wiki.titel: There is no setting wiki.titel. Did you mean wiki.titles?")
	checkEditor(t, `{"aliases": true}`, "! aliases: There is no setting aliases. Did you mean wiki.aliases?")
	checkEditor(t, `{"problems": {"selfLink": "warn", "없음": "off"}}`,
		`! problems.self-link: problems.self-link can't be "warn". Did you mean "warning"?`,
		"! problems.없음: problems.없음: there is no problem of this code. The codes are "+strings.Join(codeNames(), ", ")+".")
	checkEditor(t, `{"server": {"hover": "false", "completion": 0}}`,
		"! server.completion: server.completion is true or false, and this is a number or a date.",
		"! server.hover: server.hover is true or false without quotes.")
	checkEditor(t, `{"exclude": "초안"}`, `! exclude: exclude is a list of patterns. Write ["초안"].`)
	checkEditor(t, `{"exclude": [null, "초안"]}`, `exclude = ["초안"]`, "! exclude: exclude is a list of patterns in quotes, and this is nothing.")
}

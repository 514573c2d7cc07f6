package config

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// checkResolve compares the settings that are not the plain default with want, as
// "key = value # origin".
func checkResolve(t *testing.T, detected Profile, layers []Layer, want ...string) {
	t.Helper()
	_, entries := Resolve(detected, layers...)
	var got []string
	for _, e := range entries {
		if e.From != "default" {
			got = append(got, e.String()+" # "+e.From)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("Resolve(%s) =\n  %s\nwant\n  %s", detected, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func layers(user, vault, editor string) []Layer {
	return []Layer{UserFile("/집/config.toml", []byte(user)), VaultFile("/노트/.notes-lsp.toml", []byte(vault)), Editor([]byte(editor))}
}

func TestHigherLayersWin(t *testing.T) {
	checkResolve(t, Plain, nil)
	checkResolve(t, Plain, layers("", "", ""))
	checkResolve(t, Plain, layers("wiki.titles = false", "[wiki]\naliases = false\ntitles = true", `{"wiki": {"aliases": true}}`),
		`wiki.aliases = true # editor`,
		`wiki.titles = true # /노트/.notes-lsp.toml:3`)
	// Lists replace, and exclude adds up.
	checkResolve(t, Plain, layers("exclude = ['가']\nmarkdown.roots = ['a', 'b']", "exclude = ['나']", `{"markdown": {"roots": ["c/"]}, "exclude": ["!가"]}`),
		`exclude = ["가", "나", "!가"] # /집/config.toml:1, /노트/.notes-lsp.toml:1, editor`,
		`markdown.roots = ["c"] # editor`)
	// Tables are merged by key.
	checkResolve(t, Plain, layers("[problems]\nself-link='hint'\norphan-note='hint'\n[ignore]\nall=['x']\nself-link=['y']", "problems.self-link='info'\nignore.self-link=[]", ""),
		`problems.orphan-note = "hint" # /집/config.toml:3`,
		`problems.self-link = "info" # /노트/.notes-lsp.toml:1`,
		`ignore.self-link = [] # /노트/.notes-lsp.toml:2`,
		`ignore.all = ["x"] # /집/config.toml:5`)
}

func TestTheProfileLiesUnderWhatIsSet(t *testing.T) {
	foam := []string{`profile = "foam" # detected`, `markdown.percent-comments = false # profile foam`}
	checkResolve(t, Foam, nil, foam...)
	checkResolve(t, Foam, layers("profile = 'hugo'", "profile = 'auto'", ""), foam...)
	checkResolve(t, Auto, layers("profile = 'hugo'", "profile = 'auto'", ""))
	checkResolve(t, "", nil)
	checkResolve(t, Hugo, layers("", "profile = 'plain'", ""), `profile = "plain" # /노트/.notes-lsp.toml:1`)
	checkResolve(t, Hugo, layers("markdown.percent-comments = true", "", `{"profile": "foam"}`),
		`profile = "foam" # editor`,
		`markdown.percent-comments = true # /집/config.toml:1`)
}

func TestDefaultIsWhatResolvingNothingGives(t *testing.T) {
	got, entries := Resolve(Plain)
	want := Default()
	want.Profile = Plain
	if !reflect.DeepEqual(got, want) {
		t.Errorf("Resolve(Plain) = %+v, want %+v", got, want)
	}
	if want := len(fields) - 2 + len(codes); len(entries) != want {
		t.Errorf("there are %d entries, want %d: each setting and each code", len(entries), want)
	}
	for _, c := range Codes() {
		if (Settings{}).SeverityOf(c.Name) != c.Severity || got.SeverityOf(c.Name) != c.Severity {
			t.Errorf("SeverityOf(%s) is not its default %s", c.Name, c.Severity)
		}
		if c.Meaning == "" || !slices.Contains(severities, c.Severity) {
			t.Errorf("the code %s lacks a meaning or a severity", c.Name)
		}
	}
	if s := got.SeverityOf("없음"); s != "" {
		t.Errorf("SeverityOf(없음) = %q, want none", s)
	}
}

// Settings are the caller's own: who changes them changes nothing for others.
func TestSettingsAreNotShared(t *testing.T) {
	in := layers("", "profile = 'hugo'\nexclude = ['가']\n[ignore]\nall = ['나']", "")
	s, _ := Resolve(Plain, in...)
	want, _ := Resolve(Plain, in...)
	s.Exclude[0], s.Markdown.Roots[0], s.Ignore["all"][0], s.Problems["self-link"] = "", "", "", ""
	if again, _ := Resolve(Plain, in...); !reflect.DeepEqual(again, want) {
		t.Errorf("Resolve = %+v after a change to its first answer, want %+v", again, want)
	}
}

func TestDetectProfile(t *testing.T) {
	for _, c := range []struct {
		root string
		want Profile
	}{
		{"", Plain},
		{"한글.md .git .github", Plain},
		{".obsidian", Obsidian},
		{"quartz.config.ts .obsidian", Quartz},
		{"hugo.yaml .obsidian", Hugo},
		{"_config.yml .foam", Jekyll},
		{".vscode/foam.json .obsidian", Foam},
		{".vscode/settings.json", Plain},
		{"book.toml .obsidian", MdBook},
		{"dendron.yml _config.yml .vscode/foam.json", Dendron},
		{"docusaurus.config.ts", Docusaurus},
		{".openpublishing.publish.config.json", DocFX},
		{"docfx.json hugo.toml", DocFX},
	} {
		has := func(name string) bool { return slices.Contains(strings.Fields(c.root), name) }
		if got := DetectProfile(has); got != c.want {
			t.Errorf("DetectProfile(%s) = %s, want %s", c.root, got, c.want)
		}
	}
}

// What a profile sets must be what a user could set, and make a difference.
func TestProfilesSetGoodValues(t *testing.T) {
	defaults := Default()
	for _, p := range profiles {
		for _, c := range p.sets {
			line := Entry{Key: c.key, Value: c.value}.String()
			for _, f := range VaultFile(FileName, []byte(line)).Findings {
				t.Errorf("profile %s: %v", p.name, f)
			}
			if f := fieldOf(c.key); f != nil && reflect.DeepEqual(f.in(&defaults).Interface(), c.value) {
				t.Errorf("profile %s: %s is the default", p.name, line)
			}
		}
	}
}

func TestUserPath(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", dir)
	if got, err := UserPath(); err != nil || got != filepath.Join(dir, "notes-lsp", "config.toml") {
		t.Errorf("UserPath() = %q, %v, want it in %s", got, err, dir)
	}
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("HOME", dir)
	t.Setenv("AppData", dir)
	if got, err := UserPath(); err != nil || !strings.HasPrefix(got, dir) || !filepath.IsAbs(got) {
		t.Errorf("UserPath() = %q, %v, want it below %s", got, err, dir)
	}
}

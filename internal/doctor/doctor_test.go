package doctor

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// secret is in every name and text of the vaults below: what a report must not hold.
const secret = "비밀secret"

// secretVault has the secret wherever a vault, its settings and the user's can have a
// text, and all that doctor warns of.
var secretVault = map[string]string{
	"home/vault-비밀secret/비밀secret.md": "---\ntitle: 비밀secret\naliases: [비밀secret 둘]\ntags: [비밀secret]\n---\n# 비밀secret 🍞\n\n[[비밀secret 없음]] #비밀secret/a ^비밀secret\n\n" +
		"[비밀secret](https://비밀secret.example/비밀secret?token=비밀secret) ![](비밀secret.png) [^비밀secret]\n[비밀secret]: 비밀secret.md\n",
	"home/vault-비밀secret/비밀secret/라틴.md":  "caf\xe9 비밀secret",
	"home/vault-비밀secret/비밀secret/깊은.md":  strings.Repeat(">", 500) + " 비밀secret\n",
	"home/vault-비밀secret/비밀secret/머리말.md": "---\n비밀secret: [\n---\n",
	"home/vault-비밀secret/큰 비밀secret.md":   strings.Repeat("비밀secret ", 1<<20),
	"home/vault-비밀secret/.gitignore":      "비밀secret.tmp\n",
	"home/vault-비밀secret/.notes-lsp.toml": `exclude = ["비밀secret.tmp"]
site-url = "https://비밀secret.example/"
[daily]
pattern = "비밀secret/YYYY-MM-DD"
[new-note]
template = "비밀secret.md"
[markdown]
roots = ["비밀secret"]
index = ["비밀secret"]
[external]
ignore = ["https://비밀secret.example/*"]
[ignore]
all = ["비밀secret/*"]
no-such-note = ["비밀secret"]
["비밀secret"]
"비밀secret" = "비밀secret"
`,
	"home/.config/notes-lsp/config.toml":     "[problems]\nself-link = \"비밀secret\"\n[external]\nignore = [\"비밀secret\"]\n",
	"home/.cache/notes-lsp/비밀secret.json":    "비밀secret",
	"home/.local/state/notes-lsp/비밀.json":    "{\"비밀secret\": 1}",
	"home/.local/state/notes-lsp/lock":       "",
	"home/vault-비밀secret/.obsidian/app.json": "{}",
}

// A report has what one who helps asks for first, and neither a name nor a text of the
// notes and settings, nor the path of the home folder: it can be pasted.
func TestReportHoldsNoNames(t *testing.T) {
	home := vaultIn(t)
	r, err := Examine(t.Context(), Options{Dir: filepath.Join(home, "vault-"+secret), Marks: []string{".obsidian", ".notes-lsp.toml"}, Version: "1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	text := printed(t, r)
	for _, bare := range []string{secret, home, filepath.Base(home), "caf", "token", "example"} {
		if strings.Contains(text, bare) {
			t.Errorf("the report has %q:\n%s", bare, text)
		}
	}
	for _, has := range []string{
		"notes-lsp     1.2.3", runtime.GOOS + "/" + runtime.GOARCH, "1 level below the home folder", ".obsidian, .notes-lsp.toml", "profile", "links", "problems", "no-such-note",
		"exclude", "daily.pattern", "# .notes-lsp.toml:", "interrupted changes", "caches",
		"warn  1 mistake in your own settings file (line 2)", "in .notes-lsp.toml (line", "warn  notes that are not UTF-8: 1", "1 path could not be read", "the journals of changes cannot be read",
	} {
		if !strings.Contains(text, has) {
			t.Errorf("the report lacks %q:\n%s", has, text)
		}
	}
	if r.Warnings() < 5 {
		t.Errorf("%d warnings in\n%s", r.Warnings(), text)
	}
	named, err := Examine(t.Context(), Options{Dir: filepath.Join(home, "vault-"+secret), Names: true})
	if err != nil {
		t.Fatal(err)
	}
	if text := printed(t, named); !strings.Contains(text, home) || !strings.Contains(text, secret+"/YYYY") {
		t.Errorf("with names there are none:\n%s", text)
	}
}

// What can't be read is told without its path.
func TestReportOfWhatCannotBeRead(t *testing.T) {
	home := vaultIn(t)
	for _, file := range []string{".config/notes-lsp/config.toml", "vault-" + secret + "/.notes-lsp.toml", ".cache/notes-lsp", ".local/state/notes-lsp"} {
		// A folder in the place of a file, and the other way round: for root, too.
		path := filepath.Join(home, filepath.FromSlash(file))
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		var err error
		if filepath.Ext(file) == ".toml" {
			err = os.Mkdir(path, 0o777)
		} else {
			err = os.WriteFile(path, nil, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
		r, err := Examine(t.Context(), Options{Dir: filepath.Join(home, "vault-"+secret)})
		if err != nil {
			t.Errorf("without %s: %v", file, err)
			continue
		}
		if text := printed(t, r); strings.Contains(text, secret) || strings.Contains(text, home) {
			t.Errorf("without %s the report is\n%s", file, text)
		}
	}
}

// vaultIn writes secretVault, and has the environment point there.
func vaultIn(t *testing.T) (home string) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range secretVault {
		path := filepath.Join(dir, filepath.FromSlash(strings.Replace(name, "home/", "kim/", 1)))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	home = filepath.Join(dir, "kim")
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	t.Setenv("LOCALAPPDATA", filepath.Join(home, "AppData"))
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, ".config"))
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, ".cache"))
	t.Setenv("XDG_STATE_HOME", filepath.Join(home, ".local", "state"))
	return home
}

func printed(t *testing.T, r *Report) string {
	t.Helper()
	var b strings.Builder
	if err := r.Print(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

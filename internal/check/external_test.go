package check

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// write makes a vault of texts in which WEB stands for a server.
func write(t *testing.T, web string, notes map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(dir, ".none"))
	for name, src := range notes {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.ReplaceAll(src, "WEB", web)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestExternalLinksAreToldOnceEach(t *testing.T) {
	var asked atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/old":
			http.Redirect(w, r, "/new", http.StatusMovedPermanently)
		}
	}))
	defer s.Close()
	dir := write(t, s.URL, map[string]string{
		"가.md":            "🐶 [글](WEB/gone), [글](WEB/fine), <WEB/gone>.\n\n[글][ref]\n\n[ref]: WEB/old\n",
		"나.md":            "한글 [글](WEB/gone)\n\n[여기](http://10.0.0.1/) [거기](mailto:a@b.kr) [메모](http://example.org/x)\n",
		"다.md":            "[글](WEB/gone) <!-- notes-lsp-ignore-line external-link-broken -->\n",
		".notes-lsp.toml": "[external]\nignore = ['http://10.*']\n[problems]\nunused-ignore = 'warning'\n",
	})
	out, log := &bytes.Buffer{}, &bytes.Buffer{}
	if code := Run(t.Context(), Options{Web: Web{}}, Streams{Out: out, Log: log}); code != Clean || out.Len() > 0 || asked.Load() > 0 {
		t.Errorf("without --external: exit code %d, %s%s, %d requests", code, out, log, asked.Load())
	}
	web := Web{External: true, AllowPrivate: true, CacheAge: time.Hour, CachePath: filepath.Join(dir, ".cache", "external.json"), Version: "1"}
	want := fmt.Sprintf(`가.md:1:7: warning: %[1]s/gone is broken: the server answers 410 Gone. [external-link-broken]
가.md:5:8: info: %[1]s/old has moved for good to %[1]s/new. [external-link-moved]
`, s.URL)
	for run := range 2 {
		before := asked.Load()
		out.Reset()
		if code := Run(t.Context(), Options{Web: web}, Streams{Out: out, Log: log}); code != Found || out.String() != want {
			t.Errorf("run %d: exit code %d, %s%s\nwant %s", run, code, out, log, want)
		}
		if n := asked.Load() - before; run > 0 && n > 0 {
			t.Errorf("run %d made %d requests in spite of the cache", run, n)
		}
	}
	web.AllowPrivate, web.CachePath = false, ""
	out.Reset()
	if code := Run(t.Context(), Options{Web: web}, Streams{Out: out, Log: log}); code != Clean || strings.Count(out.String(), "[external-link-not-checked]") != 3 || !strings.Contains(out.String(), "127.0.0.1 is this machine itself") {
		t.Errorf("without private addresses: exit code %d, %s", code, out)
	}
}

// The places of an address are in the order of notes, and each but the first is
// related.
func TestPlacesOfAnAddress(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	defer s.Close()
	snap := vault.New(nil)
	var notes []*vault.Note
	for _, id := range []vault.NoteID{"a.md", "b.md"} {
		notes = append(notes, vault.NewNote(vault.Source{ID: id, Text: []byte("🐶 <" + s.URL + "/x> (" + s.URL + "/x).")}))
		snap, _ = snap.Update(vault.Change{ID: id, Note: notes[len(notes)-1]})
	}
	web := &Web{External: true, AllowPrivate: true}
	web.open()
	got, err := web.problems(t.Context(), snap, feature.Judge{Settings: config.Default()}, notes)
	if err != nil || len(got) != 1 {
		t.Fatalf("problems are %v, %v; want one", got, err)
	}
	places := fmt.Sprint(got[0].Note.ID, got[0].Span.Start)
	for _, r := range got[0].Related {
		places += fmt.Sprint(" ", r.ID, r.Span.Start)
	}
	n := len(s.URL) + len("/x> <")
	if want := fmt.Sprintf("a.md6 a.md%d b.md6 b.md%[1]d", 6+n); places != want {
		t.Errorf("places are %s, want %s", places, want)
	}
}

func TestSiteURL(t *testing.T) {
	write(t, "", map[string]string{"가.md": "🐶 [글](https://notes.dev/w/나/) [글](https://notes.dev/w/다/)\n", "나.md": "# 나\n"})
	out, log := &bytes.Buffer{}, &bytes.Buffer{}
	want := "가.md:1:35: warning: There is no note for the page \"다\" of the site. [no-such-note]\n"
	if code := Run(t.Context(), Options{Web: Web{SiteURL: "https://notes.dev/w/"}}, Streams{Out: out, Log: log}); code != Found || out.String() != want {
		t.Errorf("exit code %d, %s%s\nwant %s", code, out, log, want)
	}
	if code := Run(t.Context(), Options{Web: Web{SiteURL: "notes.dev"}}, Streams{Out: out, Log: log}); code != Unusable || !strings.Contains(log.String(), "--site-url") {
		t.Errorf("exit code %d, %s; want a word on --site-url", code, log)
	}
}

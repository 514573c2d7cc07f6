package lsptest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/weblink"
)

// An editor shows what notes-lsp check --external found out, where the user wants it;
// the server itself asks the web for nothing.
func TestEditorsShowWhatIsKnownOfTheWeb(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the folder of caches can be set on Linux only")
	}
	var asked atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer s.Close()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	path, err := weblink.CachePath()
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().UTC().Add(-time.Hour).Format(time.RFC3339)
	cache := fmt.Sprintf(`{"version":1,"results":{
"https://gone.notes.dev/":{"outcome":"answered","at":%[1]q,"status":404},
"https://old.notes.dev/":{"outcome":"answered","at":%[1]q,"status":200,"moved":"https://new.notes.dev/"}}}`, at)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(cache), 0o600); err != nil {
		t.Fatal(err)
	}
	src := "😀 [글](https://gone.notes.dev) [글](https://old.notes.dev/#쪽) [글](" + s.URL + ")\n"
	for settings, codes := range map[string][]string{
		`{"server": {"external": true}}`: {"external-link-broken", "external-link-moved"},
		`{}`:                             nil,
	} {
		dir := folder(t, map[string]string{"글.md": src + "\n[[없음]]\n"})
		e := dial(t, Options{Folders: []string{dir}, Settings: json.RawMessage(settings)})
		e.indexed(dir)
		doc := FileURI(filepath.Join(dir, "글.md"))
		e.codes(doc, append(codes, "no-such-note")...)
		p, _ := e.published(doc)
		if codes != nil && p.Diagnostics[1].Data.Fix != "https://new.notes.dev/#쪽" {
			t.Errorf("the fix of a moved page is %q", p.Diagnostics[1].Data.Fix)
		}
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("the server made %d requests", n)
	}
}

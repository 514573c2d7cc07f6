package weblink

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestCacheSparesRequests(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	path := filepath.Join(t.TempDir(), "new", "external.json")
	var good, bad, busy atomic.Int64
	at := w.serve(func(rw http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/good":
			good.Add(1)
		case "/bad":
			bad.Add(1)
			rw.WriteHeader(404)
		default:
			busy.Add(1)
			rw.WriteHeader(403)
		}
	})
	urls := []string{at + "/good", at + "/bad", at + "/busy"}
	run := func() map[string]Result {
		w.opts.Cache = OpenCache(path, 24*time.Hour, w.opts.Clock)
		got := w.checker().Check(t.Context(), urls)
		if err := w.opts.Cache.Save(); err != nil {
			t.Fatal(err)
		}
		return got
	}
	for _, step := range []struct {
		pass            time.Duration
		good, bad, busy int64 // requests so far
	}{
		{0, 1, 2, 2}, // HEAD and GET
		{30 * time.Minute, 1, 2, 4},
		{31 * time.Minute, 1, 4, 6}, // a failure is an hour old at most
		{23 * time.Hour, 2, 6, 8},
	} {
		_ = w.clock.Wait(t.Context(), step.pass)
		got := run()
		if good.Load() != step.good || bad.Load() != step.bad || busy.Load() != step.busy {
			t.Errorf("after %v: %d, %d and %d requests, want %+v", step.pass, good.Load(), bad.Load(), busy.Load(), step)
		}
		if got[urls[0]].Status != 200 || got[urls[1]].Status != 404 || got[urls[2]].Status != 403 {
			t.Errorf("after %v: %v", step.pass, got)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		t.Errorf("the cache is %v, %v; want it for the user's eyes", info.Mode(), err)
	}
	// An age of nothing asks anew, but once a run.
	w.opts.Cache = OpenCache(path, 0, w.opts.Clock)
	before := good.Load()
	w.checker().Check(t.Context(), urls)
	w.checker().Check(t.Context(), urls)
	if n := good.Load() - before; n != 1 {
		t.Errorf("two vaults of one run asked %d times, want once", n)
	}
}

func TestDamagedCachesCountAsNone(t *testing.T) {
	good := `{"version":1,"results":{"https://notes.dev/":{"outcome":"answered","at":"2026-03-01T11:00:00Z","status":200}}}`
	now := newWeb(t).opts.Clock
	for what, c := range map[string]struct {
		text string
		want bool
	}{
		"good":        {good, true},
		"cut":         {good[:len(good)-9], false},
		"empty":       {"", false},
		"nonsense":    {"\x00\xff한글", false},
		"a list":      {"[]", false},
		"null":        {"null", false},
		"no results":  {`{"version":1}`, false},
		"newer":       {strings.Replace(good, `:1,`, `:2,`, 1), false},
		"other types": {strings.Replace(good, "200", `"200"`, 1), false},
		"the future":  {strings.Replace(good, "2026", "2036", 1), false},
	} {
		path := filepath.Join(t.TempDir(), "external.json")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		cache := OpenCache(path, 24*time.Hour, now)
		if _, got := cache.fresh("https://notes.dev/"); got != c.want {
			t.Errorf("%s: known %v, want %v", what, got, c.want)
		}
		cache.put("https://new.notes.dev/", Result{Outcome: Answered, Status: 200, At: now.Now()})
		if err := cache.Save(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if _, ok := OpenCache(path, 24*time.Hour, now).fresh("https://new.notes.dev/"); !ok {
			t.Errorf("%s: what was learnt is not kept", what)
		}
	}
	if _, ok := OpenCache(t.TempDir(), time.Hour, now).fresh("x"); ok {
		t.Error("a folder is no cache")
	}
}

// Two runs at once each add what they learnt; who reads meanwhile sees a whole file.
func TestRunsShareACache(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "external.json")
	now := newWeb(t).opts.Clock
	first, second := OpenCache(path, time.Hour, now), OpenCache(path, time.Hour, now)
	first.put("https://one.notes.dev/", Result{Outcome: Answered, Status: 200, At: now.Now()})
	second.put("https://two.notes.dev/", Result{Outcome: Answered, Status: 200, At: now.Now()})
	for _, c := range []*Cache{first, second} {
		if err := c.Save(); err != nil {
			t.Fatal(err)
		}
	}
	if got := readCache(path); len(got) != 2 {
		t.Errorf("the cache holds %v, want both", got)
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			c := OpenCache(path, time.Hour, now)
			c.put(fmt.Sprintf("https://%d.notes.dev/", i), Result{Outcome: Answered, Status: 200, At: now.Now()})
			if err := c.Save(); err != nil && os.PathSeparator == '/' {
				t.Error(err)
			}
			if len(readCache(path)) < 3 {
				t.Error("a reader saw a part of the cache")
			}
		})
	}
	all.Wait()
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("the folder holds %v, %v; want the cache alone", left, err)
	}
}

func TestOldResultsAreDropped(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	results := map[string]Result{"old": {At: now.Add(-31 * 24 * time.Hour)}, "future": {At: now.Add(time.Hour)}}
	for i := range mostKept + 10 {
		results[fmt.Sprint(i)] = Result{At: now.Add(-time.Duration(i) * time.Second)}
	}
	prune(results, now)
	_, hasNewest := results["0"]
	_, hasOldest := results[fmt.Sprint(mostKept+9)]
	if len(results) != mostKept || !hasNewest || hasOldest {
		t.Errorf("%d results are kept, the newest %v, the oldest %v", len(results), hasNewest, hasOldest)
	}
}

// An editor learns from the file what is wrong, also when the file changes; it never
// asks the web.
func TestMemory(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "external.json")
	now := newWeb(t).opts.Clock
	m := &Memory{Path: path}
	look := func(url string) string { return m.Under(Rules{Ignore: []string{"*secret*"}}, now.Now())(url).Code }
	if got := look("https://one.notes.dev/x"); got != "" {
		t.Errorf("without a file: %q", got)
	}
	c := OpenCache(path, time.Hour, now)
	for key, r := range map[string]Result{
		"https://one.notes.dev/x":      {Outcome: Answered, Status: 404, At: now.Now()},
		"https://two.notes.dev/":       {Outcome: Answered, Status: 200, Moved: "https://new.notes.dev/", At: now.Now()},
		"https://fine.notes.dev/":      {Outcome: Answered, Status: 200, At: now.Now()},
		"https://old.notes.dev/":       {Outcome: Answered, Status: 404, At: now.Now().Add(-8 * 24 * time.Hour)},
		"https://one.notes.dev/secret": {Outcome: Answered, Status: 404, At: now.Now()},
	} {
		c.put(key, r)
	}
	if err := c.Save(); err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]string{
		"https://one.notes.dev/x": Broken, "https://One.notes.dev:443/x#y": Broken, "https://two.notes.dev": Moved, "https://fine.notes.dev/": "",
		"https://old.notes.dev/": "", "https://one.notes.dev/secret": "", "https://unknown.notes.dev/": "", "mailto:x@notes.dev": "",
	} {
		if got := look(url); got != want {
			t.Errorf("%s: %q, want %q", url, got, want)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if got := look("https://one.notes.dev/x"); got != "" {
		t.Errorf("without the file again: %q", got)
	}
}

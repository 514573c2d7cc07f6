package weblink

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Many servers know no HEAD, or break at it: GET decides.
func TestHeadThenGet(t *testing.T) {
	t.Parallel()
	for _, status := range []int{403, 404, 405, 500, 501} {
		var asked log
		w := newWeb(t)
		at := w.serve(func(rw http.ResponseWriter, r *http.Request) {
			asked.add(r.Method)
			if r.Method == http.MethodHead {
				rw.WriteHeader(status)
			}
		})
		expect(t, fmt.Sprint("HEAD is ", status), w.finds(at), "", "")
		if got := strings.Join(asked.all(), " "); got != "HEAD GET" {
			t.Errorf("HEAD is %d: asked %s, want HEAD GET", status, got)
		}
	}
	var asked log
	w := newWeb(t)
	at := w.serve(func(rw http.ResponseWriter, r *http.Request) {
		asked.add(r.Method + " " + r.Header.Get("User-Agent") + r.Header.Get("Referer") + r.Header.Get("Cookie"))
		if r.Method == http.MethodHead {
			panic(http.ErrAbortHandler)
		}
	})
	expect(t, "HEAD breaks", w.finds(at), "", "")
	if got, want := asked.all(), "GET notes-lsp/1.2.3 (+https://github.com/notes-lsp/notes-lsp)"; len(got) == 0 || got[len(got)-1] != want {
		t.Errorf("asked %q, want %q last", got, want)
	}
}

func TestWhatIsBusyIsAskedAgain(t *testing.T) {
	t.Parallel()
	start := newWeb(t).clock.Now()
	for _, c := range []struct {
		name       string
		status     int
		retryAfter string
		code       string
		least      time.Duration // of waiting
		most       time.Duration
		asked      int
	}{
		{"503 without a word", 503, "", "", 800 * time.Millisecond, 2 * time.Second, 2},
		{"429 in seconds", 429, "7", "", 7 * time.Second, 7 * time.Second, 2},
		{"429 by date", 429, start.Add(20 * time.Second).Format(http.TimeFormat), "", 20 * time.Second, 20 * time.Second, 2},
		{"a date that was", 503, start.Add(-time.Hour).Format(http.TimeFormat), "", 0, 0, 2},
		{"a minute and a second", 429, "61", NotChecked, 0, 0, 1},
		{"a day", 503, start.Add(24 * time.Hour).Format(http.TimeFormat), NotChecked, 0, 0, 1},
		{"for ever", 429, "99999999999999999999999", NotChecked, 0, 0, 1},
		{"nonsense", 503, "soon", "", 800 * time.Millisecond, 2 * time.Second, 2},
		{"less than nothing", 503, "-5", "", 800 * time.Millisecond, 2 * time.Second, 2},
	} {
		w := newWeb(t)
		var asked atomic.Int64
		at := w.serve(func(rw http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodHead && c.status == 503 && c.retryAfter == "" {
				rw.WriteHeader(405)
				return
			}
			if asked.Add(1) == 1 {
				if c.retryAfter != "" {
					rw.Header().Set("Retry-After", c.retryAfter)
				}
				rw.WriteHeader(c.status)
			}
		})
		if c.retryAfter == "soon" || c.retryAfter == "-5" {
			c.asked, c.least, c.most = 2, 0, 0 // GET is tried at once, and fares better
		}
		expect(t, c.name, w.finds(at), c.code, "")
		if got := w.clock.total(); got < c.least || got > c.most {
			t.Errorf("%s: waited %v, want %v to %v", c.name, got, c.least, c.most)
		}
		if got := int(asked.Load()); got != c.asked {
			t.Errorf("%s: asked %d times, want %d", c.name, got, c.asked)
		}
	}
}

// A server that wants to be left alone is left alone by all that ask it.
func TestOthersWaitForAHostThatAsksForIt(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	var asked atomic.Int64
	at := w.serve(func(rw http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		rw.Header().Set("Retry-After", "3600")
		rw.WriteHeader(http.StatusTooManyRequests)
	})
	var urls []string
	for i := range 50 {
		urls = append(urls, fmt.Sprintf("%s/%d", at, i))
	}
	for url, r := range w.checker().Check(t.Context(), urls) {
		if r.Outcome != Unchecked {
			t.Errorf("%s: %v, want unchecked", url, r)
		}
	}
	if got := asked.Load(); got > requestsPerHost {
		t.Errorf("it was asked %d times, want at most %d", got, requestsPerHost)
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	at := w.serve(func(rw http.ResponseWriter, r *http.Request) {
		for path, to := range map[string]struct {
			status int
			where  string
		}{
			"/301": {301, "/new"}, "/308": {308, "/new?q=1"}, "/302": {302, "/new"}, "/303": {303, "/new"}, "/307": {307, "/new"},
			"/twice": {301, "/301"}, "/then": {301, "/302"}, "/before": {302, "/301"}, "/lost": {301, "/none"}, "/place": {301, "/new#place"},
		} {
			if r.URL.Path == path {
				rw.Header().Set("Location", to.where)
				rw.WriteHeader(to.status)
				return
			}
		}
		if r.URL.Path == "/none" {
			rw.WriteHeader(404)
		}
	})
	for _, c := range []struct{ path, code, moved string }{
		{"/301", Moved, "/new"},
		{"/308", Moved, "/new?q=1"},
		{"/302", "", ""},
		{"/303", "", ""},
		{"/307", "", ""},
		{"/twice", Moved, "/new"},
		{"/then", Moved, "/302"},
		{"/before", "", ""},
		{"/lost", Broken, ""},
		{"/place", Moved, "/new#place"},
	} {
		got := w.finds(at + c.path)
		want := c.moved
		if want != "" {
			want = at + want
		}
		if got.Code != c.code || got.Moved != want {
			t.Errorf("%s: %+v, want %s to %q", c.path, got, c.code, want)
		}
	}
}

// A secret goes to its own host, over TLS, and to no one else, whatever that host says.
func TestTokensStayWithTheirHost(t *testing.T) {
	t.Parallel()
	var seen, elsewhere log
	w := newWeb(t)
	other := w.serve(func(_ http.ResponseWriter, r *http.Request) { elsewhere.add(r.Header.Get("Authorization")) })
	at := w.secureWith(true, func(rw http.ResponseWriter, r *http.Request) {
		seen.add(r.Header.Get("Authorization"))
		if r.URL.Path == "/away" {
			http.Redirect(rw, r, other+"/there", http.StatusFound)
		}
	})
	host := strings.TrimPrefix(at, "https://")
	tokens, err := ParseTokens("git.notes.dev=first " + host + "=s3cret\n" + strings.TrimPrefix(other, "http://") + "=plain")
	if err != nil {
		t.Fatal(err)
	}
	w.opts.Tokens = tokens
	expect(t, "with a token", w.finds(at+"/page"), "", "")
	expect(t, "away", w.finds(at+"/away"), "", "")
	expect(t, "in the address", w.finds("http://user:pass@"+strings.TrimPrefix(other, "http://")+"/"), "", "")
	if got := seen.all(); len(got) != 2 || got[0] != "Bearer s3cret" || got[1] != "Bearer s3cret" {
		t.Errorf("the host saw %q", got)
	}
	if got := elsewhere.all(); len(got) != 2 || got[0] != "" || got[1] != "" {
		t.Errorf("another host saw %q, want nothing", got)
	}
}

func TestParseTokens(t *testing.T) {
	for _, bad := range []string{"secret", "=secret", "host=", "https://host=x", "a/b=x", "a@b=x", "ho%zzst=x"} {
		if _, err := ParseTokens(bad); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("ParseTokens(%q): %v, want an error without the secret", bad, err)
		}
	}
	got, err := ParseTokens(" Git.Notes.Dev:443=a=b\n한글.kr=c ")
	if err != nil || got["git.notes.dev"] != "a=b" || got["xn--bj0bj06e.kr"] != "c" {
		t.Errorf("ParseTokens: %v, %v", got, err)
	}
}

func TestFragments(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	w.opts.Rules.Fragments = true
	var asked log
	at := w.serve(func(rw http.ResponseWriter, r *http.Request) {
		asked.add(r.Method + r.URL.Path)
		if r.URL.Path == "/paper.pdf" {
			rw.Header().Set("Content-Type", "application/pdf")
			return
		}
		rw.Header().Set("Content-Type", "text/html")
		fmt.Fprint(rw, `<h1 id=first>🐶</h1><a name="old">x</a><p name="no">y</p><h2 id="user-content-bread-butter"></h2>
<h2 ID='설치'></h2><!-- <p id="comment"> --><script>"<p id='script'>"</script><p id="a&amp;b"/>`)
	})
	for fragment, code := range map[string]string{
		"first": "", "First": Broken, "old": "", "no": Broken, "bread-butter": "", "Bread-Butter": "", "%EC%84%A4%EC%B9%98": "", "설치": "",
		"comment": Broken, "script": Broken, "a&b": "", "top": "", "": "", "/route": "", "!route": "", ":~:text=dog": "", "first:~:text=dog": "",
		"none:~:text=dog": Broken, "L10-L20": "", "L": Broken,
	} {
		expect(t, "#"+fragment, w.finds(at+"/page#"+fragment), code, "")
	}
	expect(t, "a PDF", w.finds(at+"/paper.pdf#page=3"), "", "")
	before := len(asked.all())
	got := w.checker().Check(t.Context(), []string{at + "/one#first", at + "/one#none", at + "/one#old", at + "/one"})
	if n := len(asked.all()) - before; n != 1 {
		t.Errorf("a page with four links was asked for %d times, want once", n)
	}
	if len(got) != 4 || got[at+"/one"].NoAnchor || got[at+"/one#first"].NoAnchor || !got[at+"/one#none"].NoAnchor {
		t.Errorf("four links to a page: %v", got)
	}
	w.opts.Rules.Fragments = false
	expect(t, "not looked for", w.finds(at+"/page#none"), "", "")
}

// Names of hosts and paths in any script reach the server in its own terms.
func TestHostsInAnyScript(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	var asked log
	at := w.serve(func(_ http.ResponseWriter, r *http.Request) { asked.add(r.Host + r.URL.EscapedPath()) })
	w.name("xn--bj0bj06e.kr:80", at)
	w.name("under_score.notes.dev:80", at)
	for _, addr := range []string{
		"http://%ED%95%9C%EA%B8%80.kr/%EB%B9%B5", "http://한글.kr/빵", "http://XN--bj0bj06e.KR:80/%EB%B9%B5", "http://under_score.notes.dev",
	} {
		expect(t, addr, w.finds(addr), "", "")
	}
	want := []string{"xn--bj0bj06e.kr/%EB%B9%B5", "xn--bj0bj06e.kr/%EB%B9%B5", "xn--bj0bj06e.kr/%EB%B9%B5", "under_score.notes.dev/"}
	if got := asked.all(); !slices.Equal(got, want) {
		t.Errorf("asked %q, want %q", got, want)
	}
	for _, addr := range []string{"http://", "http:///x", "ftp://notes.dev/", "http:notes", "http://a b/", "http://%20/", "https://" + strings.Repeat("x", 9000), "http://[::1/", "http://x:y/"} {
		expect(t, addr, w.finds(addr), Broken, "can't be reached")
	}
}

func TestWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	w.opts.Rules.Ignore = []string{"http://intranet.*", `/\.(zip|exe)$/`, "http://exact.notes.dev/", "/(/"}
	for addr, code := range map[string]string{
		"http://intranet.notes.dev/": "left out", "http://gone.notes.dev/a.zip": "left out", "http://exact.notes.dev/": "left out",
		"http://exact.notes.dev/more": NotChecked, "http://example.org/x": "left out", "https://www.example.com": "left out",
		"http://api.test": "left out", "http://example.dev.notes.dev/": NotChecked,
	} {
		expect(t, addr, w.finds(addr), code, "")
	}
	w.opts.Rules.Accept = []string{"200-299", "404"}
	expect(t, "accepted", w.finds(answers(404)(w)), "", "")
	expect(t, "not accepted", w.finds(answers(410)(w)), Broken, "")
}

// Without a network nothing is known of any page; with one, a host that is not there is
// a broken link.
func TestWithoutANetworkNothingIsKnown(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	expect(t, "offline", w.finds("https://gone.notes.dev/"), NotChecked, "the network may be down")
	at := w.serve(func(http.ResponseWriter, *http.Request) {})
	urls := []string{at + "/", "https://gone.notes.dev/", "https://gone.notes.dev/2", "https://gone.notes.dev/3"}
	got := w.checker().Check(t.Context(), urls)
	for _, u := range urls[1:] {
		expect(t, u, w.opts.Rules.Finding(u, got[u]), Broken, "there is no host gone.notes.dev")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for u, r := range w.checker().Check(ctx, urls) {
		expect(t, "stopped: "+u, w.opts.Rules.Finding(u, r), NotChecked, "")
	}
}

// One server is asked by few at once, and in its own time; a thousand addresses of it
// take no longer than that.
func TestPaceOfAHost(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	w.opts.Rules.Pause = 100 * time.Millisecond
	var now, most, asked atomic.Int64
	var mu sync.Mutex
	at := w.serve(func(http.ResponseWriter, *http.Request) {
		n := now.Add(1)
		mu.Lock()
		most.Store(max(most.Load(), n))
		mu.Unlock()
		asked.Add(1)
		now.Add(-1)
	})
	var urls []string
	for i := range 1000 {
		urls = append(urls, fmt.Sprintf("%s/%d", at, i), fmt.Sprintf("%s/%d", at, i))
	}
	begun, real := w.clock.Now(), time.Now()
	got := w.checker().Check(t.Context(), urls)
	if len(got) != 1000 || asked.Load() != 1000 {
		t.Errorf("%d results of %d requests, want 1000", len(got), asked.Load())
	}
	for u, r := range got {
		if r.Outcome != Answered || r.Status != 200 {
			t.Fatalf("%s: %+v", u, r)
		}
	}
	if most.Load() > requestsPerHost {
		t.Errorf("%d requests at once, want at most %d", most.Load(), requestsPerHost)
	}
	if took := w.clock.Now().Sub(begun); took < 99*time.Second {
		t.Errorf("1000 requests took %v by the clock, want 100 ms for each", took)
	}
	t.Logf("1,000 addresses of one server in %v", time.Since(real))
}

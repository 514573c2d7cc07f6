package weblink

import (
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const page200 = "HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 2\n\nok"

// Servers that do what they should not. What counts is that a run ends, in words that
// say what is the matter.
func TestServersThatMisbehave(t *testing.T) {
	t.Parallel()
	hold := func(c net.Conn) { _, _ = io.Copy(io.Discard, c) } // until the client gives up
	for _, c := range []struct {
		name        string
		server      func(w *web) string
		code, words string
	}{
		{"never answers", func(w *web) string {
			w.opts.Rules.Timeout = 40 * time.Millisecond
			return w.raw(hold)
		}, Broken, "does not answer within"},
		{"sends half a header and waits", func(w *web) string {
			w.opts.Rules.Timeout = 40 * time.Millisecond
			return w.raw(func(c net.Conn) { _, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-")); hold(c) })
		}, Broken, "does not answer within"},
		{"sends the header and then nothing", func(w *web) string {
			w.opts.Rules.Timeout, w.opts.Rules.Fragments = 40*time.Millisecond, true
			return w.raw(func(c net.Conn) {
				_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\n<p>"))
				hold(c)
			}) + "/#place"
		}, NotChecked, "breaks off"},
		{"closes at once", func(w *web) string { return w.raw(func(net.Conn) {}) }, Broken, "closes the connection"},
		{"closes in the header", func(w *web) string { return w.says("HTTP/1.1 200 OK\nContent-Le") }, Broken, "does not answer as a web server"},
		{"closes in the body", func(w *web) string {
			w.opts.Rules.Fragments = true
			return w.says("HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 900\n\n<p id=one>") + "/#two"
		}, NotChecked, "breaks off"},
		{"closes in the body, behind the place", func(w *web) string {
			w.opts.Rules.Fragments = true
			return w.says("HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 900\n\n<p id=one>") + "/#one"
		}, "", ""},
		{"has two lengths", func(w *web) string {
			return w.says("HTTP/1.1 200 OK\nContent-Length: 2\nContent-Length: 5\n\nok")
		}, Broken, "does not answer as a web server"},
		{"has a length that is none", func(w *web) string { return w.says("HTTP/1.1 200 OK\nContent-Length: -7\n\nok") }, Broken, "does not answer as a web server"},
		{"says headers twice", func(w *web) string {
			return w.says("HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Type: image/png\nServer: a\nServer: b\nContent-Length: 2\n\nok")
		}, "", ""},
		{"speaks HTTP/1.0", func(w *web) string { return w.says("HTTP/1.0 200 Fine\n\nok") }, "", ""},
		{"speaks something else", func(w *web) string { return w.says("SSH-2.0-OpenSSH_9.9\n") }, Broken, "does not answer as a web server"},
		{"calls itself HTTP/9.9", func(w *web) string { return w.says("HTTP/9.9 200 OK\n\n") }, "", ""},
		{"has no reason behind the status", func(w *web) string { return w.says("HTTP/1.1 404 \nContent-Length: 0\n\n") }, Broken, "404 Not Found"},
		{"has a status that no one knows", func(w *web) string { return w.says("HTTP/1.1 799 Hm\nContent-Length: 0\n\n") }, Broken, "answers 799."},
		{"says 100 for ever", func(w *web) string {
			return w.says(strings.Repeat("HTTP/1.1 103 Early Hints\nLink: <"+strings.Repeat("x", 4000)+">\n\n", 200) + page200)
		}, Broken, ""},
		{"has a header without end", func(w *web) string {
			return w.says("HTTP/1.1 200 OK\n" + strings.Repeat("X-Y: "+strings.Repeat("z", 4000)+"\n", 200) + "\n")
		}, Broken, "does not answer as a web server"},
		{"sends chunks that are none", func(w *web) string {
			w.opts.Rules.Fragments = true
			return w.says("HTTP/1.1 200 OK\nContent-Type: text/html\nTransfer-Encoding: chunked\n\nzz\nwhat\n") + "/#place"
		}, NotChecked, "breaks off"},
		{"redirects in a circle", func(w *web) string {
			return w.serve(func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/", http.StatusFound) })
		}, Broken, "more than 10 times"},
		{"redirects ever deeper", func(w *web) string {
			return w.serve(func(rw http.ResponseWriter, r *http.Request) {
				http.Redirect(rw, r, r.URL.Path+"a/", http.StatusMovedPermanently)
			})
		}, Broken, "more than 10 times"},
		{"redirects to this machine", redirectsTo("http://127.0.0.1:1/"), NotChecked, "redirects elsewhere, and 127.0.0.1 is this machine itself"},
		{"redirects to this machine in other words", redirectsTo("http://[::ffff:127.0.0.1]:1/"), NotChecked, "this machine itself"},
		{"redirects to the cloud's secrets", redirectsTo("http://169.254.169.254/latest/meta-data/"), NotChecked, "local link"},
		{"redirects to a private network", redirectsTo("http://10.1.2.3/"), NotChecked, "private network"},
		{"redirects to a file", redirectsTo("file:///etc/passwd"), Broken, "no address of the web"},
		{"redirects to a script", redirectsTo("javascript:alert(1)"), Broken, "no address of the web"},
		{"redirects to nowhere", redirectsTo(""), Broken, "no valid address"},
		{"redirects to nonsense", redirectsTo("http://%zz/"), Broken, "no valid address"},
		{"redirects to a host that is not there", redirectsTo("http://gone.notes.dev/"), Broken, "redirects elsewhere, and there is no host gone.notes.dev"},
		{"packs a bomb", func(w *web) string { return w.gzipped(bomb(t)) + "/#place" }, NotChecked, "too long"},
		{"packs nothing, for ever", func(w *web) string { return w.gzipped(bytes.Repeat(packed(t, ""), 100_000)) + "/#place" }, NotChecked, "too long"},
		{"says packed and is not", func(w *web) string { return w.gzipped([]byte("<p id=place>")) + "/#place" }, NotChecked, "can't be unpacked"},
		{"packs unasked", func(w *web) string {
			w.opts.Rules.Fragments = true
			return w.says("HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Encoding: br\nContent-Length: 2\n\nok") + "/#place"
		}, NotChecked, "not asked for"},
		{"has a page of 3 MB", func(w *web) string {
			w.opts.Rules.Fragments = true
			return w.serve(func(rw http.ResponseWriter, _ *http.Request) {
				rw.Header().Set("Content-Type", "text/html")
				for range 3000 {
					fmt.Fprint(rw, strings.Repeat("<p>x", 256))
				}
			}) + "/#place"
		}, NotChecked, "too long"},
		{"has a tag of 3 MB", func(w *web) string {
			w.opts.Rules.Fragments = true
			return w.serve(func(rw http.ResponseWriter, _ *http.Request) {
				rw.Header().Set("Content-Type", "text/html")
				fmt.Fprint(rw, "<p ", strings.Repeat("x", 3<<20))
			}) + "/#place"
		}, NotChecked, ""},
		{"has a certificate that no one vouches for", func(w *web) string { return w.secure(false) }, Broken, "vouched for by no one"},
		{"has the certificate of another", func(w *web) string {
			w.name("bank.notes.dev:443", w.secure(true))
			return "https://bank.notes.dev/"
		}, Broken, "for another host"},
		{"speaks no TLS", func(w *web) string {
			return strings.Replace(w.serve(func(http.ResponseWriter, *http.Request) {}), "http:", "https:", 1)
		}, Broken, "no secure connection"},
		{"asks for a password", answers(http.StatusUnauthorized), NotChecked, "401 Unauthorized"},
		{"takes us for a robot", answers(999), NotChecked, "answers 999"},
		{"has lost the page", answers(http.StatusGone), Broken, "410 Gone"},
		{"is down", answers(http.StatusBadGateway), Broken, "502 Bad Gateway"},
		{"sets cookies", func(w *web) string {
			return w.serve(func(rw http.ResponseWriter, r *http.Request) {
				if _, err := r.Cookie("seen"); err == nil {
					rw.WriteHeader(http.StatusTeapot)
					return
				}
				http.SetCookie(rw, &http.Cookie{Name: "seen", Value: "1"})
				if r.URL.Path == "/" {
					http.Redirect(rw, r, "/next", http.StatusFound)
				}
			})
		}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWeb(t)
			expect(t, c.name, w.finds(c.server(w)), c.code, c.words)
		})
	}
}

func redirectsTo(location string) func(*web) string {
	return func(w *web) string {
		return w.serve(func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Location", location)
			rw.WriteHeader(http.StatusFound)
		})
	}
}

func answers(status int) func(*web) string {
	return func(w *web) string {
		return w.serve(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(status) })
	}
}

// gzipped serves body as a packed page, and makes w look for fragments.
func (w *web) gzipped(body []byte) string {
	w.opts.Rules.Fragments = true
	return w.serve(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		rw.Header().Set("Content-Encoding", "gzip")
		_, _ = rw.Write(body)
	})
}

func packed(t *testing.T, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bomb is 64 MB in 64 kB.
func bomb(t *testing.T) []byte { return packed(t, strings.Repeat("<p>", 64<<20/3)) }

// secure starts a server with TLS, whose certificate is for 127.0.0.1 only.
func (w *web) secure(trusted bool) string {
	return w.secureWith(trusted, func(http.ResponseWriter, *http.Request) {})
}

func (w *web) secureWith(trusted bool, h http.HandlerFunc) string {
	w.t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = nil
	s.StartTLS()
	w.t.Cleanup(s.Close)
	w.admit(s.URL)
	if trusted {
		pool := x509.NewCertPool()
		pool.AddCert(s.Certificate())
		w.prepare = func(c *Checker) { c.transport.TLSClientConfig = &tls.Config{RootCAs: pool} }
	}
	return s.URL
}

package weblink

import (
	"compress/gzip"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"golang.org/x/net/html"
)

// mostRead is how many bytes of a page are read, as they come and when unpacked.
const mostRead = 1 << 20

// anchorsIn looks for places in a page. It returns those that it found, and why others
// may yet be there; "" says that they are not.
func anchorsIn(resp *http.Response, wanted map[string]bool) (found map[string]bool, doubt string) {
	found = map[string]bool{}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if kind != "text/html" && kind != "application/xhtml+xml" {
		for w := range wanted {
			found[w] = true // what a fragment means there, no one can say
		}
		return found, ""
	}
	packed := &io.LimitedReader{R: resp.Body, N: mostRead}
	var body io.Reader = packed
	switch strings.ToLower(resp.Header.Get("Content-Encoding")) {
	case "", "identity":
	case "gzip", "x-gzip":
		unpacked, err := gzip.NewReader(packed)
		if err != nil {
			return found, "the page can't be unpacked"
		}
		body = unpacked
	default:
		return found, "the page is packed in a way that was not asked for"
	}
	plain := &io.LimitedReader{R: body, N: mostRead}
	z := html.NewTokenizer(plain)
	z.SetMaxBuf(mostRead)
	for len(found) < len(wanted) {
		switch z.Next() {
		case html.ErrorToken:
			switch {
			case packed.N <= 0 || plain.N <= 0:
				return found, "the page is too long to look for the place"
			case !errors.Is(z.Err(), io.EOF):
				return found, "the page breaks off before its end"
			}
			return found, ""
		case html.StartTagToken, html.SelfClosingTagToken:
			note(z, wanted, found)
		}
	}
	return found, ""
}

// note keeps the places that a tag names: by id, and by the name of an <a>.
func note(z *html.Tokenizer, wanted, found map[string]bool) {
	tag, more := z.TagName()
	isLink := string(tag) == "a"
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if string(key) != "id" && !(isLink && string(key) == "name") {
			continue
		}
		name := string(value)
		if wanted[name] {
			found[name] = true
		}
		// GitHub puts a prefix before the ids of what its users write, and its scripts
		// look for them in any case.
		if own, ok := strings.CutPrefix(name, "user-content-"); ok {
			for w := range wanted {
				if strings.EqualFold(w, own) {
					found[w] = true
				}
			}
		}
	}
}

package graph

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/query"
)

// The page's script and style are built from editors/graph by `make graph-page`.
var (
	//go:embed page/graph.js
	pageScript string
	//go:embed page/graph.css
	pageStyle string
)

// A Page is what a page needs besides the graph.
type Page struct {
	Title string
	// Open is the address that a click on a note opens; {id} in it stands for the note's
	// path from the root, {name} for that without ".md", both encoded. Without it a click
	// opens nothing. NewPage and Address make one.
	Open string
}

// NewPage is a page about the vault in the folder dir, which is absolute, whose notes
// open as files.
func NewPage(dir string) Page {
	open, _ := Address("file://{path}", dir)
	return Page{Title: filepath.Base(dir), Open: open}
}

// Address makes the address of notes of the vault in dir: in template {path} stands for
// a note's absolute path, {id} for its path from the root, and {name} for that without
// ".md". A template that would run a script is none.
func Address(template, dir string) (string, error) {
	scheme, _, ok := strings.Cut(template, ":")
	if u, err := url.Parse(strings.NewReplacer("{", "", "}", "").Replace(template)); !ok || err != nil || u.Scheme == "" {
		return "", fmt.Errorf("%q is no address: it begins with https: or the like", template)
	}
	switch strings.ToLower(scheme) {
	case "javascript", "data", "vbscript", "blob":
		return "", fmt.Errorf("an address that begins with %s: runs what is in it, and opens no note", scheme)
	}
	root := (&url.URL{Path: filepath.ToSlash(dir)}).EscapedPath()
	if !strings.HasPrefix(root, "/") {
		root = "/" + root // file:///C:/notes
	}
	return strings.ReplaceAll(template, "{path}", strings.TrimSuffix(root, "/")+"/{id}"), nil
}

// writePage writes a page that needs no network and lets nothing in: only its own
// script and style run, told by their hashes (Content Security Policy Level 3). The
// layout runs in a worker, which the script makes of its own text.
func writePage(w *bufio.Writer, g query.Graph, p Page) error {
	// In JSON "<" is escaped, so no name ends the element.
	data, err := json.Marshal(struct {
		Graph query.Graph `json:"graph"`
		Open  string      `json:"open"`
	}{g, p.Open})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '%s'; style-src '%s'; worker-src blob:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="notes-lsp">
<title>%s</title>
<style>%s</style>
</head>
<body>
<noscript>This page draws a graph with a script.</noscript>
<script type="application/json" id="graph">`, hash(pageScript), hash(pageStyle), html.EscapeString(label(p.Title)), pageStyle)
	w.Write(data)
	_, err = fmt.Fprintf(w, "</script>\n<script>%s</script>\n</body>\n</html>\n", pageScript)
	return err
}

// hash is how a Content Security Policy names a script or style.
func hash(source string) string {
	sum := sha256.Sum256([]byte(source))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

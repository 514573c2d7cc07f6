package check

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

var update = flag.Bool("update", false, "write testdata/formats")

// hostileVault has notes whose names and links hold what formats must escape.
var hostileVault = map[string]string{
	"a.md":                 "# 가\n[[A]] [x](B%20,c.md)\n",
	"한글 폴더/100% 😀, a:b.md": "한글 😀 [[없음 ](|x]] [y](%E3%80%80{0}.md)\n\n👨‍👩‍👧 [z](../A.md) [w](../a.md#없는-제목)\n",
	"new\nline::x.md":      "😀 [[a\tb%0A##[add-mask]c]] [](<>)\n[link\ntext]( )\n",
	"::error ::x.md":       "가 [[<b>&\"'|`|]]\n",
	"B ,c.md":              "---\naliases: [가, A]\n---\n[r][없는]\n\n[r]: a.md\n[r]: a.md\n",
}

// hostileReport is what is found in hostileVault.
func hostileReport(t *testing.T, o Options) *Report {
	t.Helper()
	dir := t.TempDir()
	for name, src := range hostileVault {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(src), 0o666); err != nil {
			lacking(t, fmt.Sprintf("this file system takes no file %q: %v", name, err))
		}
	}
	t.Chdir(dir)
	o.Version = "v1.2.3-rc.1"
	p, err := o.plan()
	if err != nil {
		t.Fatal(err)
	}
	r := &Report{Version: o.Version, plan: p}
	targets, err := p.targets()
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range targets {
		if err := p.look(t.Context(), target, Streams{}, r); err != nil {
			t.Fatal(err)
		}
	}
	slices.SortFunc(r.Findings, compareFindings)
	r.Stale = []Entry{{"gone, 한글.md", "no-such-note", "<😀>\n", 2}}
	return r
}

// Each format keeps what hostile names hold to its place. The files in testdata are to
// be read by people when they change.
func TestFormats(t *testing.T) {
	golden, err := filepath.Abs(filepath.Join("testdata", "formats"))
	if err != nil {
		t.Fatal(err)
	}
	r := hostileReport(t, Options{Frames: true})
	for _, f := range formats() {
		var got bytes.Buffer
		if err := f.write(&got, r); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(golden, f.name+".golden")
		if *update {
			if err := os.WriteFile(file, got.Bytes(), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("the format %s prints\n%s\nwant\n%s\n(-update writes it)", f.name, got.Bytes(), want)
		}
		if !utf8.Valid(got.Bytes()) {
			t.Errorf("the format %s prints what is not UTF-8", f.name)
		}
	}
}

// Whoever reads JSON or XML gets back the paths and messages as they are.
func TestFormatsReadBack(t *testing.T) {
	r := hostileReport(t, Options{})
	print := func(write func(io.Writer, *Report) error) []byte {
		var b bytes.Buffer
		if err := write(&b, r); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	var fromJSON jsonReport
	decode(t, print(writeJSON), &fromJSON)
	var fromSARIF sarifLog
	decode(t, print(writeSARIF), &fromSARIF)
	var fromGitLab []gitlabIssue
	decode(t, print(writeGitLab), &fromGitLab)
	var fromRD rdResult
	decode(t, print(writeRDJSON), &fromRD)
	var fromCheckstyle checkstyleReport
	if err := xml.Unmarshal(print(writeCheckstyle), &fromCheckstyle); err != nil {
		t.Fatal(err)
	}
	var errors []checkstyleError
	var files []string
	for _, f := range fromCheckstyle.Files {
		for _, e := range f.Errors {
			errors, files = append(errors, e), append(files, f.Name)
		}
	}
	var fromJUnit junitReport
	if err := xml.Unmarshal(print(writeJUnit), &fromJUnit); err != nil {
		t.Fatal(err)
	}
	if fromJUnit.Tests != len(r.Findings) || len(errors) != len(r.Findings) || len(fromJSON.Problems) != len(r.Findings) ||
		len(fromGitLab) != len(r.Findings) || len(fromRD.Diagnostics) != len(r.Findings) {
		t.Fatalf("a format has lost some of %d findings", len(r.Findings))
	}
	seen := map[string]bool{}
	for i, f := range r.Findings {
		if got := fromJSON.Problems[i]; got.Path != f.Path || got.Message != f.Message || got.About != f.About {
			t.Errorf("json: %q %q, want %q %q", got.Path, got.Message, f.Path, f.Message)
		}
		if got := fromGitLab[i]; got.Location.Path != f.Path || seen[got.Fingerprint] {
			t.Errorf("gitlab: %q, want %q, or its fingerprint is there already", got.Location.Path, f.Path)
		}
		seen[fromGitLab[i].Fingerprint] = true
		if got := fromRD.Diagnostics[i]; got.Location.Path != f.Path || got.Message != f.Message {
			t.Errorf("rdjson: %q, want %q", got.Location.Path, f.Path)
		}
		if errors[i].Message != f.Message || files[i] != f.Path {
			t.Errorf("checkstyle: %q %q, want %q %q", files[i], errors[i].Message, f.Path, f.Message)
		}
	}
	checkSARIF(t, r, fromSARIF)
}

// decode reads JSON and refuses what the type does not know.
func decode(t *testing.T, src []byte, to any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(src))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		t.Fatalf("%v in\n%s", err, src)
	}
}

// checkSARIF holds a log to what the standard demands of it and to what GitHub adds: no
// empty text, rules that results point at, regions that count from 1.
func checkSARIF(t *testing.T, r *Report, log sarifLog) {
	t.Helper()
	if log.Version != "2.1.0" || len(log.Runs) != 1 || log.Runs[0].ColumnKind != "utf16CodeUnits" {
		t.Fatalf("the log is %s with %d runs", log.Version, len(log.Runs))
	}
	driver, results := log.Runs[0].Tool.Driver, log.Runs[0].Results
	if driver.SemanticVersion != "1.2.3-rc.1" {
		t.Errorf("semanticVersion = %q", driver.SemanticVersion)
	}
	for _, rule := range driver.Rules {
		if rule.ID == "" || rule.ShortDescription.Text == "" || rule.FullDescription.Text == "" || rule.Help.Text == "" || rule.Help.Markdown == "" {
			t.Errorf("the rule %+v has an empty text", rule)
		}
	}
	if len(results) != len(r.Findings) {
		t.Fatalf("%d results, want %d", len(results), len(r.Findings))
	}
	seen := map[string]bool{}
	for i, res := range results {
		if driver.Rules[res.RuleIndex].ID != res.RuleID || res.RuleID != r.Findings[i].Code {
			t.Errorf("result %d has rule %d, which is %s and not %s", i, res.RuleIndex, driver.Rules[res.RuleIndex].ID, res.RuleID)
		}
		if !slices.Contains([]string{"error", "warning", "note"}, res.Level) || res.Message.Text == "" || len(res.Locations) != 1 {
			t.Errorf("result %d is %+v", i, res)
		}
		at := res.Locations[0].PhysicalLocation
		u, err := url.Parse(at.ArtifactLocation.URI)
		if err != nil || u.IsAbs() || strings.TrimPrefix(u.Path, "./") != r.Findings[i].Path || !isURI(at.ArtifactLocation.URI) {
			t.Errorf("result %d is in %q, want the URI of %q", i, at.ArtifactLocation.URI, r.Findings[i].Path)
		}
		reg := *at.Region
		if reg.StartLine < 1 || reg.StartColumn < 1 || reg.EndLine < reg.StartLine || reg.EndLine == reg.StartLine && reg.EndColumn < reg.StartColumn {
			t.Errorf("result %d has the region %+v", i, reg)
		}
		for _, rel := range res.RelatedLocations {
			if rel.ID < 1 || rel.Message.Text == "" || !isURI(rel.PhysicalLocation.ArtifactLocation.URI) {
				t.Errorf("result %d has the related location %+v", i, rel)
			}
		}
		print := res.PartialFingerprints[sarifFingerprint]
		if print == "" || seen[print] {
			t.Errorf("result %d has the fingerprint %q, which is none or another's", i, print)
		}
		seen[print] = true
	}
}

// isURI reports whether s has only characters that a URI may have (RFC 3986).
func isURI(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%", r)
	}) < 0
}

// The three units of columns differ behind a Hangul syllable and an emoji.
func TestColumns(t *testing.T) {
	src := "한😀[[없음]]"
	at := placeOf(text.NewLineIndex([]byte(src)), int32(strings.Index(src, "없음")))
	if want := (Place{Line: 1, Column: 5, UTF16: 6, Byte: 10, Offset: 9}); at != want {
		t.Errorf("placeOf = %+v, want %+v", at, want)
	}
}

// A finding keeps its fingerprint when lines come before it, and two that are alike
// have two.
func TestFingerprints(t *testing.T) {
	prints := func(src string) []string {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "a.md"), []byte(src), 0o666); err != nil {
			t.Fatal(err)
		}
		t.Chdir(dir)
		v, err := batch.Load(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		n, _ := v.Snap.Note(vault.NoteID("a.md"))
		w := viewer{v: v, snap: v.Snap}
		findings, err := w.findings(n, feature.Problems(v.Snap, n, v.Terms.Judge))
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, f := range findings {
			out = append(out, f.Fingerprint())
		}
		return out
	}
	before := prints("[[없음]] 둘 [[없음]] [[다른|a]]\n")
	after := prints("# 🍞 새 제목\n\n글\n[[없음]]\n\n둘 [[없음]] [[다른|b]]\n")
	if len(before) != 3 || !slices.Equal(before, after) || before[0] == before[1] {
		t.Errorf("fingerprints %q become %q", before, after)
	}
}

func TestAnnotationsAreEscaped(t *testing.T) {
	f := Finding{Path: "a,b:c\n%.md", Code: "no-such-note", Severity: config.Error, Message: "100%\r\n", Start: Place{Line: 1, Column: 2}, End: Place{Line: 1, Column: 4}}
	want := "::error file=a%2Cb%3Ac%0A%25.md,line=1,endLine=1,col=2,endColumn=4,title=no-such-note::100%25%0D%0A"
	if got := annotation("error", f); got != want {
		t.Errorf("annotation = %q, want %q", got, want)
	}
	for path, want := range map[string]string{"::x": "./::x:1:2", "a##[x]": "a## [x]:1:2"} {
		if got := logLine(Finding{Path: path, Start: f.Start}); !strings.HasPrefix(got, want) {
			t.Errorf("logLine of %q = %q, want %q at its start", path, got, want)
		}
	}
}

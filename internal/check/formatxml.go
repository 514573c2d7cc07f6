package check

import (
	"encoding/xml"
	"fmt"
	"io"
)

// encodeXML prints v with its declaration. Characters that XML can't hold become U+FFFD.
func encodeXML(w io.Writer, v any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// byPath calls each with the findings of each file.
func (r *Report) byPath(each func(path string, findings []Finding)) {
	for start := 0; start < len(r.Findings); {
		end := start + 1
		for end < len(r.Findings) && r.Findings[end].Path == r.Findings[start].Path {
			end++
		}
		each(r.Findings[start].Path, r.Findings[start:end])
		start = end
	}
}

// The parts of Checkstyle's report.
type (
	checkstyleReport struct {
		XMLName xml.Name         `xml:"checkstyle"`
		Version string           `xml:"version,attr"`
		Files   []checkstyleFile `xml:"file"`
	}
	checkstyleFile struct {
		Name   string            `xml:"name,attr"`
		Errors []checkstyleError `xml:"error"`
	}
	checkstyleError struct {
		Line     int    `xml:"line,attr"`
		Column   int    `xml:"column,attr"` // in characters
		Severity string `xml:"severity,attr"`
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
)

// writeCheckstyle prints the findings by file. Readers look at the version of the
// format, which is Checkstyle's own.
func writeCheckstyle(w io.Writer, r *Report) error {
	out := checkstyleReport{Version: "10.0"}
	r.byPath(func(path string, findings []Finding) {
		file := checkstyleFile{Name: path}
		for _, f := range findings {
			file.Errors = append(file.Errors, checkstyleError{
				f.Start.Line, f.Start.Column, threeLevels(f.Severity, "error", "warning", "info"), f.Message, "notes-lsp." + f.Code,
			})
		}
		out.Files = append(out.Files, file)
	})
	return encodeXML(w, out)
}

// The parts of JUnit's report that all its readers know.
type (
	junitReport struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name      string        `xml:"name,attr"`
		ClassName string        `xml:"classname,attr"`
		File      string        `xml:"file,attr,omitempty"`
		Line      int           `xml:"line,attr,omitempty"`
		Failure   *junitFailure `xml:"failure"`
		Output    string        `xml:"system-out,omitempty"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit prints a suite for each note with findings, in which those fail that make
// the run fail. A run without findings is one test that passes.
func writeJUnit(w io.Writer, r *Report) error {
	out := junitReport{Name: "notes-lsp check"}
	r.byPath(func(path string, findings []Finding) {
		suite := junitSuite{Name: path}
		for _, f := range findings {
			c := junitCase{Name: fmt.Sprintf("%s %d:%d", f.Code, f.Start.Line, f.Start.Column), ClassName: path, File: path, Line: f.Start.Line}
			said := fmt.Sprintf("%s:%d:%d: %s: %s", path, f.Start.Line, f.Start.Column, f.Severity, f.Message)
			if r.plan.fails(f) {
				c.Failure = &junitFailure{f.Message, f.Code, said}
				suite.Failures++
			} else {
				c.Output = said
			}
			suite.Cases = append(suite.Cases, c)
		}
		out.add(suite)
	})
	if len(out.Suites) == 0 {
		out.add(junitSuite{Name: "notes", Cases: []junitCase{{Name: plural(r.Notes, "note"), ClassName: "notes"}}})
	}
	return encodeXML(w, out)
}

func (j *junitReport) add(s junitSuite) {
	s.Tests = len(s.Cases)
	j.Suites = append(j.Suites, s)
	j.Tests += s.Tests
	j.Failures += s.Failures
}

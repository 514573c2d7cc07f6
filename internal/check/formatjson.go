package check

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/config"
)

// jsonVersion is the number of the format: it grows when a field goes or changes its
// meaning. New fields may come at any time.
const jsonVersion = 1

// docs/check.schema.json describes these types.
type (
	jsonReport struct {
		Version  int           `json:"version"`
		Tool     jsonTool      `json:"tool"`
		Summary  jsonSummary   `json:"summary"`
		Problems []jsonProblem `json:"problems"`
		Stale    []Entry       `json:"stale"`
		Fixed    []jsonFixed   `json:"fixed"`
	}
	jsonTool struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	jsonSummary struct {
		Notes      int `json:"notes"`
		Problems   int `json:"problems"`
		Errors     int `json:"errors"`
		Warnings   int `json:"warnings"`
		Infos      int `json:"infos"`
		Hints      int `json:"hints"`
		InBaseline int `json:"inBaseline"`
		Fixed      int `json:"fixed"`
	}
	jsonProblem struct {
		Path        string          `json:"path"`
		Range       jsonRange       `json:"range"`
		Severity    config.Severity `json:"severity"`
		Code        string          `json:"code"`
		Message     string          `json:"message"`
		About       string          `json:"about"`
		Fix         string          `json:"fix,omitempty"`
		Unnecessary bool            `json:"unnecessary,omitempty"`
		Related     []jsonRelated   `json:"related,omitempty"`
		Fingerprint string          `json:"fingerprint"`
		Help        string          `json:"help"`
	}
	jsonFixed struct {
		Path     string          `json:"path"`
		Range    jsonRange       `json:"range"`
		Severity config.Severity `json:"severity"`
		Code     string          `json:"code"`
		Message  string          `json:"message"`
		About    string          `json:"about"`
		Was      string          `json:"was"`
		Is       string          `json:"is"`
		Guess    bool            `json:"guess"`
		Help     string          `json:"help"`
	}
	jsonRelated struct {
		Path    string     `json:"path"`
		Range   *jsonRange `json:"range,omitempty"`
		Message string     `json:"message"`
	}
	jsonRange struct {
		Start jsonPlace `json:"start"`
		End   jsonPlace `json:"end"`
	}
	jsonPlace struct {
		Line   int `json:"line"`
		Column int `json:"column"` // in characters
		Offset int `json:"offset"` // in bytes
	}
)

// writeJSON prints one object.
func writeJSON(w io.Writer, r *Report) error {
	out := jsonReport{
		Version: jsonVersion, Tool: jsonTool{"notes-lsp", r.Version}, Summary: r.jsonSummary(),
		Problems: []jsonProblem{}, Stale: append([]Entry{}, r.Stale...), Fixed: []jsonFixed{},
	}
	for _, f := range r.Fixed {
		out.Fixed = append(out.Fixed, jsonFixedOf(f))
	}
	for _, f := range r.Findings {
		out.Problems = append(out.Problems, jsonProblemOf(f))
	}
	return encodeJSON(w, out)
}

// The lines of the format jsonl: what each holds stands first.
type (
	jsonProblemLine struct {
		Type string `json:"type"` // "problem"
		jsonProblem
	}
	jsonStaleLine struct {
		Type string `json:"type"` // "stale"
		Entry
	}
	jsonFixedLine struct {
		Type string `json:"type"` // "fixed"
		jsonFixed
	}
	jsonSummaryLine struct {
		Type    string   `json:"type"` // "summary"
		Version int      `json:"version"`
		Tool    jsonTool `json:"tool"`
		jsonSummary
	}
)

// writeJSONLines prints an object for each problem, and one with the numbers as the
// last.
func writeJSONLines(w io.Writer, r *Report) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, f := range r.Findings {
		if err := e.Encode(jsonProblemLine{"problem", jsonProblemOf(f)}); err != nil {
			return err
		}
	}
	for _, s := range r.Stale {
		if err := e.Encode(jsonStaleLine{"stale", s}); err != nil {
			return err
		}
	}
	for _, f := range r.Fixed {
		if err := e.Encode(jsonFixedLine{"fixed", jsonFixedOf(f)}); err != nil {
			return err
		}
	}
	return e.Encode(jsonSummaryLine{"summary", jsonVersion, jsonTool{"notes-lsp", r.Version}, r.jsonSummary()})
}

func (r *Report) jsonSummary() jsonSummary {
	return jsonSummary{
		Notes: r.Notes, Problems: len(r.Findings), InBaseline: r.Passed, Fixed: len(r.Fixed),
		Errors: r.counted(config.Error), Warnings: r.counted(config.Warning), Infos: r.counted(config.Info), Hints: r.counted(config.Hint),
	}
}

func jsonProblemOf(f Finding) jsonProblem {
	p := jsonProblem{
		Path: f.Path, Range: jsonRangeOf(f.Start, f.End), Severity: f.Severity, Code: f.Code, Message: f.Message, About: f.About,
		Fix: f.Fix, Unnecessary: f.Unnecessary, Fingerprint: f.Fingerprint(), Help: helpPage(f.Code),
	}
	for _, rel := range f.Related {
		next := jsonRelated{Path: rel.Path, Message: rel.Message}
		if !rel.Start.IsZero() {
			at := jsonRangeOf(rel.Start, rel.End)
			next.Range = &at
		}
		p.Related = append(p.Related, next)
	}
	return p
}

func jsonFixedOf(f Fixed) jsonFixed {
	valid := func(s string) string { return strings.ToValidUTF8(s, "\ufffd") }
	return jsonFixed{
		Path: f.Path, Range: jsonRangeOf(f.Start, f.End), Severity: f.Severity, Code: f.Code, Message: f.Message, About: f.About,
		Was: valid(f.Was), Is: valid(f.Is), Guess: f.Guess, Help: helpPage(f.Code),
	}
}

func jsonRangeOf(start, end Place) jsonRange {
	return jsonRange{jsonPlace{start.Line, start.Column, start.Offset}, jsonPlace{end.Line, end.Column, end.Offset}}
}

package check

import "io"

// The parts of reviewdog's diagnostic format.
type (
	rdResult struct {
		Source      rdSource       `json:"source"`
		Severity    string         `json:"severity,omitempty"`
		Diagnostics []rdDiagnostic `json:"diagnostics"`
	}
	rdSource struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	rdDiagnostic struct {
		Message     string         `json:"message"`
		Location    rdLocation     `json:"location"`
		Severity    string         `json:"severity"`
		Code        rdCode         `json:"code"`
		Suggestions []rdSuggestion `json:"suggestions,omitempty"`
	}
	rdCode struct {
		Value string `json:"value"`
		URL   string `json:"url"`
	}
	rdLocation struct {
		Path  string  `json:"path"`
		Range rdRange `json:"range"`
	}
	rdRange struct {
		Start rdPosition `json:"start"`
		End   rdPosition `json:"end"` // behind the last character
	}
	rdPosition struct {
		Line   int `json:"line"`
		Column int `json:"column"` // in bytes of UTF-8
	}
	rdSuggestion struct {
		Range rdRange `json:"range"`
		Text  string  `json:"text"`
	}
)

// writeRDJSON prints one object. Its reader refuses fields that it does not know, so
// there are only those that it always had. The names of its fields are those of protobuf's JSON.
func writeRDJSON(w io.Writer, r *Report) error {
	out := rdResult{Source: rdSource{"notes-lsp", homePage}, Diagnostics: []rdDiagnostic{}}
	for _, f := range r.Findings {
		at := rdRangeOf(f.Start, f.End)
		d := rdDiagnostic{
			Message: f.Message, Location: rdLocation{f.Path, at}, Code: rdCode{f.Code, helpPage(f.Code)},
			Severity: threeLevels(f.Severity, "ERROR", "WARNING", "INFO"),
		}
		if f.Fix != "" {
			d.Suggestions = []rdSuggestion{{at, f.Fix}}
		}
		out.Diagnostics = append(out.Diagnostics, d)
	}
	return encodeJSON(w, out)
}

func rdRangeOf(start, end Place) rdRange {
	return rdRange{rdPosition{start.Line, start.Byte}, rdPosition{end.Line, end.Byte}}
}

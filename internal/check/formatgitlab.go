package check

import "io"

// The parts of GitLab's code quality report, which is a subset of Code Climate's.
type (
	gitlabIssue struct {
		Description string         `json:"description"`
		CheckName   string         `json:"check_name"`
		Fingerprint string         `json:"fingerprint"` // unique in the report
		Severity    string         `json:"severity"`
		Location    gitlabLocation `json:"location"`
	}
	gitlabLocation struct {
		Path  string      `json:"path"` // from the repository, without "./"
		Lines gitlabLines `json:"lines"`
	}
	gitlabLines struct {
		Begin int `json:"begin"`
		End   int `json:"end"`
	}
)

// writeGitLab prints a list, which has no columns.
func writeGitLab(w io.Writer, r *Report) error {
	out := []gitlabIssue{}
	for _, f := range r.Findings {
		out = append(out, gitlabIssue{
			Description: f.Message, CheckName: f.Code, Fingerprint: f.Fingerprint(),
			Severity: threeLevels(f.Severity, "major", "minor", "info"),
			Location: gitlabLocation{f.Path, gitlabLines{f.Start.Line, f.End.Line}},
		})
	}
	return encodeJSON(w, out)
}

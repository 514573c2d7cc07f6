package check

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/config"
)

// The parts of SARIF 2.1.0 (OASIS standard of 27 March 2020) that are used.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name            string      `json:"name"`
		InformationURI  string      `json:"informationUri"`
		Version         string      `json:"version,omitempty"`
		SemanticVersion string      `json:"semanticVersion,omitempty"`
		Rules           []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID                   string          `json:"id"`
		ShortDescription     sarifMessage    `json:"shortDescription"`
		FullDescription      sarifMessage    `json:"fullDescription"`
		Help                 sarifMessage    `json:"help"`
		HelpURI              string          `json:"helpUri"`
		DefaultConfiguration sarifLevel      `json:"defaultConfiguration"`
		Properties           sarifProperties `json:"properties"`
	}
	sarifLevel struct {
		Enabled bool   `json:"enabled"`
		Level   string `json:"level"`
	}
	sarifProperties struct {
		Tags      []string `json:"tags"`
		Precision string   `json:"precision"` // GitHub's
	}
	sarifMessage struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifResult struct {
		RuleID              string            `json:"ruleId"`
		RuleIndex           int               `json:"ruleIndex"`
		Level               string            `json:"level"`
		Message             sarifMessage      `json:"message"`
		Locations           []sarifLocation   `json:"locations"`
		RelatedLocations    []sarifLocation   `json:"relatedLocations,omitempty"`
		Fixes               []sarifFix        `json:"fixes,omitempty"`
		PartialFingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		ID               int           `json:"id,omitempty"`
		PhysicalLocation sarifPhysical `json:"physicalLocation"`
		Message          *sarifMessage `json:"message,omitempty"`
	}
	sarifPhysical struct {
		ArtifactLocation sarifArtifact `json:"artifactLocation"`
		Region           *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"` // behind the last character
	}
	sarifFix struct {
		Description     sarifMessage  `json:"description"`
		ArtifactChanges []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		ArtifactLocation sarifArtifact      `json:"artifactLocation"`
		Replacements     []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		DeletedRegion   sarifRegion  `json:"deletedRegion"`
		InsertedContent sarifMessage `json:"insertedContent"`
	}
)

// sarifFingerprint names how fingerprints are made. It is not GitHub's own name, so
// GitHub adds its own, and older results of both kinds still match.
const sarifFingerprint = "notesLsp/v1"

// writeSARIF prints a log with one run. Columns are UTF-16 code units.
func writeSARIF(w io.Writer, r *Report) error {
	run := sarifRun{ColumnKind: "utf16CodeUnits", Results: []sarifResult{}, Tool: sarifTool{sarifDriver{
		Name: "notes-lsp", InformationURI: homePage, Version: r.Version, SemanticVersion: semantic(r.Version), Rules: []sarifRule{},
	}}}
	index := map[string]int{}
	for _, c := range config.Codes() {
		if slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Code == c.Name }) {
			index[c.Name] = len(run.Tool.Driver.Rules)
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(c))
		}
	}
	for _, f := range r.Findings {
		run.Results = append(run.Results, sarifResultOf(f, index[f.Code]))
	}
	return encodeJSON(w, sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

// semanticVersion is the form that SARIF asks for (SemVer 2.0.0).
var semanticVersion = regexp.MustCompile(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)

// semantic is a version in SemVer's form, or "" where it has not got it.
func semantic(version string) string {
	version = strings.TrimPrefix(version, "v")
	if !semanticVersion.MatchString(version) {
		return ""
	}
	return version
}

func sarifRuleOf(c config.Code) sarifRule {
	help := helpPage(c.Name)
	return sarifRule{
		ID: c.Name, HelpURI: help,
		ShortDescription: sarifMessage{Text: c.Meaning},
		FullDescription:  sarifMessage{Text: c.Meaning},
		Help: sarifMessage{
			Text:     fmt.Sprintf("%s What it means, how to mend it and how to silence it: %s", c.Meaning, help),
			Markdown: fmt.Sprintf("%s\n\n[What it means, how to mend it and how to silence it](%s)", c.Meaning, help),
		},
		DefaultConfiguration: sarifLevel{c.Severity != config.Off, sarifLevelOf(c.Severity)},
		Properties:           sarifProperties{[]string{"links", "markdown"}, "very-high"},
	}
}

func sarifLevelOf(s config.Severity) string { return threeLevels(s, "error", "warning", "note") }

func sarifResultOf(f Finding, rule int) sarifResult {
	at := sarifArtifact{uriOf(f.Path)}
	region := sarifRegionOf(f.Start, f.End)
	out := sarifResult{
		RuleID: f.Code, RuleIndex: rule, Level: sarifLevelOf(f.Severity), Message: sarifMessage{Text: sarifText(f.Message)},
		Locations:           []sarifLocation{{PhysicalLocation: sarifPhysical{at, region}}},
		PartialFingerprints: map[string]string{sarifFingerprint: f.Fingerprint()},
	}
	for i, rel := range f.Related {
		loc := sarifLocation{ID: i + 1, PhysicalLocation: sarifPhysical{ArtifactLocation: sarifArtifact{uriOf(rel.Path)}}, Message: &sarifMessage{Text: sarifText(rel.Message)}}
		if !rel.Start.IsZero() {
			loc.PhysicalLocation.Region = sarifRegionOf(rel.Start, rel.End)
		}
		out.RelatedLocations = append(out.RelatedLocations, loc)
	}
	if f.Fix != "" {
		out.Fixes = []sarifFix{{
			Description:     sarifMessage{Text: sarifText(fmt.Sprintf("Write %q.", f.Fix))},
			ArtifactChanges: []sarifChange{{at, []sarifReplacement{{*region, sarifMessage{Text: f.Fix}}}}},
		}}
	}
	return out
}

// placeholder is what SARIF puts an argument in for (3.11.5).
var placeholder = regexp.MustCompile(`\{(\d+)\}`)

// sarifText is a message that says s: what a note's author wrote must not become a link
// (3.11.6) or a placeholder. Other brackets stay, as not all viewers undo it.
func sarifText(s string) string {
	if strings.Contains(s, "](") {
		s = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`).Replace(s)
	}
	return placeholder.ReplaceAllString(s, "{{$1}}")
}

func sarifRegionOf(start, end Place) *sarifRegion {
	return &sarifRegion{start.Line, start.UTF16, end.Line, end.UTF16}
}

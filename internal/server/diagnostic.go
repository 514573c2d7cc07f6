package server

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"strconv"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/terms"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// problemsPage explains each code below its name.
const problemsPage = "https://github.com/notes-lsp/notes-lsp/blob/main/docs/problems.md#"

var severities = map[config.Severity]protocol.DiagnosticSeverity{
	config.Error:   protocol.DiagnosticSeverityError,
	config.Warning: protocol.DiagnosticSeverityWarning,
	config.Info:    protocol.DiagnosticSeverityInformation,
	config.Hint:    protocol.DiagnosticSeverityHint,
}

// diagnosticsOf are the problems of n in the client's terms; ok is false when the
// note's text is not to be had any more.
func (s *session) diagnosticsOf(r *root, snap *vault.Snapshot, n *vault.Note, problems []feature.Problem) (out []protocol.Diagnostic, ok bool) {
	out = make([]protocol.Diagnostic, 0, len(problems))
	if len(problems) == 0 {
		return out, true
	}
	m, ok := noteMapper(n, s.encoding)
	if !ok {
		return out, false
	}
	for _, p := range problems {
		d := diagnostic(p.Code, p.Severity, m.rng(p.Span), p.Message)
		if p.Unnecessary {
			d.Tags = protocol.NewDiagnosticTags(protocol.DiagnosticTagUnnecessary)
		}
		if p.Fix != "" {
			d.Data, _ = json.Marshal(map[string]string{"fix": p.Fix})
		}
		for _, rel := range p.Related {
			if loc, ok := s.locate(r, snap, rel.Location); ok {
				d.RelatedInformation = append(d.RelatedInformation, protocol.DiagnosticRelatedInformation{Location: loc, Message: rel.Message})
			}
		}
		out = append(out, d)
	}
	return out, true
}

func diagnostic(code string, severity config.Severity, at protocol.Range, message string) protocol.Diagnostic {
	return protocol.Diagnostic{
		Range:           at,
		Severity:        severities[severity],
		Code:            protocol.String(code),
		CodeDescription: protocol.CodeDescription{Href: uri.URI(problemsPage + code)},
		Source:          protocol.NewOptional("notes-lsp"),
		Message:         protocol.String(message),
	}
}

// settingsDiagnostics are the mistakes in a root's settings file.
func (s *session) settingsDiagnostics(t *terms.Terms) []protocol.Diagnostic {
	severity := t.Settings.SeverityOf("bad-setting")
	out := []protocol.Diagnostic{}
	if severity == config.Off || !t.Settings.Server.Diagnostics {
		return out
	}
	m := newMapper(t.File, s.encoding)
	for _, f := range t.Findings {
		d := diagnostic("bad-setting", severity, m.rng(text.Between(f.Start, f.End)), f.Message)
		if f.Fix != "" {
			d.Data, _ = json.Marshal(map[string]string{"fix": f.Fix})
		}
		out = append(out, d)
	}
	return out
}

// Diagnostic answers a client that asks for the problems of one note (LSP 3.17,
// textDocument/diagnostic).
func (v *view) Diagnostic(_ context.Context, p *protocol.DocumentDiagnosticParams) (protocol.DocumentDiagnosticReport, error) {
	none := protocol.FullDocumentDiagnosticReport{Kind: "full", Items: []protocol.Diagnostic{}}
	c, ok := v.at(p.TextDocument.URI, protocol.Position{})
	if !ok || !c.root.loaded.Load() {
		return &protocol.RelatedFullDocumentDiagnosticReport{FullDocumentDiagnosticReport: none}, nil
	}
	full := v.report(c.root, c.snap, c.Note)
	if p.PreviousResultID != nil && *p.PreviousResultID == *full.ResultID {
		same := protocol.UnchangedDocumentDiagnosticReport{Kind: "unchanged", ResultID: *full.ResultID}
		return &protocol.RelatedUnchangedDocumentDiagnosticReport{UnchangedDocumentDiagnosticReport: same}, nil
	}
	return &protocol.RelatedFullDocumentDiagnosticReport{FullDocumentDiagnosticReport: full}, nil
}

// DiagnosticWorkspace answers a client that asks for the problems of all notes (LSP
// 3.17, workspace/diagnostic). Notes without problems are told of only when the
// client knows of some.
func (v *view) DiagnosticWorkspace(ctx context.Context, p *protocol.WorkspaceDiagnosticParams) (*protocol.WorkspaceDiagnosticReport, error) {
	known := map[uri.URI]string{}
	for _, was := range p.PreviousResultIds {
		known[was.URI] = was.Value
	}
	out := &protocol.WorkspaceDiagnosticReport{Items: []protocol.WorkspaceDocumentDiagnosticReport{}}
	for i, r := range v.roots {
		if !r.loaded.Load() {
			continue
		}
		for n := range v.snaps[i].Notes() {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			full := v.report(r, v.snaps[i], n)
			u := v.uriOf(r, n.ID)
			was, told := known[u]
			switch {
			case told && was == *full.ResultID:
				same := protocol.UnchangedDocumentDiagnosticReport{Kind: "unchanged", ResultID: was}
				out.Items = append(out.Items, &protocol.WorkspaceUnchangedDocumentDiagnosticReport{UnchangedDocumentDiagnosticReport: same, URI: u, Version: versionOf(n)})
			case told || len(full.Items) > 0:
				out.Items = append(out.Items, &protocol.WorkspaceFullDocumentDiagnosticReport{FullDocumentDiagnosticReport: full, URI: u, Version: versionOf(n)})
			}
		}
	}
	return out, nil
}

func versionOf(n *vault.Note) *int32 {
	if !n.Open {
		return nil
	}
	return &n.Version
}

// report is the whole report of a note; its id is a hash of what it holds.
func (v *view) report(r *root, snap *vault.Snapshot, n *vault.Note) protocol.FullDocumentDiagnosticReport {
	items, _ := v.diagnosticsOf(r, snap, n, r.problems(snap, n))
	h := fnv.New64a()
	if raw, err := protocol.Marshal(items); err == nil {
		h.Write(raw)
	}
	id := strconv.FormatUint(h.Sum64(), 16)
	return protocol.FullDocumentDiagnosticReport{Kind: "full", ResultID: &id, Items: items}
}

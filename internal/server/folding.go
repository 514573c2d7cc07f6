package server

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
)

// foldFeatures are what the client can do with folds.
type foldFeatures struct {
	wholeLines bool // textDocument.foldingRange.lineFoldingOnly
	labels     bool // textDocument.foldingRange.foldingRange.collapsedText
	limit      int  // textDocument.foldingRange.rangeLimit
	kinds      []protocol.FoldingRangeKind
}

// foldKinds are LSP's names of the kinds, which were there before clients could say
// which they know.
var foldKinds = map[feature.FoldKind]protocol.FoldingRangeKind{
	feature.CommentFold: protocol.FoldingRangeKindComment, feature.RegionFold: protocol.FoldingRangeKindRegion,
}

func foldFeaturesOf(c *protocol.FoldingRangeClientCapabilities) foldFeatures {
	f := foldFeatures{kinds: []protocol.FoldingRangeKind{protocol.FoldingRangeKindComment, protocol.FoldingRangeKindRegion}}
	if c == nil {
		return f
	}
	f.wholeLines = isTrue(c.LineFoldingOnly)
	f.labels = c.FoldingRange != nil && isTrue(c.FoldingRange.CollapsedText)
	if c.RangeLimit != nil {
		f.limit = int(*c.RangeLimit)
	}
	if c.FoldingRangeKind != nil {
		f.kinds = c.FoldingRangeKind.ValueSet
	}
	return f
}

// FoldingRanges lists what of a note can be folded. A range is whole lines: of the
// first one all stays to be seen.
func (v *view) FoldingRanges(_ context.Context, p *protocol.FoldingRangeParams) ([]protocol.FoldingRange, error) {
	i, n := v.note(p.TextDocument.URI)
	if n == nil || !v.roots[i].terms.Load().Settings.Server.Folding {
		return nil, nil
	}
	can := v.features.folds
	folds := feature.Folding(n, feature.FoldOptions{OnePerLine: can.wholeLines, Limit: can.limit})
	out := make([]protocol.FoldingRange, len(folds))
	for i, f := range folds {
		out[i] = protocol.FoldingRange{StartLine: uint32(f.First), EndLine: uint32(f.Last)}
		if kind := foldKinds[f.Kind]; slices.Contains(can.kinds, kind) {
			out[i].Kind = kind
		}
		if can.labels && f.Label != "" {
			out[i].CollapsedText = &f.Label
		}
	}
	return out, nil
}

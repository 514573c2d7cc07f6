package server

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/terms"
)

// clientFeatures is what the client announced and a later message depends on.
type clientFeatures struct {
	progress        bool // window.workDoneProgress
	definitionLinks bool // textDocument.definition.linkSupport
	markdownHover   bool // markdown in textDocument.hover.contentFormat
	watch           bool // workspace.didChangeWatchedFiles.dynamicRegistration
	configuration   bool // workspace.configuration
	watchSettings   bool // workspace.didChangeConfiguration.dynamicRegistration
	pull            bool // textDocument.diagnostic
	labelDetails    bool // textDocument.completion.completionItem.labelDetailsSupport
	applyEdit       bool // workspace.applyEdit
	documentChanges bool // workspace.workspaceEdit.documentChanges
	refresh         bool // workspace.diagnostics.refreshSupport
	refreshTokens   bool // workspace.semanticTokens.refreshSupport
	legend          tokenLegend
	linkTips        bool // textDocument.documentLink.tooltipSupport
	createFile      bool // workspace.workspaceEdit.resourceOperations has create
	renameFile      bool // workspace.workspaceEdit.resourceOperations has rename
	deleteFile      bool // workspace.workspaceEdit.resourceOperations has delete
	annotations     bool // workspace.workspaceEdit.changeAnnotationSupport
	editLabels      bool // it does not print what an edit says of itself, see reportsEdits
	willRename      bool // workspace.fileOperations.willRename
	actionResolve   bool // edit in textDocument.codeAction.resolveSupport
	showDocument    bool // window.showDocument
	prepareRename   bool // textDocument.rename.prepareSupport
	commandLinks    bool // the client runs the command that a link's target names
	folds           foldFeatures
	symbolTree      bool // textDocument.documentSymbol.hierarchicalDocumentSymbolSupport
	symbolResolve   bool // location.range in workspace.symbol.resolveSupport
	refreshHints    bool // workspace.inlayHint.refreshSupport
	refreshLenses   bool // workspace.codeLens.refreshSupport
	showReferences  bool // experimental.notesLsp.showReferences
	lensTitles      bool // experimental.notesLsp.lensTitles
	plainURIs       bool // see decodesBytesOnly
	status          bool // experimental.notesLsp.status
}

// announcement is what a client made for notes-lsp says of itself, beyond the protocol,
// under capabilities.experimental.notesLsp.
type announcement struct {
	ShowReferences bool `json:"showReferences"`
	// LensTitles wants the titles of lenses at once. Then each is sent the command with
	// the unresolved lens as its one argument, and the client resolves that at a click.
	// Neovim 0.12 needs it: where it asks for lenses twice in a row it forgets to resolve
	// the second ones, and shows none.
	LensTitles   bool `json:"lensTitles"`
	CommandLinks bool `json:"commandLinks"`
	Status       bool `json:"status"` // wants to be told how the index stands
}

// announced reads what a client announces; what can't be read is not announced.
func announced(raw protocol.LSPAny) announcement {
	var e struct {
		NotesLsp announcement `json:"notesLsp"`
	}
	if json.Unmarshal(raw, &e) != nil {
		return announcement{}
	}
	return e.NotesLsp
}

func featuresOf(c protocol.ClientCapabilities) clientFeatures {
	var f clientFeatures
	if w := c.Window; w != nil {
		f.progress = isTrue(w.WorkDoneProgress)
		f.showDocument = w.ShowDocument != nil && w.ShowDocument.Support
	}
	if t := c.TextDocument; t != nil {
		f.definitionLinks = t.Definition != nil && isTrue(t.Definition.LinkSupport)
		f.labelDetails = t.Completion != nil && t.Completion.CompletionItem != nil && isTrue(t.Completion.CompletionItem.LabelDetailsSupport)
		f.pull = t.Diagnostic != nil
		f.linkTips = t.DocumentLink != nil && isTrue(t.DocumentLink.TooltipSupport)
		f.legend = newTokenLegend(t.SemanticTokens)
		f.actionResolve = t.CodeAction != nil && slices.Contains(t.CodeAction.ResolveSupport.Properties, "edit")
		f.folds = foldFeaturesOf(t.FoldingRange)
		f.prepareRename = t.Rename != nil && isTrue(t.Rename.PrepareSupport)
		f.symbolTree = t.DocumentSymbol != nil && isTrue(t.DocumentSymbol.HierarchicalDocumentSymbolSupport)
		f.markdownHover = t.Hover != nil && slices.Contains(t.Hover.ContentFormat, protocol.MarkupKindMarkdown)
	}
	if w := c.Workspace; w != nil {
		f.watch = w.DidChangeWatchedFiles != nil && isTrue(w.DidChangeWatchedFiles.DynamicRegistration)
		f.applyEdit = isTrue(w.ApplyEdit)
		if e := w.WorkspaceEdit; e != nil {
			// Files can be changed in documentChanges alone, so who does that can take them.
			f.documentChanges = isTrue(e.DocumentChanges) || len(e.ResourceOperations) > 0
			f.createFile = slices.Contains(e.ResourceOperations, protocol.ResourceOperationKindCreate)
			f.renameFile = slices.Contains(e.ResourceOperations, protocol.ResourceOperationKindRename)
			f.deleteFile = slices.Contains(e.ResourceOperations, protocol.ResourceOperationKindDelete)
			f.annotations = e.ChangeAnnotationSupport != nil
		}
		f.willRename = w.FileOperations != nil && isTrue(w.FileOperations.WillRename)
		f.configuration = isTrue(w.Configuration)
		f.watchSettings = w.DidChangeConfiguration != nil && isTrue(w.DidChangeConfiguration.DynamicRegistration)
		f.refreshTokens = w.SemanticTokens != nil && isTrue(w.SemanticTokens.RefreshSupport)
		f.symbolResolve = w.Symbol != nil && slices.Contains(w.Symbol.ResolveSupport.Properties, "location.range")
		f.refreshHints = w.InlayHint != nil && isTrue(w.InlayHint.RefreshSupport)
		f.refresh = w.Diagnostics != nil && isTrue(w.Diagnostics.RefreshSupport)
		f.refreshLenses = w.CodeLens != nil && isTrue(w.CodeLens.RefreshSupport)
	}
	own := announced(c.Experimental)
	f.showReferences, f.commandLinks = own.ShowReferences, own.CommandLinks
	f.status = own.Status
	f.lensTitles = own.ShowReferences && own.LensTitles
	return f
}

// createsFiles reports whether the client can make a file and fill it.
func (f clientFeatures) createsFiles() bool { return f.applyEdit && f.documentChanges && f.createFile }

// makesNotes reports whether a click on a link to a missing note can make it.
func (f clientFeatures) makesNotes() bool {
	return f.commandLinks && f.createsFiles() && f.showDocument
}

// runsCommandLinks knows the clients in which a link's target may be "command:...":
// LSP has no word for it. They are VS Code and what is built from it; those with
// other names announce it (experimental.notesLsp.commandLinks), as our extension does.
func runsCommandLinks(info protocol.ClientInfo) bool {
	for _, name := range []string{"Visual Studio Code", "Code - OSS", "VSCodium", "Cursor", "Windsurf"} {
		if strings.HasPrefix(info.Name, name) {
			return true
		}
	}
	return false
}

// reportsEdits knows the client that prints what an edit says of itself. It tells of
// annotations for each note anew, in two lines: a rename that mends fifty notes then asks
// for ENTER fifty times; and two labelled edits in a row do so too. It shows neither
// anywhere else, so nothing is lost. Neovim 0.12 is one.
func reportsEdits(info protocol.ClientInfo) bool { return info.Name == "Neovim" }

func isTrue(b *bool) bool { return b != nil && *b }

// Initialize answers at once; the folders are read after Initialized.
func (v *view) Initialize(_ context.Context, p *protocol.InitializeParams) (*protocol.InitializeResult, error) {
	s := v.session
	s.features = featuresOf(p.Capabilities)
	s.features.editLabels = !reportsEdits(p.ClientInfo)
	s.features.annotations = s.features.annotations && s.features.editLabels
	s.features.plainURIs = decodesBytesOnly(p.ClientInfo)
	s.features.commandLinks = s.features.commandLinks || runsCommandLinks(p.ClientInfo)
	s.features.watch = s.features.watch && !tellsOfItsOwnSaves(p.ClientInfo)
	if g := p.Capabilities.General; g != nil {
		s.encoding = encodingOf(g.PositionEncodings)
	}
	s.mu.Lock()
	s.readUserFile()
	s.setEditor(p.InitializationOptions)
	for _, dir := range folders(p) {
		s.addRoot(dir)
	}
	s.resettle() // now that all are known, which one lies in which
	wanted := terms.Lone(s.user, s.editor).Settings.Server
	s.pullWanted = wanted.PullDiagnostics
	if wanted.PositionEncoding != config.AgreedEncoding {
		s.encoding = encodingOf([]protocol.PositionEncodingKind{protocol.PositionEncodingKind(wanted.PositionEncoding)})
	}
	s.mu.Unlock()
	return &protocol.InitializeResult{
		Capabilities: s.capabilities(),
		ServerInfo:   protocol.ServerInfo{Name: "notes-lsp", Version: protocol.NewOptional(s.version)},
	}, nil
}

// folders lists the workspace's folders: workspaceFolders, or else rootUri, or else
// rootPath (LSP, InitializeParams).
func folders(p *protocol.InitializeParams) []string {
	var out []string
	if list, ok := p.WorkspaceFolders.Get(); ok && len(list) > 0 {
		for _, f := range list {
			if dir, ok := filePath(f.URI); ok {
				out = append(out, dir)
			}
		}
		return out
	}
	//lint:ignore SA1019 ALE and older clients send nothing newer.
	if p.RootURI != nil {
		//lint:ignore SA1019 as above
		if dir, ok := filePath(*p.RootURI); ok {
			return []string{dir}
		}
		return nil
	}
	//lint:ignore SA1019 as above
	if dir, ok := p.RootPath.Get(); ok && filepath.IsAbs(dir) {
		return []string{dir}
	}
	return nil
}

func (s *session) capabilities() protocol.ServerCapabilities {
	yes, incremental := true, protocol.TextDocumentSyncKindIncremental
	c := protocol.ServerCapabilities{
		PositionEncoding:          protocol.PositionEncodingKind(s.encoding.String()),
		TextDocumentSync:          &protocol.TextDocumentSyncOptions{OpenClose: &yes, Change: &incremental, Save: protocol.Boolean(true), WillSaveWaitUntil: &yes},
		CompletionProvider:        &protocol.CompletionOptions{TriggerCharacters: completionTriggers, ResolveProvider: &yes},
		DefinitionProvider:        protocol.Boolean(true),
		HoverProvider:             protocol.Boolean(true),
		ReferencesProvider:        protocol.Boolean(true),
		DocumentHighlightProvider: protocol.Boolean(true),
		ExecuteCommandProvider:    protocol.ExecuteCommandOptions{Commands: commandNames()},
		DocumentLinkProvider:      &protocol.DocumentLinkOptions{ResolveProvider: &yes},
		FoldingRangeProvider:      protocol.Boolean(true),
		SelectionRangeProvider:    protocol.Boolean(true),
		InlayHintProvider:         protocol.Boolean(true),
		RenameProvider:            protocol.Boolean(true),
		CodeActionProvider:        &protocol.CodeActionOptions{CodeActionKinds: actionKinds, ResolveProvider: &yes},
		Workspace: &protocol.WorkspaceOptions{
			WorkspaceFolders: &protocol.WorkspaceFoldersServerCapabilities{Supported: &yes, ChangeNotifications: protocol.Boolean(true)},
			FileOperations:   &protocol.FileOperationOptions{WillRename: anyFile(), DidRename: anyFile()},
		},
		CodeLensProvider:        &protocol.CodeLensOptions{ResolveProvider: &s.features.showReferences},
		DocumentSymbolProvider:  protocol.Boolean(true),
		WorkspaceSymbolProvider: &protocol.WorkspaceSymbolOptions{ResolveProvider: &yes},
		CallHierarchyProvider:   protocol.Boolean(true),
		TypeHierarchyProvider:   protocol.Boolean(true),
	}
	if len(s.features.legend.types) > 0 {
		c.SemanticTokensProvider = s.features.legend.options()
	}
	if s.features.prepareRename { // LSP, RenameOptions: only then
		c.RenameProvider = &protocol.RenameOptions{PrepareProvider: &yes}
	}
	if s.pulls() {
		c.DiagnosticProvider = &protocol.DiagnosticOptions{InterFileDependencies: true, WorkspaceDiagnostics: true}
	}
	return c
}

// pulls reports whether the client asks for problems instead of being sent them: a
// client that does both shows each twice. One that can't be told to ask again (Helix
// 25.07, Neovim 0.10) would keep what it was answered before the vault was read.
func (s *session) pulls() bool { return s.features.pull && s.features.refresh && s.pullWanted }

// Initialized starts what may call the client.
func (v *view) Initialized(context.Context, *protocol.InitializedParams) error {
	s := v.session
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.started {
		return nil
	}
	s.started = true
	s.start(s.publisher.run)
	s.start(s.keepIndexes)
	if s.clientWatches() {
		s.watchFiles()
	}
	s.start(s.watchSettings)
	s.pulling.ask(s.ctx, s.start, s.pullSettings)
	for _, r := range *s.roots.Load() {
		if !r.lone {
			s.lookAgain(r)
		}
	}
	return nil
}

// Shutdown leaves nothing to save.
func (v *view) Shutdown(context.Context) error { return nil }

package config

// Settings are the choices in force. They come from Resolve, or from Default where
// there is nothing to resolve: in the zero Settings every switch is off. What each
// field means is told in fields.go, where the documentation is made from.
type Settings struct {
	Profile    Profile             `toml:"profile" json:"profile"`
	Exclude    []string            `toml:"exclude" json:"exclude"`
	SiteURL    string              `toml:"site-url" json:"site-url"`
	Wiki       Wiki                `toml:"wiki" json:"wiki"`
	Markdown   Markdown            `toml:"markdown" json:"markdown"`
	Headings   Headings            `toml:"headings" json:"headings"`
	Tags       Tags                `toml:"tags" json:"tags"`
	Daily      Daily               `toml:"daily" json:"daily"`
	Symbols    Symbols             `toml:"symbols" json:"symbols"`
	Completion Completion          `toml:"completion" json:"completion"`
	Contents   Contents            `toml:"contents" json:"contents"`
	Rename     Rename              `toml:"rename" json:"rename"`
	NewNote    NewNote             `toml:"new-note" json:"new-note"`
	External   External            `toml:"external" json:"external"`
	Problems   map[string]Severity `toml:"problems" json:"problems"` // by code
	Ignore     map[string][]string `toml:"ignore" json:"ignore"`     // by code, or AllCodes
	Server     Server              `toml:"server" json:"server"`
}

// Wiki says how [[wiki links]] are read and find their note.
type Wiki struct {
	Enabled     bool `toml:"enabled" json:"enabled"`
	LabelFirst  bool `toml:"label-first" json:"label-first"`
	Aliases     bool `toml:"aliases" json:"aliases"`
	Titles      bool `toml:"titles" json:"titles"`
	PathEnd     bool `toml:"path-end" json:"path-end"`
	AnyCase     bool `toml:"any-case" json:"any-case"`
	FolderNotes bool `toml:"folder-notes" json:"folder-notes"`
}

// Markdown says how [text](destination) finds its file.
type Markdown struct {
	Roots            []string `toml:"roots" json:"roots"` // clean slash paths that stay in the vault
	MissingExtension bool     `toml:"missing-extension" json:"missing-extension"`
	HTML             bool     `toml:"html" json:"html"`
	Index            []string `toml:"index" json:"index"` // names without .md
	SitePaths        bool     `toml:"site-paths" json:"site-paths"`
	Templates        bool     `toml:"templates" json:"templates"`
	PercentComments  bool     `toml:"percent-comments" json:"percent-comments"`
}

// Headings says by which fragment a heading is linked to.
type Headings struct {
	Slugs SlugStyle `toml:"slugs" json:"slugs"`
	IDs   bool      `toml:"ids" json:"ids"`
}

// Tags says what a tag is.
type Tags struct {
	Inline bool `toml:"inline" json:"inline"`
}

// Daily says where the notes of days are.
type Daily struct {
	Pattern string `toml:"pattern" json:"pattern"` // a path without .md; "" for none
}

// Completion says how completed links are written where the note's own links don't
// tell.
type Completion struct {
	Wiki      WikiStyle `toml:"wiki" json:"wiki"`
	Path      PathStyle `toml:"path" json:"path"`
	Extension bool      `toml:"extension" json:"extension"`
}

// A WikiStyle is how the target of a wiki link is written.
type WikiStyle string

const (
	ShortestWiki WikiStyle = "shortest" // the name, or the path where others have that name
	PathWiki     WikiStyle = "path"     // the path from the root
)

// A PathStyle is from where a Markdown destination counts.
type PathStyle string

const (
	RelativePath PathStyle = "relative"
	RootedPath   PathStyle = "rooted"
)

// Contents says what a table of contents holds.
type Contents struct {
	Levels string `toml:"levels" json:"levels"` // "2-3", or "2" alone
	OnSave bool   `toml:"on-save" json:"on-save"`
}

// Rename says how far a rename goes.
type Rename struct {
	TitleRenamesFile bool `toml:"title-renames-file" json:"title-renames-file"`
}

// NewNote says what a note holds that is made for a link.
type NewNote struct {
	Template string `toml:"template" json:"template"` // the path of a note; "" for none
}

// External says how addresses on the web are judged, where that is asked for.
type External struct {
	Ignore    []string `toml:"ignore" json:"ignore"` // globs, or /regular expressions/
	Accept    []string `toml:"accept" json:"accept"` // "200-299", "403"
	Fragments bool     `toml:"fragments" json:"fragments"`
	Timeout   string   `toml:"timeout" json:"timeout"` // as time.ParseDuration has it
	Pause     string   `toml:"pause" json:"pause"`
}

// Symbols says what an outline holds besides headings.
type Symbols struct {
	Blocks bool `toml:"blocks" json:"blocks"`
	Tags   bool `toml:"tags" json:"tags"`
}

// Server says which features the language server offers.
type Server struct {
	Completion  bool `toml:"completion" json:"completion"`
	Definition  bool `toml:"definition" json:"definition"`
	Hover       bool `toml:"hover" json:"hover"`
	Diagnostics bool `toml:"diagnostics" json:"diagnostics"`
	// PullDiagnostics lets the client ask instead.
	PullDiagnostics bool `toml:"pull-diagnostics" json:"pull-diagnostics"`
	External        bool `toml:"external" json:"external"`
	References      bool `toml:"references" json:"references"`
	Highlights      bool `toml:"highlights" json:"highlights"`
	Symbols         bool `toml:"symbols" json:"symbols"`
	DocumentLinks   bool `toml:"document-links" json:"document-links"`
	Folding         bool `toml:"folding" json:"folding"`
	SelectionRanges bool `toml:"selection-ranges" json:"selection-ranges"`
	SemanticTokens  bool `toml:"semantic-tokens" json:"semantic-tokens"`
	InlayHints      bool `toml:"inlay-hints" json:"inlay-hints"`
	CodeLens        bool `toml:"code-lens" json:"code-lens"`
	Hierarchies     bool `toml:"hierarchies" json:"hierarchies"`
	Rename          bool `toml:"rename" json:"rename"`
	Moves           bool `toml:"moves" json:"moves"`
	Actions         bool `toml:"actions" json:"actions"`

	// PositionEncoding is for clients that count otherwise than they announce.
	PositionEncoding PositionEncoding `toml:"position-encoding" json:"position-encoding"`

	// Watch says who watches the disk.
	Watch Watch `toml:"watch" json:"watch"`

	// Cache keeps what was worked out of the notes for the next start.
	Cache bool `toml:"cache" json:"cache"`
}

// A PositionEncoding is in what client and server count columns: what they agree on,
// or, by LSP's names, bytes, UTF-16 or characters.
type PositionEncoding string

// AgreedEncoding is what the client offers.
const AgreedEncoding PositionEncoding = "agreed"

// A Watch is how the server comes to know what other programs do to the notes.
type Watch string

const (
	WatchAuto   Watch = "auto"   // by the editor where it can, else by itself
	WatchClient Watch = "client" // by the editor alone
	WatchOwn    Watch = "own"    // by itself
	WatchSweep  Watch = "sweep"  // by looking time and again
	WatchOff    Watch = "off"    // when a note is saved
)

// A SlugStyle names a tool whose way of making a heading's fragment is followed.
type SlugStyle string

const (
	GitHubSlugs   SlugStyle = "github"
	GitLabSlugs   SlugStyle = "gitlab"
	HugoSlugs     SlugStyle = "hugo"
	PandocSlugs   SlugStyle = "pandoc"
	KramdownSlugs SlugStyle = "kramdown"
	MdBookSlugs   SlugStyle = "mdbook"
	ObsidianSlugs SlugStyle = "obsidian"
	DocFXSlugs    SlugStyle = "docfx"
)

var slugStyles = []SlugStyle{
	GitHubSlugs, GitLabSlugs, HugoSlugs, PandocSlugs, KramdownSlugs, MdBookSlugs, ObsidianSlugs, DocFXSlugs,
}

// Default returns the settings of someone who sets nothing, before a profile is
// picked: Obsidian's wiki links and GitHub's Markdown together. Its profile is Auto.
func Default() Settings {
	s := Settings{
		Profile: Auto,
		Wiki:    Wiki{Enabled: true, Aliases: true, Titles: true, PathEnd: true, AnyCase: true, FolderNotes: true},
		Markdown: Markdown{
			MissingExtension: true,
			Index:            []string{"index", "README", "_index"},
			Templates:        true,
			PercentComments:  true,
		},
		Headings:   Headings{Slugs: GitHubSlugs, IDs: true},
		Tags:       Tags{Inline: true},
		Completion: Completion{Wiki: ShortestWiki, Path: RelativePath, Extension: true},
		Contents:   Contents{Levels: "2-3"},
		External:   External{Accept: []string{"200-299"}, Timeout: "20s", Pause: "100ms"},
		Problems:   make(map[string]Severity, len(codes)),
		Server: Server{
			Completion: true, Definition: true, Hover: true, Diagnostics: true, References: true, Highlights: true, Symbols: true,
			DocumentLinks: true, Folding: true, SelectionRanges: true, SemanticTokens: true, InlayHints: true, CodeLens: true, Hierarchies: true,
			Rename: true, Moves: true, Actions: true,
			PositionEncoding: AgreedEncoding, Watch: WatchAuto, Cache: true,
		},
	}
	for _, c := range codes {
		s.Problems[c.Name] = c.Severity
	}
	return s
}

// SeverityOf returns how problems of the code are shown: the code's own severity
// where the settings have none, and "" where there is no such code.
func (s Settings) SeverityOf(code string) Severity {
	if set := s.Problems[code]; set != "" {
		return set
	}
	for _, c := range codes {
		if c.Name == code {
			return c.Severity
		}
	}
	return ""
}

package feature

import (
	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

var slugStyles = map[config.SlugStyle]markdown.SlugStyle{
	config.GitHubSlugs:   markdown.GitHubSlugs,
	config.GitLabSlugs:   markdown.GitLabSlugs,
	config.HugoSlugs:     markdown.HugoSlugs,
	config.PandocSlugs:   markdown.PandocSlugs,
	config.KramdownSlugs: markdown.KramdownSlugs,
	config.MdBookSlugs:   markdown.MdBookSlugs,
	config.ObsidianSlugs: markdown.ObsidianSlugs,
	config.DocFXSlugs:    markdown.DocfxSlugs,
}

var rootMarks = map[config.Profile]string{config.Docusaurus: "@site/", config.DocFX: "~/"}

// Rules are what settings say about how a vault is read.
func Rules(s config.Settings) *vault.Rules {
	return &vault.Rules{
		Orphans:  s.SeverityOf("orphan-note") != config.Off,
		Mentions: s.SeverityOf(unlinkedMention) != config.Off,
		Syntax: markdown.Syntax{
			NoWikiLinks:       !s.Wiki.Enabled,
			NoTags:            !s.Tags.Inline,
			NoPercentComments: !s.Markdown.PercentComments,
			LabelFirst:        s.Wiki.LabelFirst,
			LabelBehind:       s.Profile == config.Jekyll,
			Shortcodes:        s.Profile == config.Hugo,
		},
		Slugs:          slugStyles[s.Headings.Slugs],
		NoAliases:      !s.Wiki.Aliases,
		NoTitles:       !s.Wiki.Titles,
		NoPathEnd:      !s.Wiki.PathEnd,
		ExactCase:      !s.Wiki.AnyCase,
		NoFolderNotes:  !s.Wiki.FolderNotes,
		NoHeadingIDs:   !s.Headings.IDs,
		RootMark:       rootMarks[s.Profile],
		Roots:          s.Markdown.Roots,
		ExactExtension: !s.Markdown.MissingExtension,
		HTML:           s.Markdown.HTML,
		SitePaths:      s.Markdown.SitePaths,
		Site:           s.SiteURL,
		Index:          s.Markdown.Index,
		PlainTemplates: !s.Markdown.Templates,
	}
}

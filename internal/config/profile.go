package config

import "slices"

// A Profile names the tool that the notes are written for. Its defaults lie under
// what the user sets.
type Profile string

const (
	Auto       Profile = "auto"  // what DetectProfile finds; never in force itself
	Plain      Profile = "plain" // the defaults as they are
	Obsidian   Profile = "obsidian"
	GitHub     Profile = "github"
	Hugo       Profile = "hugo"
	Quartz     Profile = "quartz"
	Jekyll     Profile = "jekyll"
	Foam       Profile = "foam"
	Dendron    Profile = "dendron"
	MdBook     Profile = "mdbook"
	Docusaurus Profile = "docusaurus"
	DocFX      Profile = "docfx"
)

// A profile is what is known about a Profile.
type profile struct {
	name  Profile
	about string
	// signs are files and folders of which one in the root is enough.
	signs []string
	sets  []choice
}

// A choice is a value for a setting, by its dotted key.
type choice struct {
	key   string
	value any
}

// profiles are in the order in which they are looked for: what publishes notes is
// more specific than what edits them, since a site's notes can be written in any
// editor, and a site's generator before the more general one.
var profiles = []profile{
	{Quartz, "A digital garden: Obsidian's notes, made into a site.", []string{"quartz.config.ts"}, []choice{
		{"wiki.titles", false},
		{"markdown.roots", []string{"content"}},
		{"markdown.site-paths", true},
	}},
	{Docusaurus, "A documentation site.", []string{"docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs", "docusaurus.config.cjs"}, []choice{
		{"wiki.enabled", false},
		{"markdown.roots", []string{"docs", "blog", "static"}},
		{"markdown.html", true},
		{"markdown.site-paths", true},
		{"markdown.percent-comments", false},
		{"tags.inline", false},
	}},
	{DocFX, "Microsoft's documentation.", []string{".openpublishing.publish.config.json", "docfx.json"}, []choice{
		{"wiki.enabled", false},
		{"markdown.missing-extension", false},
		{"markdown.site-paths", true},
		{"markdown.percent-comments", false},
		{"headings.slugs", DocFXSlugs},
		{"tags.inline", false},
	}},
	{MdBook, "A book.", []string{"book.toml"}, []choice{
		{"wiki.enabled", false},
		{"markdown.roots", []string{"src"}},
		{"markdown.html", true},
		{"markdown.index", []string{"README", "index"}},
		{"markdown.percent-comments", false},
		{"headings.slugs", MdBookSlugs},
		{"tags.inline", false},
	}},
	{Dendron, "Notes with dotted names in VS Code.", []string{"dendron.yml"}, []choice{
		{"wiki.label-first", true},
		{"wiki.titles", false},
		{"markdown.roots", []string{"vault", "notes"}},
		{"markdown.percent-comments", false},
	}},
	{Hugo, "A site or blog.", []string{"hugo.toml", "hugo.yaml", "hugo.json"}, []choice{
		{"wiki.enabled", false},
		{"markdown.roots", []string{"content", "static"}},
		{"markdown.html", true},
		{"markdown.index", []string{"_index", "index"}},
		{"markdown.site-paths", true},
		{"markdown.percent-comments", false},
		{"headings.slugs", HugoSlugs},
		{"tags.inline", false},
	}},
	// Jekyll reads GFM unless it is told otherwise, and kramdown's GFM makes
	// GitHub's slugs: its own would drop every letter of a Korean heading.
	{Jekyll, "A blog or wiki, as GitHub Pages makes them.", []string{"_config.yml"}, []choice{
		{"markdown.roots", []string{"_wiki", "_posts"}},
		{"markdown.html", true},
		{"markdown.site-paths", true},
		{"markdown.percent-comments", false},
		{"tags.inline", false},
	}},
	{Foam, "Wiki links in VS Code.", []string{".foam", ".vscode/foam.json"}, []choice{
		{"markdown.percent-comments", false},
	}},
	// Heading text is a fragment everywhere, so GitHub's slugs only add to it: many
	// vaults are read on GitHub too.
	{Obsidian, "An Obsidian vault.", []string{".obsidian"}, []choice{
		{"wiki.titles", false},
		{"markdown.roots", []string{"."}},
	}},
	{GitHub, "Markdown as GitHub shows it, and nothing else.", nil, []choice{
		{"wiki.enabled", false},
		{"markdown.missing-extension", false},
		{"markdown.index", []string{"README"}},
		{"markdown.percent-comments", false},
		{"headings.ids", false},
		{"tags.inline", false},
	}},
}

// DetectProfile picks the profile of a vault by what lies in its root: has reports
// whether a file or folder of that name does, which is a slash path. Of several the
// most specific one is picked, and Plain where there is no sign of any.
func DetectProfile(has func(name string) bool) Profile {
	for _, p := range profiles {
		if slices.ContainsFunc(p.signs, has) {
			return p.name
		}
	}
	return Plain
}

// choicesOf are what the profile sets.
func choicesOf(name Profile) []choice {
	for _, p := range profiles {
		if p.name == name {
			return p.sets
		}
	}
	return nil
}

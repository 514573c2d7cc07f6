package config

import (
	"fmt"
	"net/url"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A field is one setting: a leaf of Settings.
type field struct {
	key   string // dotted, as in "wiki.label-first"
	index []int  // for reflect
	typ   reflect.Type
}

// fields are all settings, in the order of Settings.
var fields = fieldsOf(reflect.TypeFor[Settings](), "", nil)

func fieldsOf(t reflect.Type, prefix string, index []int) []*field {
	var out []*field
	for f := range t.Fields() {
		key := prefix + f.Tag.Get("toml")
		at := slices.Concat(index, f.Index)
		if f.Type.Kind() == reflect.Struct {
			out = append(out, fieldsOf(f.Type, key+".", at)...)
		} else {
			out = append(out, &field{key, at, f.Type})
		}
	}
	return out
}

func fieldOf(key string) *field {
	for _, f := range fields {
		if f.key == key {
			return f
		}
	}
	return nil
}

// in returns the setting's place in s.
func (f *field) in(s *Settings) reflect.Value {
	return reflect.ValueOf(s).Elem().FieldByIndex(f.index)
}

// adds reports whether a layer adds to the lists of those below it: elsewhere it
// replaces them.
func (f *field) adds() bool { return f.key == "exclude" }

// enum lists the values that a setting of the type has, if they are counted.
func enum(t reflect.Type) []string {
	switch t {
	case reflect.TypeFor[Severity]():
		return names(severities)
	case reflect.TypeFor[SlugStyle]():
		return names(slugStyles)
	case reflect.TypeFor[WikiStyle]():
		return []string{string(ShortestWiki), string(PathWiki)}
	case reflect.TypeFor[PathStyle]():
		return []string{string(RelativePath), string(RootedPath)}
	case reflect.TypeFor[PositionEncoding]():
		return []string{string(AgreedEncoding), "utf-8", "utf-16", "utf-32"}
	case reflect.TypeFor[Watch]():
		return names([]Watch{WatchAuto, WatchClient, WatchOwn, WatchSweep, WatchOff})
	case reflect.TypeFor[Profile]():
		all := []string{string(Auto), string(Plain)}
		for _, p := range profiles {
			all = append(all, string(p.name))
		}
		slices.Sort(all[2:])
		return all
	}
	return nil
}

func names[S ~string](values []S) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// keysOf lists the keys that the table of a map has: nil for any other field.
func (f *field) keysOf() []string {
	switch f.typ {
	case reflect.TypeFor[map[string]Severity]():
		return codeNames()
	case reflect.TypeFor[map[string][]string]():
		return append(codeNames(), AllCodes)
	}
	return nil
}

// children lists the keys in the table at prefix, which is "" or ends in a dot.
func children(prefix string) []string {
	var out []string
	for _, f := range fields {
		if rest, ok := strings.CutPrefix(f.key, prefix); ok {
			key, _, _ := strings.Cut(rest, ".")
			if !slices.Contains(out, key) {
				out = append(out, key)
			}
		}
	}
	return out
}

// notInVault lists the settings that a vault's own file may not set, since a vault
// may come from anyone: whatever would widen what is read, written, run or fetched, or
// make us a nuisance to others. That external links are fetched at all is no setting.
var notInVault = []string{"external.pause", "server.external"}

// itemRules say what is wrong with an item of a list, or with a text; "" is nothing.
var itemRules = map[string]func(item string) string{
	"markdown.roots": func(item string) string {
		switch clean := path.Clean(item); {
		case item == "":
			return `is empty: write "." for the vault's root`
		case strings.Contains(item, `\`):
			return "is written with /, on Windows too"
		case path.IsAbs(item), clean == "..", strings.HasPrefix(clean, "../"), strings.Contains(item, ":"), strings.Contains(item, "\x00"):
			return "is not a folder of the vault: write its path from the root"
		}
		return ""
	},
	"new-note.template": func(item string) string {
		switch clean := path.Clean(item); {
		case item == "":
			return ""
		case path.IsAbs(item), clean == "..", strings.HasPrefix(clean, "../"), strings.ContainsAny(item, "\\\x00"):
			return "is not a path in the vault: write it from the root, with /"
		case path.Ext(clean) != ".md" && path.Ext(clean) != ".markdown":
			return "is no note: write its path with .md"
		}
		return ""
	},
	"daily.pattern": func(item string) string {
		switch clean := path.Clean(item); {
		case item == "":
			return ""
		case path.IsAbs(item), clean == "..", strings.HasPrefix(clean, "../"), strings.ContainsAny(item, "\\\x00"):
			return "is not a path in the vault: write it from the root, with /"
		case !strings.Contains(item, "DD"):
			return "has no day: write DD where the day goes"
		}
		return ""
	},
	"contents.levels": func(item string) string {
		from, to, ok := strings.Cut(item, "-")
		if !ok {
			to = from
		}
		if len(from) != 1 || len(to) != 1 || from < "1" || to < from || to > "6" {
			return "is not a range of levels: write it as in 2-3"
		}
		return ""
	},
	"site-url": func(item string) string {
		u, err := url.Parse(item)
		switch {
		case item == "":
			return ""
		case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil:
			return "is not the address of a site: write it as in https://example.org/notes/"
		case u.RawQuery != "" || u.Fragment != "":
			return "is an address with a query or a fragment: write it without"
		}
		return ""
	},
	"external.ignore": func(item string) string {
		if inner, ok := strings.CutPrefix(item, "/"); ok && strings.HasSuffix(inner, "/") {
			if _, err := regexp.Compile(strings.TrimSuffix(inner, "/")); err != nil {
				return "is not a regular expression"
			}
		}
		return ""
	},
	"external.accept": func(item string) string {
		first, last, isRange := strings.Cut(item, "-")
		if !isRange {
			last = first
		}
		from, err1 := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		if err1 != nil || err2 != nil || from < 100 || to > 999 || to < from {
			return `is not a status or a range of them: write "403" or "200-299"`
		}
		return ""
	},
	"external.timeout": durationRule(time.Second, 2*time.Minute),
	"external.pause":   durationRule(0, time.Minute),
	"markdown.index": func(item string) string {
		switch {
		case item == "" || strings.ContainsAny(item, `/\`):
			return "is not a name: write the file name without its folder"
		case strings.HasSuffix(strings.ToLower(item), ".md"):
			return "is written without .md"
		}
		return ""
	},
}

// durationRule is the rule of a length of time.
func durationRule(least, most time.Duration) func(string) string {
	return func(item string) string {
		if d, err := time.ParseDuration(item); err != nil || d < least || d > most {
			return fmt.Sprintf("is not a time from %v to %v: write it as 20s or 500ms", least, most)
		}
		return ""
	}
}

// nouns are what the items of a list are called, in the plural.
var nouns = map[string]string{"exclude": "patterns", "markdown.roots": "folders", "markdown.index": "names", "ignore": "patterns",
	"external.ignore": "patterns", "external.accept": "statuses"}

// about says what each setting and each table is for. It is the only description
// there is: the schema and docs/settings.md are made of it.
var about = map[string]string{
	"profile":  "The tool that the notes are written for. It sets defaults for what follows, and whatever is set wins over them. `auto` picks it by what lies in the vault's root; `plain` is no tool's.",
	"site-url": "Where the notes are published, as in `https://example.org/notes/`. Links to addresses below it are links to the notes, as a destination behind `/` is, and judged as such. What nothing answers to is left to the site where `markdown.site-paths` is on. `notes-lsp check --site-url` is the same.",
	"exclude":  "Notes and folders to leave out, as patterns in the syntax of .gitignore, on top of the vault's .gitignore files. Patterns of all sources add up; the last that matches decides, so `!pattern` takes one back.",

	"wiki":              "How `[[wiki links]]` are read and find their note.",
	"wiki.enabled":      "Whether `[[target]]` is a link at all.",
	"wiki.label-first":  "Whether the label comes first: `[[label|target]]` instead of `[[target|label]]`.",
	"wiki.aliases":      "Whether a note answers to the aliases in its front matter.",
	"wiki.titles":       "Whether a note answers to its title: the one in its front matter, or its first heading. A file's name and an alias come before it.",
	"wiki.path-end":     "Whether the end of a path is enough, so that `[[b/c]]` finds a/b/c.md and `[[c]]` does too. Without it a target is a path from the vault's root.",
	"wiki.any-case":     "Whether `[[bread]]` finds Bread.md. The exact case is preferred either way.",
	"wiki.folder-notes": "Whether `[[folder]]` finds the folder's index note, or the folder itself.",

	"markdown":                   "How `[text](destination)` and `![image](destination)` find their file.",
	"markdown.roots":             "Folders of the vault, in order, that a destination counts from when it is not found from its note's folder, or, with a leading `/`, from the vault's root. `.` is the vault's root.",
	"markdown.missing-extension": "Whether `[x](note)` finds note.md.",
	"markdown.html":              "Whether `note.html` and `note/`, as the site will have it, find note.md.",
	"markdown.index":             "Names of the notes that stand for their folder, without .md; the first that is there counts.",
	"markdown.site-paths":        "Whether a leading `/` is the site's root and not the vault's. Such a destination is followed where the vault has it, and not judged where it does not.",
	"markdown.templates":         "Whether destinations with `{{ }}`, `{% %}` or `{{< >}}` in them are left to the tool that fills them in. Without it they are paths as they stand.",
	"markdown.percent-comments":  "Whether `%% text %%` is a comment, as in Obsidian: its headings and blocks can be linked to, and links in it are not judged.",

	"headings":       "By which `#fragment` a heading is linked to. Wiki links may always quote the heading itself.",
	"headings.slugs": "The tool whose slugs are followed. `kramdown` is its own way, which drops all letters but a to z; Jekyll's is `github`. `obsidian` has no slugs: only the heading's text counts.",
	"headings.ids":   "Whether `{#id}` at the end of a heading is its fragment.",

	"tags":        "What a tag is, besides those in the front matter.",
	"tags.inline": "Whether `#tag` in the text is one.",

	"daily":         "Notes of days, such as a TIL's.",
	"daily.pattern": "Where a day's note is, from the vault's root and without .md: YYYY, YY, MM and DD stand for the date, as in `til/YYYY-MM-DD`. With it `[[today`, `[[오늘`, `[[yesterday`, `[[어제`, `[[tomorrow` and `[[내일` complete to the day's note.",

	"symbols":        "What the outline of a note holds, besides its headings.",
	"symbols.blocks": "Whether blocks with an id are in it.",
	"symbols.tags":   "Whether tags in the text are in it.",

	"contents":         "Tables of contents: lists of links to the note's headings between `<!-- toc -->` and `<!-- /toc -->`.",
	"contents.levels":  "The levels of the headings that are listed, from 1 to 6: `2-3`, or one alone as in `2`. The note's title is not listed.",
	"contents.on-save": "Whether a table of contents is brought up to date when its note is saved.",

	"rename":                    "What a rename changes besides the name and all links to it.",
	"rename.title-renames-file": "Whether a note's file is renamed along with its title.",

	"new-note":          "What a note holds that is made for a link which leads nowhere.",
	"new-note.template": "The note whose text the new one gets, as a path from the vault's root, as in `templates/note.md`. `{{title}}` in it stands for the new note's name and `{{date}}` for the day, as in 2024-11-18. Without it, or where there is no such note, the new one has its name as its heading.",

	"completion":           "How completed links are written. What is typed and the links that the note has already come first: these settings are for where neither tells.",
	"completion.wiki":      "The target of a wiki link: `shortest` is the note's name, or its path from the vault's root where another note has that name; `path` is always the path.",
	"completion.path":      "A destination: `relative` to the note, or `rooted`, from the vault's root with a leading `/`.",
	"completion.extension": "Whether a destination has the note's `.md`. It always has where `markdown.missing-extension` is off.",

	"external":           "How links to the web are judged by `notes-lsp check --external`, which alone asks the web: no setting does. [More](external.md).",
	"external.ignore":    "Addresses that are not asked about: the whole address with `*` for any text, or `/a regular expression/` for any part of it.",
	"external.accept":    "HTTP statuses that are fine, as `403` or `200-299`.",
	"external.fragments": "Whether a page on the web must have the place that a link's `#fragment` names. Pages that scripts put together may have it without our seeing it.",
	"external.timeout":   "How long a request may take, from `1s` to `2m`.",
	"external.pause":     "How long at least from one request to a host to the next, up to `1m`. A vault's own file may not set it.",

	"problems": "How each problem is shown: `error`, `warning`, `info` and `hint` as the editor shows them, `off` not at all.",
	"ignore":   "Where a problem is not reported: by its code, or by `all`, patterns in the syntax of .gitignore that count from the vault's root.",

	"server":                  "Which features the language server offers, so that it can live beside another one. `notes-lsp check` does not look at these.",
	"server.completion":       "Completion of links, headings and tags.",
	"server.definition":       "Going from a link to what it names.",
	"server.hover":            "Showing a link's note under the pointer.",
	"server.diagnostics":      "Showing problems.",
	"server.pull-diagnostics": "Whether the editor asks for problems (LSP's pull diagnostics) instead of being sent them. An editor that can do both would show them twice, so it is one or the other. It is read when the server starts.",
	"server.external":         "Showing what `notes-lsp check --external` last found out about web addresses. The server asks the web for nothing. A vault's own file may not set it.",
	"server.references":       "Finding the links to a note, heading, block, tag, footnote, definition or file.",
	"server.highlights":       "Marking what leads to the same place as what is under the cursor.",
	"server.symbols":          "The outline of a note, and the search for notes, headings and tags.",
	"server.document-links":   "Making links clickable.",
	"server.folding":          "Folding sections, lists, code, quotes, tables, comments and front matter.",
	"server.selection-ranges": "Growing the selection from a word to its link, block, section and note.",
	"server.semantic-tokens":  "Colouring links, links that lead nowhere, tags, block ids and aliases.",
	"server.inlay-hints":      "Showing the title of a note behind a link that shows a bare id or date, and how many links a block id has.",
	"server.code-lens":        "Showing how many links lead to the note and to each heading.",
	"server.rename":           "Renaming notes, headings, tags, blocks and labels with all links to them.",
	"server.moves":            "Mending links when the editor renames or moves files and folders.",
	"server.actions":          "Code actions: mending problems, converting links, moving text between notes.",

	"server.position-encoding": "In what columns are counted between the editor and the server. `agreed` is what the editor offers. Others are for an editor that counts otherwise than it says: Vim's ALE counts bytes, which is `utf-8`. It is read when the server starts.",
	"server.hierarchies":       "Showing links as a tree of calls, and tags as a tree of types.",
	"server.cache":             "Keep what was worked out of the notes in your folder for caches, so that the next start need not read them. `check` and the other commands that read a whole vault use it and keep it up, too. It tells titles, links and tags of the notes; nobody else can read it, and it is removed when it was not of use for a month.",
	"server.watch":             "How the server learns what other programs do to the notes: `auto` has the editor watch the disk where it can, and else does so itself; `client` leaves it to the editor; `own` has the server watch too, for an editor that says it does and does not; `sweep` looks at all files every few seconds, for disks that do not tell of changes; `off` looks when a note is saved.",
}

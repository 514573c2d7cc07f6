package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// checkFindings compares the mistakes in a file with want, each as "line «text»
// message" and " => fix" where there is one.
func checkFindings(t *testing.T, src string, want ...string) Layer {
	t.Helper()
	l := VaultFile(FileName, []byte(src))
	var got []string
	for _, f := range l.Findings {
		s := fmt.Sprintf("%d «%s» %s", f.Line, src[f.Start:f.End], f.Message)
		if f.Fix != "" {
			s += " => " + f.Fix
		}
		got = append(got, s)
	}
	if !slices.Equal(got, want) {
		t.Errorf("VaultFile(%q) finds\n  %s\nwant\n  %s", src, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	return l
}

// allSettings are those at the top of a settings file.
const allSettings = "profile, exclude, site-url, wiki, markdown, headings, tags, daily, symbols, completion, contents, rename, new-note, external, problems, ignore, server"

func TestUnknownKeysAreFoundWithWhatWasMeant(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"# 설정\nexclud = []\n", "2 «exclud» There is no setting exclud. Did you mean exclude? => exclude"},
		{"[wiki]\n# 제목\n\"alias\" = true\n", "3 «\"alias\"» There is no setting wiki.alias. Did you mean wiki.aliases? => aliases"},
		{"[wiki]\nlabelFirst = true\n", "2 «labelFirst» There is no setting wiki.labelFirst. Did you mean wiki.label-first? => label-first"},
		{"[markdown]\nmissing_extension = true\n", "2 «missing_extension» There is no setting markdown.missing_extension. Did you mean markdown.missing-extension? => missing-extension"},
		{"wiki.enabeld = true\n", "1 «enabeld» There is no setting wiki.enabeld. Did you mean wiki.enabled? => enabled"},
		{"wiki = { 별칭 = 1 }\n", "1 «별» This is not TOML, so nothing in the file counts: text like 별 must stand in quotes."},
		{"tags = { \"별칭\" = 1 }\n", "1 «\"별칭\"» There is no setting tags.별칭. In [tags] there are inline."},
		{"[problem]\nno-such-note = 'off'\nself-link = 'off'\n", "1 «problem» There is no setting problem. Did you mean problems? => problems"},
		{"[태그]\n", "1 «태» This is not TOML, so nothing in the file counts: text like 태 must stand in quotes."},
		{"aliases = true\n", "1 «aliases» There is no setting aliases. Did you mean aliases in the table [wiki]?"},
		{"noSuchNote = 'off'\n", "1 «noSuchNote» There is no setting noSuchNote. Did you mean no-such-note in the table [problems]?"},
		{"[wiki]\nexclude = ['초안']\n", "2 «exclude» There is no setting wiki.exclude. Did you mean exclude above the first table?"},
		{"[tags]\nzettel = 1\n", "2 «zettel» There is no setting tags.zettel. In [tags] there are inline."},
		{"\"\" = 1\n", "1 «\"\"» There is no setting . The settings are " + allSettings + "."},
		{"[problems]\nnoSuchNote = 'off'\n", "2 «noSuchNote» problems.noSuchNote: there is no problem of this code. Did you mean no-such-note? => no-such-note"},
		{"[problems]\nnot-utf8 = 'off'\n", "2 «not-utf8» problems.not-utf8: there is no problem of this code. Did you mean not-utf-8? => not-utf-8"},
		{"[ignore]\norphan = []\n", "2 «orphan» ignore.orphan: there is no problem of this code. Did you mean orphan-note? => orphan-note"},
	} {
		checkFindings(t, c.src, c.want)
	}
}

func TestWrongValuesAreFoundWithWhatWasMeant(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"profile = 'obsidain'\n", "1 «'obsidain'» profile can't be \"obsidain\". Did you mean \"obsidian\"? => \"obsidian\""},
		{"profile = \"옵시디언\"\n", "1 «\"옵시디언\"» profile can't be \"옵시디언\". It is one of auto, plain, dendron, docfx, docusaurus, foam, github, hugo, jekyll, mdbook, obsidian, quartz."},
		{"profile = 1\n", "1 «1» profile can't be a number or a date. It is one of auto, plain, dendron, docfx, docusaurus, foam, github, hugo, jekyll, mdbook, obsidian, quartz."},
		{"headings.slugs = 'GitHub'\n", "1 «'GitHub'» headings.slugs can't be \"GitHub\". Did you mean \"github\"? => \"github\""},
		{"problems.self-link = 'warn'\n", "1 «'warn'» problems.self-link can't be \"warn\". Did you mean \"warning\"? => \"warning\""},
		{"problems.self-link = 'information'\n", "1 «'information'» problems.self-link can't be \"information\". Did you mean \"info\"? => \"info\""},
		{"problems.self-link = false\n", "1 «false» problems.self-link can't be false. Did you mean \"off\"? => \"off\""},
		{"problems.self-link = true\n", "1 «true» problems.self-link can't be true. It is one of error, warning, info, hint, off."},
		{"wiki.enabled = \"true\"\n", "1 «\"true\"» wiki.enabled is true or false without quotes. => true"},
		{"wiki.enabled = \"예\"\n", "1 «\"예\"» wiki.enabled is true or false, and this is a text."},
		{"wiki.enabled = 2026-11-18\n", "1 «2026-11-18» wiki.enabled is true or false, and this is a number or a date."},
		{"exclude = '초안/'\n", "1 «'초안/'» exclude is a list of patterns. Write [\"초안/\"]. => [\"초안/\"]"},
		{"exclude = true\n", "1 «true» exclude is a list of patterns, and this is true or false."},
		{"exclude = { a = ['초안'] } # 끝\n", "1 «{ a = ['초안'] }» exclude is a list of patterns, and this is a table."},
		{"exclude = ['초안', 7]\n", "1 «7» exclude is a list of patterns in quotes, and this is a number or a date."},
		{"exclude = ['초안', [ 'b' ]]\n", "1 «['초안', [ 'b' ]]» exclude is a list of patterns in quotes, and this is a list."},
		{"[[exclude]]\n", "1 «exclude» exclude is a list of patterns in quotes, and this is a table."},
		{"[[wiki]]\nenabled = true\n", "1 «wiki» wiki is a table of settings, and this is a list. Its settings are enabled, label-first, aliases, titles, path-end, any-case, folder-notes."},
		{"wiki = '켜기'\n", "1 «'켜기'» wiki is a table of settings, and this is a text. Its settings are enabled, label-first, aliases, titles, path-end, any-case, folder-notes."},
		{"problems = [\n 'self-link', # 나\n]\n", "1 «[\n 'self-link', # 나\n]» problems is a table by codes, and this is a list."},
		{"ignore.all = '보관'\n", "1 «'보관'» ignore.all is a list of patterns. Write [\"보관\"]. => [\"보관\"]"},
		{"markdown.roots = ['문서', '../비밀']\n", "1 «'../비밀'» markdown.roots: \"../비밀\" is not a folder of the vault: write its path from the root."},
		{"markdown.roots = ['a/../../b']\n", "1 «'a/../../b'» markdown.roots: \"a/../../b\" is not a folder of the vault: write its path from the root."},
		{"markdown.roots = ['/etc']\n", "1 «'/etc'» markdown.roots: \"/etc\" is not a folder of the vault: write its path from the root."},
		{"markdown.roots = ['C:/x']\n", "1 «'C:/x'» markdown.roots: \"C:/x\" is not a folder of the vault: write its path from the root."},
		{"markdown.roots = ['문서\\하위']\n", "1 «'문서\\하위'» markdown.roots: \"문서\\\\하위\" is written with /, on Windows too."},
		{"markdown.roots = ['']\n", "1 «''» markdown.roots: \"\" is empty: write \".\" for the vault's root."},
		{"markdown.index = ['README.md']\n", "1 «'README.md'» markdown.index: \"README.md\" is written without .md."},
		{"markdown.index = ['a/목차']\n", "1 «'a/목차'» markdown.index: \"a/목차\" is not a name: write the file name without its folder."},
	} {
		checkFindings(t, c.src, c.want)
	}
}

func TestOnlyTheFirstOfTwoCounts(t *testing.T) {
	l := checkFindings(t, "exclude = ['가']\nexclude = ['나']\n", "2 «exclude» exclude is set twice. This one does not count.")
	if s, _ := Resolve(Plain, l); !slices.Equal(s.Exclude, []string{"가"}) {
		t.Errorf("exclude is %q, want the first", s.Exclude)
	}
	checkFindings(t, "wiki.enabled = false\nwiki.enabled.x = 1\n", "2 «wiki.enabled.x» wiki.enabled.x is set twice. This one does not count.")
	checkFindings(t, "wiki = {enabled = true, enabled = false}\n", "1 «enabled» wiki.enabled is set twice. This one does not count.")
	l = checkFindings(t, "[wiki]\nenabled = false\n[tags]\n[wiki]\ntitles = false\n",
		"4 «wiki» [wiki] is there twice. Put its settings together under the first.")
	if s, _ := Resolve(Plain, l); s.Wiki.Enabled || s.Wiki.Titles {
		t.Errorf("wiki is %+v, want what both tables set", s.Wiki)
	}
	checkFindings(t, "exclude = []\n[exclude]\nx = 1\n", "2 «exclude» exclude is set twice. This one does not count.")
	checkFindings(t, "exclude = []\n[[exclude.x]]\n", "2 «exclude.x» exclude.x is set twice. This one does not count.")
}

// A mistake must not turn off what a user relies on elsewhere in the file.
func TestTheRestOfAFileCounts(t *testing.T) {
	l := checkFindings(t, "exclude = ['초안', 1]\nbogus = 1\n[problems]\nself-link = 'info'\nno-such-note = 'of'\n",
		"1 «1» exclude is a list of patterns in quotes, and this is a number or a date.",
		"2 «bogus» There is no setting bogus. The settings are "+allSettings+".",
		"5 «'of'» problems.no-such-note can't be \"of\". Did you mean \"off\"? => \"off\"")
	s, _ := Resolve(Plain, l)
	if !slices.Equal(s.Exclude, []string{"초안"}) || s.SeverityOf("self-link") != Info || s.SeverityOf("no-such-note") != Warning {
		t.Errorf("Resolve = %v %v, want the settings without mistakes", s.Exclude, s.Problems)
	}
}

func TestAFileThatIsNotTOMLSetsNothing(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"exclude = ['초안']\n[wiki\n", "2 «\n» This is not TOML, so nothing in the file counts: expected ']' to close table name."},
		{"exclude = 초안\n", "1 «초» This is not TOML, so nothing in the file counts: text like 초 must stand in quotes."},
		{"exclude = ['초안'\n", "1 «\n» This is not TOML, so nothing in the file counts: array is incomplete."},
		{"가", "1 «가» This is not TOML, so nothing in the file counts: text like 가 must stand in quotes."},
		{"# 초안\n\"\xc3\xca\" = 1\n", "2 «\xc3» The file is not UTF-8 text, so none of it counts. Save it as UTF-8."},
		{"\ufeffexclude = = 1\n", "1 «=» This is not TOML, so nothing in the file counts: unexpected character U+003D '=' at start of value."},
	} {
		l := checkFindings(t, c.src, c.want)
		if s, _ := Resolve(Plain, l); len(s.Exclude) > 0 {
			t.Errorf("VaultFile(%q) sets exclude to %q, want nothing", c.src, s.Exclude)
		}
	}
}

func TestAByteOrderMarkAndWindowsLinesAreFine(t *testing.T) {
	l := checkFindings(t, "\ufeff# 메모장\r\nexclude = ['초안']\r\nbogu = 1\r\n",
		"3 «bogu» There is no setting bogu. The settings are "+allSettings+".")
	if s, _ := Resolve(Plain, l); !slices.Equal(s.Exclude, []string{"초안"}) {
		t.Errorf("exclude is %q, want 초안", s.Exclude)
	}
}

func TestMistakesAreNotToldWithoutEnd(t *testing.T) {
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, "no-such-setting-%d = 1\n", i)
	}
	l := VaultFile(FileName, []byte(b.String()))
	if len(l.Findings) != maxFindings+1 || l.Findings[maxFindings].Message != "There are more mistakes. Mend the others first." {
		t.Errorf("%d findings, want %d and a last one that says so", len(l.Findings), maxFindings)
	}
}

// What a vault may not set it can't, wherever it came from; the user can.
func TestAVaultCantSetWhatReachesOutsideIt(t *testing.T) {
	src := []byte("[markdown]\nroots = ['문서']\n")
	l := readFile(FileName, src, []string{"markdown.roots"})
	if len(l.Findings) != 1 || !strings.HasPrefix(l.Findings[0].Message, "A vault's file may not set markdown.roots.") {
		t.Errorf("findings are %v, want that a vault may not set it", l.Findings)
	}
	if s, _ := Resolve(Plain, l); len(s.Markdown.Roots) > 0 {
		t.Errorf("the vault set roots to %q", s.Markdown.Roots)
	}
	if s, _ := Resolve(Plain, UserFile("config.toml", src)); len(s.Markdown.Roots) != 1 {
		t.Errorf("the user's roots are %q, want 문서", s.Markdown.Roots)
	}
	for _, key := range notInVault {
		if fieldOf(key) == nil {
			t.Errorf("notInVault names %s, which is no setting", key)
		}
	}
}

func TestAFindingSaysWhereItIs(t *testing.T) {
	in, ed := VaultFile("/노트/.notes-lsp.toml", []byte("\nx=1")).Findings, Editor([]byte(`{"wiki": 1}`)).Findings
	if len(in) != 1 || !strings.HasPrefix(in[0].String(), "/노트/.notes-lsp.toml:2: There is no setting x.") || in[0].Key != "x" {
		t.Errorf("findings are %v, want one with file and line", in)
	}
	if len(ed) != 1 || !strings.HasPrefix(ed[0].String(), "editor settings: wiki is a table") {
		t.Errorf("findings are %v, want one that names the editor", ed)
	}
}

func TestSettingsOfExternalLinks(t *testing.T) {
	checkFindings(t, "site-url = 'https://한글.kr:8080/notes'\n[external]\nignore = ['http://x*', '/[.]zip$/', '/']\naccept = ['200-299', '403']\ntimeout = '1m30s'\n")
	for _, bad := range []string{"example.org/notes", "ftp://example.org", "https://", "https://me@example.org", "https://example.org/?x", "https://example.org/#x"} {
		if l := VaultFile(FileName, []byte("site-url = '"+bad+"'\n")); len(l.Findings) != 1 {
			t.Errorf("site-url %s: %v, want a finding", bad, l.Findings)
		}
	}
	for _, bad := range []string{"ignore = ['/(/']", "accept = ['99']", "accept = ['300-200']", "accept = ['ok']", "accept = ['200-1000']", "timeout = '0s'", "timeout = '3m'", "timeout = '20'"} {
		if l := VaultFile(FileName, []byte("[external]\n"+bad+"\n")); len(l.Findings) != 1 {
			t.Errorf("%s: %v, want a finding", bad, l.Findings)
		}
	}
	checkFindings(t, "[external]\npause = '0s'\n", "2 «pause» A vault's file may not set external.pause. Set it in your own settings or in the editor.")
	checkFindings(t, "[server]\nexternal = true\n", "2 «external» A vault's file may not set server.external. Set it in your own settings or in the editor.")
	if s, _ := Resolve(Plain, UserFile("config.toml", []byte("[external]\npause = '0s'\n[server]\nexternal = true\n"))); s.External.Pause != "0s" || !s.Server.External {
		t.Errorf("the user's settings are %+v, want what they set", s.External)
	}
}

func TestPatternOfDays(t *testing.T) {
	checkFindings(t, "daily.pattern = 'til/YYYY-MM-DD'\n")
	checkFindings(t, "daily.pattern = '일지/YYYY'\n", "1 «'일지/YYYY'» daily.pattern: \"일지/YYYY\" has no day: write DD where the day goes.")
	checkFindings(t, "daily.pattern = '../YYYY-MM-DD'\n", "1 «'../YYYY-MM-DD'» daily.pattern: \"../YYYY-MM-DD\" is not a path in the vault: write it from the root, with /.")
	checkFindings(t, "daily.pattern = 1\n", "1 «1» daily.pattern is text in quotes, and this is a number or a date.")
}

func TestTemplatesAreNotesOfTheVault(t *testing.T) {
	checkFindings(t, "new-note.template = '틀/새 글.md'\n")
	checkFindings(t, "new-note.template = '틀/새 글'\n", "1 «'틀/새 글'» new-note.template: \"틀/새 글\" is no note: write its path with .md.")
	checkFindings(t, "new-note.template = '../틀.md'\n", "1 «'../틀.md'» new-note.template: \"../틀.md\" is not a path in the vault: write it from the root, with /.")
	checkFindings(t, "new-note.template = '/etc/틀.md'\n", "1 «'/etc/틀.md'» new-note.template: \"/etc/틀.md\" is not a path in the vault: write it from the root, with /.")
}

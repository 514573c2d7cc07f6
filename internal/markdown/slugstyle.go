package markdown

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A SlugStyle is a site's way of making ids for headings. The zero SlugStyle is
// GitHub's.
type SlugStyle uint8

const (
	GitHubSlugs SlugStyle = iota
	GitLabSlugs
	HugoSlugs
	PandocSlugs
	KramdownSlugs
	MdBookSlugs
	ObsidianSlugs // none: a fragment is the heading's text
	DocfxSlugs
)

// IDs returns the id of each heading, numbered where it repeats, and "" for a
// heading that has none.
func (y SlugStyle) IDs(headings []Heading) []string {
	ids := make([]string, len(headings))
	if y == GitHubSlugs {
		var slugs Slugger
		for i, h := range headings {
			ids[i] = slugs.Slug(h.Text)
		}
		return ids
	}
	seen := map[string]int{}
	for i, h := range headings {
		base := y.Slug(h.Text)
		if n := seen[base]; n > 0 && base != "" {
			ids[i] = base + "-" + strconv.Itoa(n)
		} else {
			ids[i] = base
		}
		seen[base]++
	}
	return ids
}

// Slug returns the id of a heading of this text before repeats are numbered.
func (y SlugStyle) Slug(heading string) string {
	if y == GitHubSlugs {
		return Slug(heading)
	}
	heading = norm.NFC.String(strings.TrimSpace(heading))
	switch y {
	case GitLabSlugs:
		return gitLabSlug(heading)
	case HugoSlugs:
		return alphanumericSlug(heading, unicode.IsDigit)
	case MdBookSlugs:
		return alphanumericSlug(heading, unicode.IsNumber)
	case PandocSlugs:
		return pandocSlug(heading)
	case KramdownSlugs:
		return kramdownSlug(heading)
	case ObsidianSlugs:
		return ""
	case DocfxSlugs:
		return orSection(Slug(heading)) // nothing is trimmed: "-gt and -le &" is "-gt-and--le-"
	}
	return Slug(heading)
}

func orSection(slug string) string {
	if slug == "" {
		return "section"
	}
	return slug
}

// gitLabSlug is GitHub's with runs of hyphens made one; a number alone gets a
// word before it (GitLab, Heading IDs).
func gitLabSlug(heading string) string {
	slug := squeeze(Slug(heading))
	if slug != "" && strings.Trim(slug, "0123456789") == "" {
		return "anchor-" + slug
	}
	return slug
}

func squeeze(slug string) string {
	for strings.Contains(slug, "--") {
		slug = strings.ReplaceAll(slug, "--", "-")
	}
	return slug
}

// alphanumericSlug keeps letters, numbers, "-" and "_", and makes spaces hyphens
// (Hugo, autoHeadingIDType github; mdBook, normalize_id). Whether ① is a number the
// tools' languages see differently.
func alphanumericSlug(heading string, isNumber func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return '-'
		case unicode.IsLetter(r), isNumber(r), r == '-', r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

// pandocSlug keeps "_", "-" and "." besides letters and digits, and starts at the
// first letter (Pandoc, auto_identifiers).
func pandocSlug(heading string) string {
	slug := strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || strings.ContainsRune("_-. \t", r) {
			return unicode.ToLower(r)
		}
		return -1
	}, heading)), "-")
	if first := strings.IndexFunc(slug, unicode.IsLetter); first >= 0 {
		return slug[first:]
	}
	return orSection("")
}

// kramdownSlug keeps ASCII only and starts at the first letter (kramdown,
// auto_ids). GitHub Pages uses kramdown's GFM parser, whose ids are GitHub's.
func kramdownSlug(heading string) string {
	isLatin := func(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' && r < 0x80 }
	heading = heading[max(strings.IndexFunc(heading, isLatin), 0):]
	slug := strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case isLatin(r), '0' <= r && r <= '9', r == '-':
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
	if strings.IndexFunc(slug, isLatin) != 0 {
		return "section"
	}
	return slug
}

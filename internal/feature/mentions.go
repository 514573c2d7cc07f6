package feature

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Mention is a place in prose that uses a note's name without linking to it.
type Mention struct {
	Span text.Span // the name, without the particle that follows it in Korean
	// Notes are those that answer to the name, sorted; more than one when it is
	// ambiguous.
	Notes []vault.NoteID
}

// MentionsIn returns the mentions in n of other notes, in the order of its text. At
// each place the longest name counts, be it one of the note's own, which is no
// mention. It costs what the note holds, however many names the vault has, and gives
// nothing when the note's text is not to be had.
func MentionsIn(s *vault.Snapshot, n *vault.Note) []Mention { return mentionsIn(s, n, n.Text()) }

func mentionsIn(s *vault.Snapshot, n *vault.Note, src []byte) []Mention {
	prose := proseOf(n, src)
	var out []Mention
	for i := 0; i < len(prose.Runes); i++ {
		if !vault.IsWordStart(prose.Runes, i) {
			continue
		}
		lengths := s.NameLengths(prose.Runes, i)
		if len(lengths) == 0 || !startsMention(prose.Runes, i) || prose.IsCut(i) {
			continue
		}
		if length, notes := longestName(s, prose, src, i, lengths); length > 0 {
			if !slices.Contains(notes, n.ID) {
				out = append(out, Mention{prose.Span(i, i+length), notes})
			}
			i += length - 1
		}
	}
	return out
}

// longestName finds the longest name at the i-th rune of prose; lengths are those
// that are possible.
func longestName(s *vault.Snapshot, prose *vault.FoldedText, src []byte, i int, lengths []uint8) (length int, notes []vault.NoteID) {
	whole := prose.Runes[i:min(len(prose.Runes), i+int(lengths[len(lengths)-1]))]
	if gap := slices.Index(whole, vault.Gap); gap >= 0 {
		whole = whole[:gap]
	}
	for len(lengths) > 0 {
		length := int(lengths[len(lengths)-1])
		first, _ := slices.BinarySearch(lengths, uint8(length)) // many names may be as long
		lengths = lengths[:first]
		end := i + length
		if length > len(whole) || !endsMention(prose.Runes, end) || prose.IsCut(end) {
			continue
		}
		var notes []vault.NoteID
		for _, name := range s.Named(string(whole[:length])) {
			if !name.OwnCase || vault.SameText(string(prose.Span(i, end).Of(src)), name.Text) {
				notes = append(notes, name.ID)
			}
		}
		if len(notes) > 0 {
			slices.Sort(notes)
			return length, slices.Compact(notes)
		}
	}
	return 0, nil
}

// startsMention reports whether what starts at runes[i], behind no letter, may be a
// name and not a part of something else: a path, an option, a variable, an address.
func startsMention(runes []rune, i int) bool {
	if i == 0 {
		return true
	}
	switch runes[i-1] {
	case '#', '@', '$', '\\', '[', '!':
		return false
	case '-', '.', '/', '~':
		if vault.ScriptOf(runes[i]) != vault.Spaced {
			return true
		}
		return i > 1 && vault.ScriptOf(runes[i-2]) != vault.NoLetter && vault.ScriptOf(runes[i-2]) != vault.Spaced
	case ':', '=', '+', '&', '%', ')', '\'', '’':
		return i < 2 || vault.ScriptOf(runes[i]) != vault.Spaced || vault.ScriptOf(runes[i-2]) != vault.Spaced
	}
	return true
}

// endsMention reports whether a name may end before runes[i]: no letter or digit
// follows but particles, and it is not a part of something longer.
func endsMention(runes []rune, i int) bool {
	if !endsName(runes, i) {
		return false
	}
	if i == len(runes) {
		return true
	}
	last, next := vault.ScriptOf(runes[i-1]), vault.ScriptOf(runes[i])
	switch next {
	case vault.Spaced:
		return last == vault.Han || last == vault.Hiragana || last == vault.Katakana
	case vault.Katakana:
		return last != vault.Katakana
	case vault.Hangul, vault.Han, vault.Hiragana:
		return true
	}
	beyond := i + 1
	for beyond < min(len(runes), i+4) && runes[i] == '_' && runes[beyond] == '_' {
		beyond++
	}
	after := vault.Gap
	if beyond < len(runes) {
		after = runes[beyond]
	}
	isWord := vault.ScriptOf(after) == vault.Spaced
	switch runes[i] {
	case '_':
		return vault.ScriptOf(after) == vault.NoLetter
	case '\'', '’':
		return !isWord || after == 's' && (beyond+1 == len(runes) || vault.ScriptOf(runes[beyond+1]) == vault.NoLetter)
	case '-', '.', ':', '=', '+', '&', '%', '@', '#', '\\', '~':
		return !isWord || last != vault.Spaced
	case '/':
		return last != vault.Spaced || vault.ScriptOf(after) != vault.NoLetter && !isWord
	case '(':
		return after != ')'
	}
	return true
}

// NoteAt returns the note that the link under the cursor leads to, and the cursor's
// own where there is no link to a note.
func NoteAt(s *vault.Snapshot, at Cursor) vault.NoteID {
	if l, ok := at.link(); ok {
		if t := s.Resolve(at.Note.ID, l); t.Status == vault.Found {
			if _, isNote := s.Note(t.ID); isNote {
				return t.ID
			}
		}
	}
	return at.Note.ID
}

// A MentionFinder finds the mentions of one note, in one note after the other.
type MentionFinder struct {
	s  *vault.Snapshot
	id vault.NoteID
	// parts are, for each name, parts of it that a text with the name has.
	parts [][][]byte
}

// MentionsOf returns what finds the mentions of id. It may be used from any number
// of goroutines.
func MentionsOf(s *vault.Snapshot, id vault.NoteID) *MentionFinder {
	f := &MentionFinder{s: s, id: id}
	if n, ok := s.Note(id); ok {
		for _, name := range n.SpokenNames() {
			f.parts = append(f.parts, plainParts(name))
		}
	}
	return f
}

// plainParts cuts a folded name into parts whose letters are written in one way, but
// for the case of ASCII: without spaces, which may be line ends.
func plainParts(name string) [][]byte {
	var parts [][]byte
	for part := range strings.FieldsFuncSeq(name, func(r rune) bool {
		return r == ' ' || r >= utf8.RuneSelf && !(0xAC00 <= r && r <= 0xD7A3) && !unicode.Is(unicode.Han, r)
	}) {
		parts = append(parts, []byte(part))
	}
	return parts
}

// In returns the mentions of the finder's note in n, as MentionsIn has them.
func (f *MentionFinder) In(n *vault.Note) []Mention {
	if n.ID == f.id || len(f.parts) == 0 {
		return nil
	}
	src := n.Text()
	lower, plain := lowerASCII(src)
	mayHave := func(parts [][]byte) bool {
		return !slices.ContainsFunc(parts, func(part []byte) bool { return !bytes.Contains(lower, part) })
	}
	if plain && !slices.ContainsFunc(f.parts, mayHave) {
		return nil
	}
	return slices.DeleteFunc(mentionsIn(f.s, n, src), func(m Mention) bool { return !slices.Contains(m.Notes, f.id) })
}

// lowerASCII returns src with its ASCII letters in lower case. plain is false where it
// has one of the few characters that Fold makes ASCII, Hangul syllables or Han of: the
// letters of decomposed Hangul, the Kelvin sign, ligatures and other forms for
// compatibility, "ſ", "ß" and their like.
func lowerASCII(src []byte) (lower []byte, plain bool) {
	lower = make([]byte, len(src))
	plain = true
	for i, c := range src {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		lower[i] = c
		if c < 0xC3 || 0xE3 <= c && c <= 0xED || i+1 == len(src) {
			continue
		}
		switch next := src[i+1]; c {
		case 0xC3:
			plain = plain && next != 0x9F // ß
		case 0xC4:
			plain = plain && next != 0xB0 // İ
		case 0xC5:
			plain = plain && next != 0xBF && next != 0x89 // ſ, ŉ
		case 0xC7:
			plain = plain && next != 0xB0 // ǰ
		case 0xE1:
			plain = plain && next != 0x84 && next != 0xBA // U+1100 to U+113F, U+1E80 to U+1EBF
		case 0xE2:
			plain = plain && next != 0x84 // U+2100 to U+213F
		case 0xEF:
			plain = plain && (next < 0xA4 || next > 0xAC) // U+F900 to U+FB3F
		case 0xF0:
			plain = plain && next != 0xAF // U+2F000 to U+2FFFF
		}
	}
	return lower, plain
}

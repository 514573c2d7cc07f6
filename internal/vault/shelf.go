package vault

import (
	"iter"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Shelf holds the headings and block ids of some notes as a search sees them first:
// in one text. There are many times as many of them as of names, and to read on is
// much faster than to follow a pointer to each note.
type Shelf struct {
	// text starts with a line end; of each note it has what ShelfRow.Text returns.
	text  string
	rows  []ShelfRow // in the order of text
	lines *shelfLines
}

// shelfLines tells where lines of a Shelf's text start, the empty ones left out, by
// their first byte: those with byte b are starts[first[b]:first[b+1]], in the order of
// the text.
type shelfLines struct {
	first  [257]int32
	starts []int32
}

func shelfLinesOf(text string) *shelfLines {
	each := func(do func(at int)) {
		for at := 1; at < len(text); at++ {
			if text[at] != '\n' {
				do(at)
				at += strings.IndexByte(text[at:], '\n')
			}
		}
	}
	l := &shelfLines{}
	each(func(at int) { l.first[int(text[at])+1]++ })
	for b := range 256 {
		l.first[b+1] += l.first[b]
	}
	next := l.first
	l.starts = make([]int32, l.first[256])
	each(func(at int) {
		l.starts[next[text[at]]] = int32(at)
		next[text[at]]++
	})
	return l
}

// A ShelfRow is a note on a Shelf.
type ShelfRow struct {
	Pairs   WidePairs // of Text
	Note    *Note
	Changed int64     // as in Findable
	start   int32     // in Shelf.text
	lengths [2]uint64 // of the names' PackedLength, without Hangul and with
	Loose   bool      // a name has Hangul letters that stand alone
}

// Rows are the notes on the shelf.
func (s *Shelf) Rows() []ShelfRow { return s.rows }

// Text returns a line end and two lines for each place of row i: its name, and its
// initials where they differ, both Packed, with PackedLength before the line end.
// They are empty for a place that has no name or only the note's title.
func (s *Shelf) Text(i int) string {
	end := len(s.text)
	if i+1 < len(s.rows) {
		end = int(s.rows[i+1].start)
	}
	return s.text[s.rows[i].start-1 : end]
}

// Starting yields the lines that start with what is given, which is not empty: the row,
// and where in its Text, in the order of the rows.
func (s *Shelf) Starting(with string) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		row := 0
		for _, at := range s.lines.starts[s.lines.first[with[0]]:s.lines.first[int(with[0])+1]] {
			if !strings.HasPrefix(s.text[at:], with) {
				continue
			}
			for row+1 < len(s.rows) && s.rows[row+1].start <= at {
				row++
			}
			if !yield(row, int(at-s.rows[row].start+1)) {
				return
			}
		}
	}
}

// PlaceOf is the place that a line of Text is about, of which 0 is the first behind the
// line end that Text starts with.
func (r *ShelfRow) PlaceOf(line int) Place { return r.Note.placeAt(line / 2) }

// Shortest is the PackedLength of the shortest name that is at least so long, at most
// 63, of those with Hangul alone if so wanted; 64 where there is none.
func (r *ShelfRow) Shortest(atLeast int, hangul bool) int {
	lengths := r.lengths[1]
	if !hangul {
		lengths |= r.lengths[0]
	}
	return bits.TrailingZeros64(lengths >> atLeast << atLeast)
}

// WidePairs is a PairSet for the many names of a note.
type WidePairs [8]uint64

// WidePairsOf returns the pairs of a Packed string.
func WidePairsOf(s string) WidePairs {
	var set WidePairs
	for i := 1; i < len(s); i++ {
		bit := (uint32(s[i-1])<<8 | uint32(s[i])) * 0x9E3779B1 >> 23
		set[bit/64] |= 1 << (bit % 64)
	}
	return set
}

// Has reports whether s has all of sub.
func (s *WidePairs) Has(sub *WidePairs) bool {
	var lacks uint64
	for i := range s {
		lacks |= sub[i] &^ s[i]
	}
	return lacks == 0
}

// maxPlaceName is how much of a long name a search sees, in bytes.
const maxPlaceName = 256

// PlaceName is what a search knows a heading or block by; "" for a block that has no
// id.
func (n *Note) PlaceName(p Place) string {
	if p.Kind == BlockPlace {
		return n.Doc.Blocks[p.Index].ID
	}
	name := strings.TrimSpace(n.Doc.Headings[p.Index].Text)
	if len(name) > maxPlaceName {
		name = strings.ToValidUTF8(name[:maxPlaceName], "")
	}
	return name
}

// isTitle reports whether p says what the note is called: the note is found by that
// already.
func (n *Note) isTitle(p Place) bool {
	if p.Kind != HeadingPlace || n.Doc.Headings[p.Index].Level > 1 {
		return false
	}
	return strings.TrimSpace(n.Doc.Headings[p.Index].Text) == strings.TrimSpace(n.Doc.Title())
}

// placeAt is the place with this number, headings first.
func (n *Note) placeAt(i int) Place {
	if headings := len(n.Doc.Headings); i >= headings {
		return Place{BlockPlace, i - headings}
	}
	return Place{HeadingPlace, i}
}

// appendPlaces adds the lines of r's note to a Shelf, and to r what they are like;
// none where there is nothing to find.
func (r *ShelfRow) appendPlaces(text []byte) []byte {
	n, out := r.Note, text
	r.lengths = [2]uint64{}
	count := len(n.Doc.Headings) + len(n.Doc.Blocks)
	for i := range count {
		place := n.placeAt(i)
		name := Fold(n.PlaceName(place))
		// No parser makes a name of two lines, but what follows hangs on it.
		if name == "" || strings.Contains(name, "\n") || n.isTitle(place) {
			out = append(out, "\n\n"...)
			continue
		}
		r.Loose = r.Loose || strings.ContainsFunc(name, IsLetter)
		length := byte(min(utf8.RuneCountInString(name), LongestPacked))
		hangul := 0
		jamo := Jamo(name)
		out = append(appendPacked(out, jamo), packedLength+length, '\n')
		if jamo != name {
			out = append(appendPacked(out, Initials(name)), packedLength+length)
			hangul = 1
		}
		r.lengths[hangul] |= 1 << length
		out = append(out, '\n')
	}
	if len(out) == len(text)+2*count {
		return text
	}
	return out
}

// Shelves yields what a search may find in notes, in no order: the part-th of parts
// that are about as large.
func (s *Snapshot) Shelves(part, parts int) iter.Seq[*Shelf] {
	return func(yield func(*Shelf) bool) {
		if s.found.shelves == nil {
			return
		}
		for i := range shardsOf(part, parts) {
			if shelf := &s.found.shelves[i]; len(shelf.rows) > 0 && !yield(shelf) {
				return
			}
		}
	}
}

// A restock is what becomes of a shelf's notes.
type restock struct {
	gone []*Note
	come []ShelfRow
}

// of notes the change of a note at p, each nil for none.
func (r *restock) of(old *Note, p *place, n *Note) {
	if old != nil {
		r.gone = append(r.gone, old)
	}
	if n != nil && !p.revealed {
		r.come = append(r.come, ShelfRow{Note: n, Changed: n.changed()})
	}
}

// shelf returns old after r: it copies what stays and packs what comes.
func (r *restock) shelf(old Shelf) Shelf {
	text, rows := make([]byte, 1, len(old.text)+256*len(r.come)+1), make([]ShelfRow, 0, len(old.rows)+len(r.come))
	text[0] = '\n'
	for i, row := range old.rows {
		if slices.Contains(r.gone, row.Note) {
			continue
		}
		text, row.start = append(text, old.Text(i)[1:]...), int32(len(text))
		rows = append(rows, row)
	}
	for _, row := range r.come {
		row.start = int32(len(text))
		if text = row.appendPlaces(text); len(text) > int(row.start) {
			row.Pairs = WidePairsOf(string(text[row.start-1:]))
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return Shelf{}
	}
	whole := string(text)
	return Shelf{whole, slices.Clip(rows), shelfLinesOf(whole)}
}

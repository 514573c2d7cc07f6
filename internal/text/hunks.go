package text

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// context is how many lines a hunk shows around what changes, as diff -u does.
const context = 3

// Hunks writes edits of src as the hunks of a unified diff, as git apply reads them.
// Lines end at \n alone; a \r before it is a part of the line. It fails where Apply
// does.
func Hunks(src []byte, edits []Edit) (string, error) {
	changes, err := changedLines(src, edits)
	if err != nil {
		return "", err
	}
	lines := splitLines(src)
	var b strings.Builder
	grown := 0 // how many more lines there are in the new text by now
	for len(changes) > 0 {
		n := 1
		for n < len(changes) && changes[n].first-changes[n-1].end <= 2*context {
			n++
		}
		grown += writeHunk(&b, lines, changes[:n], grown)
		changes = changes[n:]
	}
	return b.String(), nil
}

// A lineChange replaces the lines from first to before end.
type lineChange struct {
	first, end int
	new        [][]byte
}

// changedLines lists what edits do to whole lines of src.
func changedLines(src []byte, edits []Edit) ([]lineChange, error) {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b Edit) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	lines := splitLines(src)
	starts := make([]int, len(lines)+1)
	for i, l := range lines {
		starts[i+1] = starts[i] + len(l)
	}
	lineAt := func(off int32) int {
		i, found := slices.BinarySearch(starts, int(off))
		if !found {
			i--
		}
		return min(i, max(len(lines)-1, 0))
	}
	var out []lineChange
	for i := 0; i < len(sorted); {
		if _, err := Apply(src, sorted[i:i+1]); err != nil {
			return nil, err
		}
		// The line that an edit ends in belongs to it: without the line end before it,
		// the two are one.
		first, last, group := lineAt(sorted[i].Start), lineAt(sorted[i].End), i+1
		for group < len(sorted) && lineAt(sorted[group].Start) <= last {
			last = max(last, lineAt(sorted[group].End))
			group++
		}
		end := min(last+1, len(lines))
		old := src[starts[first]:starts[end]]
		own := slices.Clone(sorted[i:group])
		for j := range own {
			own[j].Start -= int32(starts[first])
			own[j].End -= int32(starts[first])
		}
		changed, err := Apply(old, own)
		if err != nil {
			return nil, err
		}
		c := lineChange{first, end, splitLines(changed)}
		for c.first < c.end && len(c.new) > 0 && bytes.Equal(lines[c.first], c.new[0]) {
			c.first, c.new = c.first+1, c.new[1:]
		}
		for c.first < c.end && len(c.new) > 0 && bytes.Equal(lines[c.end-1], c.new[len(c.new)-1]) {
			c.end, c.new = c.end-1, c.new[:len(c.new)-1]
		}
		if c.first < c.end || len(c.new) > 0 {
			out = append(out, c)
		}
		i = group
	}
	return out, nil
}

// splitLines cuts src into lines, each with its \n. The last may have none.
func splitLines(src []byte) [][]byte {
	var lines [][]byte
	for line := range bytes.Lines(src) {
		lines = append(lines, line)
	}
	return lines
}

// writeHunk writes one hunk and returns by how many lines it makes the text longer.
func writeHunk(b *strings.Builder, lines [][]byte, changes []lineChange, grown int) int {
	first := max(changes[0].first-context, 0)
	end := min(changes[len(changes)-1].end+context, len(lines))
	longer := 0
	for _, c := range changes {
		longer += len(c.new) - (c.end - c.first)
	}
	fmt.Fprintf(b, "@@ -%s +%s @@\n", hunkRange(first, end-first), hunkRange(first+grown, end-first+longer))
	write := func(sign byte, list [][]byte) {
		for _, l := range list {
			b.WriteByte(sign)
			b.Write(l)
			if !bytes.HasSuffix(l, []byte("\n")) {
				b.WriteString("\n\\ No newline at end of file\n")
			}
		}
	}
	at := first
	for _, c := range changes {
		write(' ', lines[at:c.first])
		write('-', lines[c.first:c.end])
		write('+', c.new)
		at = c.end
	}
	write(' ', lines[at:end])
	return longer
}

// hunkRange is how a hunk names n lines from the line first, counted from 0. No lines
// are named by the one before them.
func hunkRange(first, n int) string {
	if n > 0 {
		first++
	}
	return fmt.Sprintf("%d,%d", first, n)
}

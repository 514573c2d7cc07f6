package text

import "sort"

// A Shift tells where places of a text are after edits.
type Shift struct {
	edits []Edit
	grown []int32 // by how many bytes the text before each edit is longer then
}

// NewShift makes a Shift of edits, which are in order and do not overlap.
func NewShift(edits []Edit) Shift {
	s := Shift{edits, make([]int32, len(edits)+1)}
	for i, e := range edits {
		s.grown[i+1] = s.grown[i] + int32(len(e.New)-e.Len())
	}
	return s
}

// Span is where span is afterwards. What takes the place of a part of it belongs to it,
// and so does what is put in front of its first byte; what comes behind its last does
// not.
func (s Shift) Span(span Span) Span {
	return Span{s.start(span.Start), max(s.start(span.Start), s.end(span.End))}
}

func (s Shift) start(off int32) int32 {
	i := sort.Search(len(s.edits), func(i int) bool { return s.edits[i].End > off || s.edits[i].Start >= off })
	if i < len(s.edits) && s.edits[i].Start < off {
		return s.edits[i].Start + s.grown[i]
	}
	return off + s.grown[i]
}

func (s Shift) end(off int32) int32 {
	i := sort.Search(len(s.edits), func(i int) bool { return s.edits[i].End > off || s.edits[i].Start >= off })
	if i < len(s.edits) && s.edits[i].Start < off {
		return s.edits[i].Start + s.grown[i] + int32(len(s.edits[i].New))
	}
	return off + s.grown[i]
}

// Origin is the offset that off, of the text afterwards, comes from: where it is in what
// an edit wrote, the start of that edit.
func (s Shift) Origin(off int32) int32 {
	i := sort.Search(len(s.edits), func(i int) bool { return s.edits[i].Start+s.grown[i] > off }) - 1
	if i < 0 {
		return off
	}
	if e := s.edits[i]; off < e.Start+s.grown[i]+int32(len(e.New)) {
		return e.Start
	}
	return off - s.grown[i+1]
}

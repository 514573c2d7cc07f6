package rpc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

const (
	shapeSize  = 600 // bytes of a shape, about
	shapeDepth = 8   // of what is told of nested values
	shapeKey   = 32  // bytes of a member's name that is told
)

// shape describes the parameters of a message for a log that others read: which members
// there are, how long the texts in them are, and the numbers and switches themselves.
// No text is told, be it of a note, of a path or of a setting, and no name that the
// protocol would not have.
//
//	{textDocument: {uri: a URI of 24 bytes}, position: {line: 3, character: 14}}
func shape(params []byte) string {
	if len(params) == 0 {
		return "nothing"
	}
	s := shaper{dec: json.NewDecoder(bytes.NewReader(params))}
	s.dec.UseNumber()
	if !s.value(0) {
		return fmt.Sprintf("%d bytes that are no JSON", len(params))
	}
	return s.out.String()
}

type shaper struct {
	dec   *json.Decoder
	out   strings.Builder
	quiet int // how many values around this one are not told
}

// full reports whether enough was told.
func (s *shaper) full() bool { return s.out.Len() >= shapeSize }

func (s *shaper) tell(format string, args ...any) {
	if s.quiet == 0 && !s.full() {
		fmt.Fprintf(&s.out, format, args...)
		if s.full() {
			s.out.WriteString("...")
		}
	}
}

// value tells of the next value, and reports whether there was one.
func (s *shaper) value(depth int) bool {
	token, err := s.dec.Token()
	if err != nil {
		return false
	}
	switch t := token.(type) {
	case json.Delim:
		if depth == shapeDepth {
			s.tell("...")
			s.quiet++
			defer func() { s.quiet-- }()
		}
		if t == '{' {
			return s.object(depth + 1)
		}
		return s.array(depth + 1)
	case string:
		s.text(t)
	case json.Number:
		s.tell("%.24s", t)
	case bool:
		s.tell("%t", t)
	default:
		s.tell("null")
	}
	return true
}

func (s *shaper) text(t string) {
	what := "text"
	if strings.HasPrefix(t, "file:") {
		what = "a URI"
	}
	if lines := strings.Count(t, "\n"); lines > 0 {
		s.tell("%s of %d bytes in %d lines", what, len(t), lines+1)
		return
	}
	s.tell("%s of %d bytes", what, len(t))
}

func (s *shaper) object(depth int) bool {
	s.tell("{")
	for first := true; s.dec.More(); first = false {
		key, err := s.dec.Token()
		name, ok := key.(string)
		if err != nil || !ok {
			return false
		}
		if !first {
			s.tell(", ")
		}
		if !isMemberName(name) {
			name = "a name of " + fmt.Sprint(len(name)) + " bytes"
		}
		s.tell("%s: ", name)
		if !s.value(depth) {
			return false
		}
	}
	s.tell("}")
	_, err := s.dec.Token()
	return err == nil
}

// array tells of the first element, which the others are mostly like, and their number.
func (s *shaper) array(depth int) bool {
	s.tell("[")
	n := 0
	for ; s.dec.More(); n++ {
		if n == 1 {
			s.quiet++
			defer func() { s.quiet-- }()
		}
		if !s.value(depth) {
			return false
		}
	}
	if n > 1 {
		s.quiet--
		s.tell(", and %d more", n-1)
		s.tell("]")
		s.quiet++
	} else {
		s.tell("]")
	}
	_, err := s.dec.Token()
	return err == nil
}

// isMemberName reports whether the protocol might have such a name. A map's keys, as
// those of WorkspaceEdit.changes, are URIs.
func isMemberName(name string) bool {
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return name != "" && len(name) <= shapeKey
}

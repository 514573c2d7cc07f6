package rpc

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestShape(t *testing.T) {
	for _, c := range []struct{ params, want string }{
		{"", "nothing"},
		{"null", "null"},
		{"7", "7"},
		{`"빵"`, "text of 3 bytes"},
		{`"a\nb\n"`, "text of 4 bytes in 3 lines"},
		{`[]`, "[]"},
		{`[1]`, "[1]"},
		{`[1,"b",[3]]`, "[1, and 2 more]"},
		{`{"textDocument":{"uri":"file:///diary.md"},"position":{"line":3,"character":14}}`,
			"{textDocument: {uri: a URI of 16 bytes}, position: {line: 3, character: 14}}"},
		{`{"changes":{"file:///diary.md":[{"newText":"x"},{"newText":"y"}]},"ok":true}`,
			"{changes: {a name of 16 bytes: [{newText: text of 1 bytes}, and 1 more]}, ok: true}"},
		{`[[[[[[[[[["deep"]]]]]]]]]]`, "[[[[[[[[...]]]]]]]]"},
		{`{"a" 1}`, "7 bytes that are no JSON"},
		{`{"a":`, "5 bytes that are no JSON"},
	} {
		if got := shape([]byte(c.params)); got != c.want {
			t.Errorf("shape(%s) = %q, want %q", c.params, got, c.want)
		}
	}
}

// A log may be pasted into a report that everyone reads: other words of the same length
// have the same shape.
func FuzzShape(f *testing.F) {
	for _, seed := range []string{`{"text":"` + secret + `"}`, `{"` + secret + `":1}`, `[{"a":["` + secret + `"]},2]`, `"` + strings.Repeat("x", 1000) + `"`, `{"a":[1,{"b":null}],"c":-1e9,"uri":"file:///a\n"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, params []byte) {
		got := shape(params)
		if len(got) > shapeSize+200 {
			t.Fatalf("the shape of %q has %d bytes", params, len(got))
		}
		if !json.Valid(params) {
			return
		}
		if other := masked(t, params); got != shape(other) {
			t.Fatalf("the shape of %s is %q, and that of %s is %q", params, got, other, shape(other))
		}
	})
}

// masked is valid JSON with other words in its texts, and in names that the protocol
// would not have.
func masked(t *testing.T, src []byte) []byte {
	t.Helper()
	var out []byte
	for i := 0; i < len(src); {
		if src[i] != '"' {
			out = append(out, src[i])
			i++
			continue
		}
		end := i + 1
		for ; src[end] != '"'; end++ {
			if src[end] == '\\' {
				end++
			}
		}
		end++
		var s string
		if err := json.Unmarshal(src[i:end], &s); err != nil {
			t.Fatal(err)
		}
		isName := bytes.HasPrefix(bytes.TrimLeft(src[end:], " \t\r\n"), []byte(":"))
		if !isName || !isMemberName(s) {
			s = mask(s)
		}
		literal, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, literal...)
		i = end
	}
	return out
}

func mask(s string) string {
	b := []byte(s)
	kept := 0
	if strings.HasPrefix(s, "file:") {
		kept = len("file:")
	}
	for i := kept; i < len(b); i++ {
		if b[i] != '\n' {
			b[i] = '7'
		}
	}
	return string(b)
}

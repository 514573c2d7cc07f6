package markdown

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// yaml reads the content as YAML nodes: decoding into values would lose the
// positions and follow aliases that multiply.
func (v *values) yaml() {
	var root yaml.Node
	if err := yaml.Unmarshal(v.src, &root); err != nil {
		v.doc.FrontMatter.Problem = Value{yamlMessage(err), text.Between(v.base, v.base+len(bytes.TrimRight(v.src, "\r\n")))}
		v.lines()
		return
	}
	if len(root.Content) == 0 || root.Content[0].Kind != yaml.MappingNode {
		return
	}
	x := newRuneColumns(v.src)
	pairs := root.Content[0].Content
	for i := 0; i+1 < len(pairs); i += 2 {
		key, value := pairs[i].Value, pairs[i+1]
		switch value.Kind {
		case yaml.ScalarNode:
			v.addScalar(x, key, value, false)
		case yaml.SequenceNode:
			for _, item := range value.Content {
				if item.Kind == yaml.ScalarNode {
					v.addScalar(x, key, item, true)
				}
			}
		}
	}
}

func (v *values) addScalar(x runeColumns, key string, n *yaml.Node, list bool) {
	if n.Tag == "!!null" {
		return
	}
	start := x.offset(n.Line, n.Column)
	end := start
	line, _, _ := bytes.Cut(v.src[start:], []byte("\n"))
	switch n.Style {
	case yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle:
		start = min(start+1, len(v.src))
		end = start + closingQuote(v.src[start:], n.Style)
	case yaml.LiteralStyle, yaml.FoldedStyle:
		end = start + len(bytes.TrimRight(line, " \t\r"))
	default:
		if end = start + len(n.Value); !strings.HasPrefix(string(v.src[start:]), n.Value) {
			end = start + len(bytes.TrimRight(line, " \t\r"))
		}
	}
	v.add(key, strings.TrimSpace(n.Value), text.Between(v.base+start, v.base+end), list)
}

// closingQuote is the offset in b, which starts behind a quote, of its partner.
func closingQuote(b []byte, style yaml.Style) int {
	for i := 0; i < len(b); i++ {
		switch {
		case style == yaml.DoubleQuotedStyle && b[i] == '\\':
			i++
		case style == yaml.DoubleQuotedStyle && b[i] == '"':
			return i
		case style == yaml.SingleQuotedStyle && b[i] == '\'':
			if i+1 < len(b) && b[i+1] == '\'' {
				i++
				continue
			}
			return i
		}
	}
	return len(b)
}

// yamlMessage is err without the parser's own name.
func yamlMessage(err error) string {
	first, _, _ := strings.Cut(err.Error(), "\n")
	return strings.TrimSpace(strings.TrimPrefix(first, "yaml:"))
}

// runeColumns finds offsets by YAML's positions: lines and columns from 1, the
// columns in runes.
type runeColumns struct {
	src    []byte
	starts []int
}

func newRuneColumns(src []byte) runeColumns {
	x := runeColumns{src: src, starts: []int{0}}
	for i, b := range src {
		if b == '\n' || b == '\r' && (i+1 == len(src) || src[i+1] != '\n') {
			x.starts = append(x.starts, i+1)
		}
	}
	return x
}

func (x runeColumns) offset(line, column int) int {
	if line < 1 || line > len(x.starts) {
		return len(x.src)
	}
	at := x.starts[line-1]
	for ; column > 1 && at < len(x.src); column-- {
		_, n := utf8.DecodeRune(x.src[at:])
		at += n
	}
	return at
}

package markdown

import (
	"bytes"
	"regexp"
	"strconv"
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
		v.doc.FrontMatter.Problem = v.yamlProblem(err)
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
		switch {
		case key == ownKey && value.Kind == yaml.MappingNode:
			v.yamlOwn(x, value.Content)
		case !isWanted(key):
		case value.Kind == yaml.ScalarNode:
			v.addScalar(x, key, value, false)
		case value.Kind == yaml.SequenceNode:
			for _, item := range value.Content {
				if item.Kind == yaml.ScalarNode {
					v.addScalar(x, key, item, true)
				}
			}
		}
	}
}

func (v *values) addScalar(x *runeColumns, key string, n *yaml.Node, list bool) {
	if n.Tag == "!!null" {
		return
	}
	start := skipProperties(v.src, x.offset(n.Line, n.Column))
	end := start
	switch {
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		start = min(start+1, len(v.src))
		end = start + closingQuote(v.src[start:], n.Style)
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && bytes.HasPrefix(v.src[start:], []byte(n.Value)):
		end = start + len(n.Value)
	default:
		line, _, _ := bytes.Cut(v.src[start:], []byte("\n"))
		end = start + len(bytes.TrimRight(line, spaces))
	}
	v.add(key, strings.TrimSpace(n.Value), text.Between(v.base+start, v.base+end), list)
}

// skipProperties returns where the text of the node at start begins: behind its
// tag and anchor, as in "!!str &a text".
func skipProperties(src []byte, start int) int {
	for start < len(src) && (src[start] == '!' || src[start] == '&') {
		n := bytes.IndexAny(src[start:], spaces)
		if n < 0 {
			return start
		}
		start += n
		start += len(src[start:]) - len(bytes.TrimLeft(src[start:], spaces))
	}
	return start
}

// closingQuote is the offset in b, which starts behind a quote, of its partner.
func closingQuote(b []byte, style yaml.Style) int {
	for i := 0; i < len(b); i++ {
		switch {
		case style&yaml.DoubleQuotedStyle != 0 && b[i] == '\\':
			i++
		case style&yaml.DoubleQuotedStyle != 0 && b[i] == '"':
			return i
		case style&yaml.SingleQuotedStyle != 0 && b[i] == '\'':
			if i+1 < len(b) && b[i+1] == '\'' {
				i++
				continue
			}
			return i
		}
	}
	return len(b)
}

// yamlOwn reads the settings that a note makes for itself, below ownKey.
func (v *values) yamlOwn(x *runeColumns, pairs []*yaml.Node) {
	for i := 0; i+1 < len(pairs); i += 2 {
		key, value := ownKey+"."+pairs[i].Value, pairs[i+1]
		for _, item := range append([]*yaml.Node{value}, value.Content...) {
			if item.Kind == yaml.ScalarNode {
				v.addScalar(x, key, item, item != value)
			}
		}
	}
}

// yamlLine is how the parser says where it stopped: in lines of the content.
var yamlLine = regexp.MustCompile(`^yaml: line (\d+): `)

// yamlProblem is err without the parser's own name, at the line that it is about.
func (v *values) yamlProblem(err error) Value {
	message, _, _ := strings.Cut(err.Error(), "\n")
	whole := text.Between(v.base, v.base+len(bytes.TrimRight(v.src, "\r\n")))
	m := yamlLine.FindStringSubmatch(message)
	if m == nil {
		return Value{strings.TrimPrefix(message, "yaml: "), whole}
	}
	message = message[len(m[0]):]
	line, _ := strconv.Atoi(m[1])
	if strings.HasPrefix(message, "did not find expected") {
		line++ // the parser counts lines from 0, the scanner from 1
	}
	start := 0
	for l := range bytes.Lines(v.src) {
		if line--; line == 0 {
			return Value{message, text.Between(v.base+start, v.base+start+len(bytes.TrimRight(l, "\r\n")))}
		}
		start += len(l)
	}
	return Value{message, whole}
}

// runeColumns finds offsets by YAML's positions: lines and columns from 1, the
// columns in runes. It remembers the last one, so that asking for all items of a
// long line in turn reads the line once.
type runeColumns struct {
	src                []byte
	starts             []int
	line, column, last int
}

// newRuneColumns finds the lines as YAML 1.1 does: the separators of Unicode
// end one too.
func newRuneColumns(src []byte) *runeColumns {
	x := &runeColumns{src: src, starts: []int{0}}
	for i, r := range string(src) {
		switch {
		case r == '\n', r == '\u0085', r == '\u2028', r == '\u2029', r == '\r' && (i+1 == len(src) || src[i+1] != '\n'):
			x.starts = append(x.starts, i+utf8.RuneLen(r))
		}
	}
	return x
}

func (x *runeColumns) offset(line, column int) int {
	if line < 1 || line > len(x.starts) {
		return len(x.src)
	}
	if line != x.line || column < x.column {
		x.line, x.column, x.last = line, 1, x.starts[line-1]
	}
	for ; x.column < column && x.last < len(x.src); x.column++ {
		_, n := utf8.DecodeRune(x.src[x.last:])
		x.last += n
	}
	return x.last
}

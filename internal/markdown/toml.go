package markdown

import (
	"bytes"
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// toml reads the content's top-level keys, and those of [taxonomies], where Zola
// keeps its tags.
func (v *values) toml() {
	var p unstable.Parser
	p.Reset(v.src)
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = tomlKey(e)
		case unstable.KeyValue:
			switch key := tomlKey(e); table {
			case "", "taxonomies":
				v.addTOML(key, e.Value())
			case ownKey:
				v.addTOML(ownKey+"."+key, e.Value())
			}
		}
	}
	if err := p.Error(); err != nil {
		v.doc.FrontMatter.Problem = v.tomlProblem(&p, err)
		v.lines()
	}
}

// tomlProblem is err at the line that it is about.
func (v *values) tomlProblem(p *unstable.Parser, err error) Value {
	message := strings.TrimPrefix(err.Error(), "toml: ")
	at := len(v.src)
	var where *unstable.ParserError
	if errors.As(err, &where) && len(where.Highlight) > 0 {
		at = int(p.Range(where.Highlight).Offset)
	}
	// What is missing at the end is missing in the last line.
	at = min(at, len(bytes.TrimRight(v.src, "\r\n")))
	start := bytes.LastIndexByte(v.src[:at], '\n') + 1
	line, _, _ := bytes.Cut(v.src[start:], []byte("\n"))
	return Value{message, text.Between(v.base+start, v.base+start+len(bytes.TrimRight(line, "\r")))}
}

func (v *values) addTOML(key string, n *unstable.Node) {
	switch n.Kind {
	case unstable.InlineTable:
		if key == ownKey {
			for it := n.Children(); it.Next(); {
				v.addTOML(ownKey+"."+tomlKey(it.Node()), it.Node().Value())
			}
		}
	case unstable.String:
		v.addTOMLString(key, n, false)
	case unstable.Array:
		for it := n.Children(); it.Next(); {
			if item := it.Node(); item.Kind == unstable.String {
				v.addTOMLString(key, item, true)
			}
		}
	}
}

func (v *values) addTOMLString(key string, n *unstable.Node, list bool) {
	start, end := int(n.Raw.Offset), int(n.Raw.Offset+n.Raw.Length)
	quote := 1
	if raw := v.src[start:end]; bytes.HasPrefix(raw, []byte(`"""`)) || bytes.HasPrefix(raw, []byte("'''")) {
		quote = 3
	}
	if end-start >= 2*quote {
		start, end = start+quote, end-quote
	}
	v.add(key, string(bytes.TrimSpace(n.Data)), text.Between(v.base+start, v.base+end), list)
}

// tomlKey is the key of a table or value, its parts joined by dots.
func tomlKey(n *unstable.Node) string {
	var key []byte
	for it := n.Key(); it.Next(); {
		if len(key) > 0 {
			key = append(key, '.')
		}
		key = append(key, it.Node().Data...)
	}
	return string(key)
}

package markdown

import (
	"bytes"

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
		v.doc.FrontMatter.Problem = Value{err.Error(), text.Between(v.base, v.base+len(bytes.TrimRight(v.src, "\r\n")))}
		v.lines()
	}
}

func (v *values) addTOML(key string, n *unstable.Node) {
	switch n.Kind {
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

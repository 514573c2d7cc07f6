package lsptest

import (
	"encoding/json"
	"path/filepath"
	"testing"
)

// The same edit goes to every client, be it able to choose between inserting and
// replacing or not. Inserting would leave the rest of the old target behind the new
// one, and the link would lead nowhere; in VS Code and nvim-cmp it is the default.
// Nothing but picking an item takes it: a name may hold any character that commits.
func TestOneEditForEveryClient(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"빵집.md": "", "하위/b.md": ""})
	for name, item := range map[string]map[string]any{
		"plain":   {},
		"VS Code": {"insertReplaceSupport": true, "snippetSupport": true, "commitCharactersSupport": true, "labelDetailsSupport": true},
	} {
		t.Run(name, func(t *testing.T) {
			e := dial(t, Options{Folders: []string{dir}, Adjust: func(params map[string]any) {
				caps := params["capabilities"].(map[string]any)["textDocument"].(map[string]any)
				caps["completion"] = map[string]any{"completionItem": item, "insertTextMode": 1}
			}})
			e.indexed(dir)
			doc := FileURI(filepath.Join(dir, "a.md"))
			e.openText(doc, "😀 [[빵지|사워도우]]\n한글 [글](빵x.md \"제목\")\n한글 [글](하x.md)")
			for _, c := range []struct {
				at    Position
				edits map[string]Range // by the first letters of the new text
			}{
				{Position{0, 6}, map[string]Range{"빵집": {Position{0, 5}, Position{0, 7}}}},
				{Position{1, 8}, map[string]Range{"빵집.md": {Position{1, 7}, Position{1, 12}}}},
				{Position{2, 8}, map[string]Range{"하위/": {Position{2, 7}, Position{2, 8}}, "하위/b.md": {Position{2, 7}, Position{2, 12}}}},
			} {
				var list struct{ Items []map[string]json.RawMessage }
				e.ok(e.Call("textDocument/completion", at(doc, c.at), &list))
				if len(list.Items) != len(c.edits) {
					t.Errorf("at %v %d items are offered, want %d", c.at, len(list.Items), len(c.edits))
				}
				for _, item := range list.Items {
					for _, key := range []string{"commitCharacters", "insertText", "insertTextFormat", "insertTextMode"} {
						if item[key] != nil {
							t.Errorf("an item has %s %s", key, item[key])
						}
					}
					var edit struct {
						TextEdit
						Insert, Replace *Range
					}
					e.ok(json.Unmarshal(item["textEdit"], &edit))
					if want := c.edits[edit.NewText]; edit.Insert != nil || edit.Replace != nil || edit.Range != want {
						t.Errorf("the edit is %s, want %v", item["textEdit"], want)
					}
				}
			}
			e.Look(func(s *State) {
				provider, _ := s.Result["completionProvider"].(map[string]any)
				if provider == nil || provider["allCommitCharacters"] != nil {
					t.Errorf("the server announces %v", provider)
				}
			})
		})
	}
}

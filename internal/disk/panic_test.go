package disk

import (
	"regexp"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A note that the parser can't take costs that note and no other.
func TestNoteThatPanics(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"가.md": "# 가\n[[나]]", "나.md": "my diary says", "다.md": "# 다"} {
		write(t, dir, name, text)
	}
	r := open(t, dir)
	r.before = func(step string) error {
		if step == "analyse 나.md" {
			panic("my diary says")
		}
		return nil
	}
	old := vault.New(nil)
	changes, problems, err := r.Load(t.Context(), Rules{}, old, nil, func(int, int) {})
	if err != nil || len(problems) != 1 {
		t.Fatalf("Load: %v, problems %v", err, problems)
	}
	told := problems[0].Error()
	if !regexp.MustCompile(`^나\.md cannot be analysed .* panic_test\.go:\d+\. Please report it`).MatchString(told) || strings.Contains(told, "diary") {
		t.Errorf("the user is told %q", told)
	}
	snap, _ := old.Update(changes...)
	if snap.Len() != 2 || !snap.Has("나.md") {
		t.Errorf("%d notes are known, 나.md as a file: %t", snap.Len(), snap.Has("나.md"))
	}
}

package disk

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"
)

// benchTree makes 10,000 files in 210 folders, two deep, and a .gitignore file.
func benchTree(b *testing.B) string {
	dir := b.TempDir()
	write(b, dir, ".gitignore", "*.log\n*.tmp\n/build\nnode_modules/\n.DS_Store\n**/cache/\n[Dd]ebug/\n!keep.log\ndocs/**/private\n~$*\n")
	for i := range 10_000 {
		folder := fmt.Sprintf("area %d/topic %d/", i%10, i%200)
		name := fmt.Sprintf("note %d.md", i)
		if i%10 == 0 {
			name = fmt.Sprintf("image %d.png", i)
		}
		write(b, dir, folder+name, "# Note\n")
	}
	return dir
}

func BenchmarkWalk(b *testing.B) {
	r := open(b, benchTree(b))
	for b.Loop() {
		n := 0
		if _, err := r.Walk(context.Background(), Rules{Exclude: []string{"drafts/"}}, func(Entry) { n++ }); err != nil || n != 10_210 {
			b.Fatal(n, err)
		}
	}
}

// BenchmarkWalkDir is what the standard library needs to list the same tree and
// look at each file, without any rule.
func BenchmarkWalkDir(b *testing.B) {
	dir := benchTree(b)
	for b.Loop() {
		filepath.WalkDir(dir, func(_ string, d fs.DirEntry, _ error) error {
			_, err := d.Info()
			return err
		})
	}
}

func BenchmarkIgnored(b *testing.B) {
	r := open(b, benchTree(b))
	for b.Loop() {
		if r.Ignored("area 7/topic 7/note 7.md", Rules{}) {
			b.Fatal("ignored")
		}
	}
}

func BenchmarkReadFile(b *testing.B) {
	r := open(b, benchTree(b))
	for b.Loop() {
		if _, _, err := r.ReadFile("area 7/topic 7/note 7.md"); err != nil {
			b.Fatal(err)
		}
	}
}

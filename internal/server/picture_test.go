package server

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"path/filepath"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/disk"
)

// The size of a picture is read from the start of its file.
func TestPictureSize(t *testing.T) {
	encoded := func(encode func(b *bytes.Buffer) error) string {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	gray := image.NewGray(image.Rect(0, 0, 31, 7))
	for name, c := range map[string]struct {
		head          string
		width, height int
	}{
		"png":          {encoded(func(b *bytes.Buffer) error { return png.Encode(b, gray) }), 31, 7},
		"jpeg":         {encoded(func(b *bytes.Buffer) error { return jpeg.Encode(b, gray, nil) }), 31, 7},
		"gif":          {encoded(func(b *bytes.Buffer) error { return gif.Encode(b, gray, nil) }), 31, 7},
		"webp, lossy":  {"RIFF\x00\x00\x00\x00WEBPVP8 \x0a\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\x1f\x00\x07\x40", 31, 7},
		"webp":         {"RIFF\x00\x00\x00\x00WEBPVP8L\x0a\x00\x00\x00\x2f\x1e\x80\x01\x00\x00\x00\x00\x00\x00", 31, 7},
		"webp, more":   {"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x10\x00\x00\x00\x1e\x00\x00\x06\x00\x00", 31, 7},
		"svg":          {`<?xml version="1.0"?><!-- 한글 --><svg xmlns="http://www.w3.org/2000/svg" width="31px" height="7"/>`, 31, 7},
		"svg, a box":   {`<svg viewBox="0,0,30.6,7" width="100%" height="1em">`, 31, 7},
		"svg, nothing": {`<svg>`, 0, 0},
		"cut":          {"\x89PNG\r\n\x1a\n", 0, 0},
		"webp, cut":    {"RIFF\x00\x00\x00\x00WEBPVP8L", 0, 0},
		"text":         {"한글 😀", 0, 0},
		"nothing":      {"", 0, 0},
	} {
		if w, h := pictureSize([]byte(c.head)); w != c.width || h != c.height {
			t.Errorf("%s: %d × %d, want %d × %d", name, w, h, c.width, c.height)
		}
	}
}

// No file outside the root is described, and of a big one only the start is read.
func TestDescribeStaysInTheRoot(t *testing.T) {
	dir := garden(t, map[string]string{"밖.txt": "비밀", "안/큰.txt": strings.Repeat("한", 1<<20)})
	d, err := disk.Open(filepath.Join(dir, "안"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	r := &root{disk: d, dir: d.Dir()}
	if got := r.describe("../밖.txt"); got != "" {
		t.Errorf("a file outside is told to have %s", got)
	}
	if got := r.describe("큰.txt"); got != "3.0 MB" {
		t.Errorf("describe = %q, want 3.0 MB", got)
	}
	if got := r.describe("없음.txt"); got != "" {
		t.Errorf("describe of nothing = %q", got)
	}
}

package server

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strconv"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxHeader is how much of a file is read for what it tells of itself, in bytes.
const maxHeader = 64 << 10

// describe says how big a file is, of a picture in pixels too: "640 × 480 px, 12 KB".
// It reads no more than the file's start, and says nothing where that can't be read.
func (r *root) describe(id vault.NoteID) string {
	head, size, err := r.disk.ReadHead(string(id), maxHeader)
	if err != nil {
		return ""
	}
	if width, height := pictureSize(head); width > 0 && height > 0 {
		return fmt.Sprintf("%d × %d px, %s", width, height, sizeInBytes(size))
	}
	return sizeInBytes(size)
}

// sizeInBytes is a size as file managers show it: in steps of 1024.
func sizeInBytes(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d bytes", n)
	case n < 1<<20:
		return fmt.Sprintf("%.0f KB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// pictureSize is the width and height, in pixels, of the picture whose file starts
// with head; both are 0 where it is none that is known.
func pictureSize(head []byte) (width, height int) {
	switch {
	case bytes.HasPrefix(head, []byte("\x89PNG")):
		c, _ := png.DecodeConfig(bytes.NewReader(head))
		return c.Width, c.Height
	case bytes.HasPrefix(head, []byte("\xff\xd8")):
		c, _ := jpeg.DecodeConfig(bytes.NewReader(head))
		return c.Width, c.Height
	case bytes.HasPrefix(head, []byte("GIF8")):
		c, _ := gif.DecodeConfig(bytes.NewReader(head))
		return c.Width, c.Height
	case len(head) >= 30 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return webpSize(head)
	case bytes.Contains(head, []byte("<svg")):
		return svgSize(head)
	}
	return 0, 0
}

// webpSize reads the first chunk of a WebP file (RFC 9649, sections 2.5 to 2.7).
func webpSize(head []byte) (width, height int) {
	b := head[20:]
	switch string(head[12:16]) {
	case "VP8 ":
		return int(binary.LittleEndian.Uint16(b[6:])) & 0x3fff, int(binary.LittleEndian.Uint16(b[8:])) & 0x3fff
	case "VP8L":
		bits := binary.LittleEndian.Uint32(b[1:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1
	case "VP8X":
		at := func(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
		return at(b[4:]) + 1, at(b[7:]) + 1
	}
	return 0, 0
}

// svgSize reads the size that an SVG file has by itself: its width and height in
// pixels, or else those of its viewBox.
func svgSize(head []byte) (width, height int) {
	d := xml.NewDecoder(bytes.NewReader(head))
	d.Strict = false
	for {
		token, err := d.Token()
		if err != nil {
			return 0, 0
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range start.Attr {
			switch a.Name.Local {
			case "width":
				width = pixels(a.Value)
			case "height":
				height = pixels(a.Value)
			}
		}
		for _, a := range start.Attr {
			if box := strings.FieldsFunc(a.Value, func(r rune) bool { return r == ' ' || r == ',' }); a.Name.Local == "viewBox" && len(box) == 4 && (width == 0 || height == 0) {
				width, height = pixels(box[2]), pixels(box[3])
			}
		}
		return width, height
	}
}

// pixels reads a length without a unit or in px; 0 for any other.
func pixels(length string) int {
	f, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(length), "px"), 64)
	if err != nil || !(f >= 0 && f < 1e6) {
		return 0
	}
	return int(f + 0.5)
}

package rpc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxHeader bounds the header of a frame in bytes. Real ones have about twenty.
const maxHeader = 64 << 10

// keepBuffer is the capacity in bytes above which a buffer that served one large message is given up.
const keepBuffer = 1 << 20

// Broken framing cannot be repaired: where the next frame starts is unknown.
var (
	errHeaderTooLong = errors.New("a header is longer than 64 KiB")
	errNoColon       = errors.New("a header line has no colon")
	errNoLength      = errors.New("a header has no Content-Length")
	errBadLength     = errors.New("a Content-Length is not a number of bytes")
)

// A bodyTooLong says that a frame was skipped. The next one can be read.
type bodyTooLong struct{ length, max int64 }

func (e bodyTooLong) Error() string {
	return fmt.Sprintf("a message of %d bytes is longer than the limit of %d", e.length, e.max)
}

// frames reads the frames of LSP's base protocol: header lines, of which only Content-Length counts,
// a blank line, and a body of that many bytes. Beyond the specification it takes header names in any
// case, lines that end in LF alone, and blank lines before a header.
type frames struct {
	in   *bufio.Reader // its buffer bounds a header line
	max  int64         // bytes of a body
	body bytes.Buffer
}

// next returns the body of the next frame, which is valid until the next call. The error is io.EOF
// between frames, io.ErrUnexpectedEOF inside one, and a bodyTooLong if the frame was skipped.
func (f *frames) next() ([]byte, error) {
	length, err := f.header()
	if err != nil {
		return nil, err
	}
	if length > f.max {
		if _, err := io.CopyN(io.Discard, f.in, length); err != nil {
			return nil, insideFrame(err)
		}
		return nil, bodyTooLong{length, f.max}
	}
	f.body.Reset()
	if f.body.Cap() > keepBuffer && int64(f.body.Cap())/4 > length {
		f.body = bytes.Buffer{}
	}
	// The buffer grows with what arrives, not with what the header claims.
	if _, err := io.CopyN(&f.body, f.in, length); err != nil {
		return nil, insideFrame(err)
	}
	return f.body.Bytes(), nil
}

// header reads up to the blank line and returns the Content-Length.
func (f *frames) header() (int64, error) {
	length, used := int64(-1), 0
	for {
		raw, err := f.in.ReadSlice('\n')
		used += len(raw)
		switch {
		case errors.Is(err, bufio.ErrBufferFull), used > maxHeader:
			return 0, errHeaderTooLong
		case err != nil && used > 0:
			return 0, insideFrame(err)
		case err != nil:
			return 0, err
		}
		line := strings.TrimRight(string(raw), "\r\n")
		switch {
		case line != "":
			if length, err = contentLength(line, length); err != nil {
				return 0, err
			}
		case length >= 0:
			return length, nil
		case used > len(raw):
			return 0, errNoLength
		default:
			used = 0
		}
	}
}

// contentLength returns the length that a header line sets, or length if it sets none.
func contentLength(line string, length int64) (int64, error) {
	name, value, ok := strings.Cut(line, ":")
	if !ok {
		return 0, errNoColon
	}
	if !strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
		return length, nil
	}
	n, err := strconv.ParseUint(strings.TrimSpace(value), 10, 63)
	if err != nil {
		return 0, errBadLength
	}
	return int64(n), nil
}

func insideFrame(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// appendFrame appends body as a frame to dst.
func appendFrame(dst, body []byte) []byte {
	dst = append(dst, "Content-Length: "...)
	dst = strconv.AppendInt(dst, int64(len(body)), 10)
	dst = append(dst, "\r\n\r\n"...)
	return append(dst, body...)
}

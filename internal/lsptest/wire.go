package lsptest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
)

// A message is one JSON-RPC message in either direction.
type message struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  any             `json:"params,omitempty"`
	Result  any             `json:"result,omitempty"`
	Error   *ResponseError  `json:"error,omitempty"`
}

// An incoming message keeps its payload as it came.
type incoming struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *ResponseError  `json:"error"`
}

// A ResponseError is the server's refusal of a request.
type ResponseError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e *ResponseError) Error() string { return fmt.Sprintf("%s (%d)", e.Message, e.Code) }

// A wire writes and reads frames. Its writer may be used from any goroutine.
type wire struct {
	mu  sync.Mutex
	out io.Writer
	in  *bufio.Reader
}

func (w *wire) write(m message) error {
	m.Version = "2.0"
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_, err = fmt.Fprintf(w.out, "Content-Length: %d\r\n\r\n%s", len(body), body)
	return err
}

// read returns the next message. Anything but a frame on the server's output is an
// error: an editor would break on it.
func (w *wire) read() (incoming, error) {
	var m incoming
	size := -1
	for {
		line, err := w.in.ReadString('\n')
		if err != nil {
			return m, err
		}
		line = strings.TrimSuffix(line, "\r\n")
		if line == "" {
			break
		}
		name, value, ok := strings.Cut(line, ": ")
		switch {
		case !ok:
			return m, fmt.Errorf("the server printed %q, which is no frame", line)
		case name == "Content-Length":
			if size, err = strconv.Atoi(value); err != nil {
				return m, fmt.Errorf("content length %q: %w", value, err)
			}
		}
	}
	if size < 0 {
		return m, fmt.Errorf("a frame has no content length")
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(w.in, body); err != nil {
		return m, err
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return m, fmt.Errorf("the server sent %.200q: %w", body, err)
	}
	return m, nil
}

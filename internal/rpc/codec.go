package rpc

import (
	"bytes"
	"fmt"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// A codec is the [jsonrpc2.Codec] that knows LSP's unions; package protocol does not export its own.
// A panic in it is an error, because it runs on goroutines that nobody else guards.
type codec struct{}

// Marshal encodes v, and passes on what is encoded already.
func (codec) Marshal(v any) (b []byte, err error) {
	if raw, ok := v.(jsonrpc2.RawMessage); ok {
		return raw, nil
	}
	defer func() {
		if r := recover(); r != nil {
			b, err = nil, fmt.Errorf("encode %T: panic: %s", v, Caught(r).Reason())
		}
	}()
	return protocol.Marshal(v)
}

// Unmarshal decodes data into v, which does not keep data.
func (codec) Unmarshal(data []byte, v any) (err error) {
	if raw, ok := v.(*jsonrpc2.RawMessage); ok {
		*raw = bytes.Clone(data)
		return nil
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("decode %T: panic: %s", v, Caught(r).Reason())
		}
	}()
	return protocol.Unmarshal(data, v)
}

package rpc

import (
	"strings"
	"testing"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// A rotten value panics when it is encoded or decoded.
type rotten struct{}

func (rotten) MarshalJSON() ([]byte, error) { panic(secret) }
func (*rotten) UnmarshalJSON([]byte) error  { panic(secret) }

func TestCodec(t *testing.T) {
	raw := jsonrpc2.RawMessage(`{"a":"빵"}`)
	if got, err := (codec{}).Marshal(raw); err != nil || string(got) != string(raw) {
		t.Errorf("Marshal(raw) = %s, %v, want %s", got, err, raw)
	}
	var copied jsonrpc2.RawMessage
	if err := (codec{}).Unmarshal(raw, &copied); err != nil || string(copied) != string(raw) || &copied[0] == &raw[0] {
		t.Errorf("Unmarshal(raw) = %s, %v, want a copy of %s", copied, err, raw)
	}

	// An arm of a union is encoded as that arm, and decoded as the union it stands in.
	hover := &protocol.Hover{Contents: protocol.String("빵")}
	got, err := (codec{}).Marshal(hover)
	if want := `{"contents":"빵"}`; err != nil || string(got) != want {
		t.Errorf("Marshal(hover) = %s, %v, want %s", got, err, want)
	}
	var back protocol.Hover
	if err := (codec{}).Unmarshal(got, &back); err != nil || back.Contents != hover.Contents {
		t.Errorf("Unmarshal(hover) = %v, %v, want %v", back.Contents, err, hover.Contents)
	}
}

func TestCodecPanics(t *testing.T) {
	_, err := codec{}.Marshal(rotten{})
	if err == nil || !strings.Contains(err.Error(), "panic") || strings.Contains(err.Error(), secret) {
		t.Errorf("Marshal(rotten) = %v, want an error that quotes nothing", err)
	}
	err = codec{}.Unmarshal([]byte(`{}`), &rotten{})
	if err == nil || !strings.Contains(err.Error(), "panic") || strings.Contains(err.Error(), secret) {
		t.Errorf("Unmarshal(rotten) = %v, want an error that quotes nothing", err)
	}
}

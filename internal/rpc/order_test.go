package rpc

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// Every request sees exactly the notifications that were sent before it, however they interleave.
func TestOrder(t *testing.T) {
	const changes = 5000
	random := rand.New(rand.NewPCG(1, 2))
	s := &service{}
	c := start(t, s)
	want := make(map[string]string)
	var sends []string
	for version := range changes {
		sends = append(sends, change(version))
		for range random.IntN(3) {
			id := strconv.Itoa(1000 + len(want))
			sends = append(sends, hover(id, lineSeen))
			want[id] = fmt.Sprintf("%s %d", id, version+1)
		}
	}
	replies := c.collect(len(want))
	for _, frames := range sends {
		c.send(frames)
	}
	got := replies()
	for id, w := range want {
		if len(got[id]) != 1 || got[id][0] != w {
			t.Fatalf("replies to %s = %q, want %q", id, got[id], w)
		}
	}
	c.alive()
	for i, v := range s.versions {
		if int(v) != i {
			t.Fatalf("change %d has version %d", i, v)
		}
	}
	if len(s.versions) != changes {
		t.Errorf("%d changes arrived, want %d", len(s.versions), changes)
	}
}

func TestCancelStorm(t *testing.T) {
	const n = 1000
	c := start(t, &service{})
	replies := c.collect(n)
	for i := range n {
		c.send(hover(strconv.Itoa(i), lineWait))
		if i%2 == 1 { // two at a time, so that some wait and some are served
			c.send(cancel(strconv.Itoa(i)) + cancel(strconv.Itoa(i)))
			c.send(cancel(strconv.Itoa(i - 1)))
		}
	}
	got := replies()
	for i := range n {
		id := strconv.Itoa(i)
		if len(got[id]) != 1 || got[id][0] != id+" -32800" {
			t.Fatalf("replies to %s = %q, want one, cancelled", id, got[id])
		}
	}
	c.alive()
}

// More requests than there are slots: the rest waits, can be cancelled while it does, and is served
// when there is room. Notifications and cancellations are read all the while.
func TestSlots(t *testing.T) {
	s := &service{}
	c := dial(t, s, Options{slots: 2})
	c.send(initialize("null"))
	c.want("1 ok")
	for _, id := range []string{"2", "3"} {
		c.send(hover(id, lineGate))
		<-s.started
	}
	c.send(hover("4", lineGate) + hover("5", lineGate) + change(1) + cancel("4"))
	c.want("4 -32800")
	if got := s.serving.Load(); got != 2 {
		t.Errorf("%d requests are served at the same time, want 2", got)
	}
	close(s.gate)
	want := map[string]string{"2": "2 ok", "3": "3 ok", "5": "5 ok"}
	for id, replies := range c.collect(3)() {
		if len(replies) != 1 || replies[0] != want[id] {
			t.Errorf("replies to %s = %q, want %q", id, replies, want[id])
		}
	}
	c.alive()
}

// A flood of everything: each request is answered once, each piece of junk is refused once.
func TestFlood(t *testing.T) {
	const n = 5000
	random := rand.New(rand.NewPCG(3, 4))
	s := &service{}
	c := start(t, s)
	want := make(map[string]string) // id to the codes that may answer it
	var flood strings.Builder
	refused, changes := 0, 0
	for i := range n {
		id := strconv.Itoa(1000 + i)
		switch random.IntN(10) {
		case 0:
			flood.WriteString(hover(id, linePanic))
			want[id] = "-32603"
		case 1:
			flood.WriteString(hover(id, lineWait) + cancel(id))
			want[id] = "-32800"
		case 2:
			flood.WriteString(hover(id, linePlain) + cancel(id))
			want[id] = "-32803 -32800"
		case 3:
			flood.WriteString(frame("junk"))
			refused++
		case 4:
			flood.WriteString(request(id, "foo/bar", ""))
			want[id] = "-32601"
		case 5:
			flood.WriteString(request(id, "textDocument/hover", "[]"))
			want[id] = "-32602"
		case 6:
			flood.WriteString(notification("foo/bar", "") + notification("$/x", "") + cancel("null"))
		case 7:
			flood.WriteString(notification("textDocument/didSave", `{}`)) // panics
		case 8:
			flood.WriteString(change(i))
			changes++
		default:
			flood.WriteString(hover(id, lineSeen))
			want[id] = strconv.Itoa(changes)
		}
	}
	replies := c.collect(len(want) + refused)
	c.send(flood.String())
	got := replies()
	if len(got["null"]) != refused {
		t.Errorf("%d messages were refused, want %d", len(got["null"]), refused)
	}
	for id, codes := range want {
		if len(got[id]) != 1 || !strings.Contains(" "+codes+" ", strings.TrimPrefix(got[id][0], id)+" ") {
			t.Fatalf("replies to %s = %q, want one of %s", id, got[id], codes)
		}
	}
	c.alive()
}

// jsonrpc2 crashes the process if a handler on the read loop derives a context from the one it is
// given, some of the time. Ours may: the context it gets is the connection's.
func TestDerivedContexts(t *testing.T) {
	s := &service{}
	c := start(t, s)
	replies := c.collect(1000)
	for i := range 1000 {
		c.send(strings.Repeat(notification("test/derive", ""), 10) + request(strconv.Itoa(i), "test/derive", ""))
	}
	replies()
	if got := len(s.custom); got != 10_000 {
		t.Errorf("%d notifications arrived, want 10000", got)
	}
	c.alive()
}

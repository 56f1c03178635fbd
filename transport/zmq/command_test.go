package zmq

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestNoticeRoundTrip(t *testing.T) {
	for _, n := range []notice{
		{command: commandReady, free: 7, interval: 1500 * time.Millisecond},
		{command: commandWelcome, interval: time.Second},
		{command: commandAlive},
		{command: commandUnknown},
		{command: commandFree},
		{command: commandLeave},
		{command: commandLeft},
		{command: commandReply, number: 1<<63 + 1},
		{command: commandCall, number: 300, origin: origin{identity: []byte{0, 1, 2}, address: "127.0.0.1", key: strings.Repeat("k", 40)}},
		{command: commandCall, origin: origin{identity: []byte{}}},
	} {
		got, err := parseNotice(n.appendTo(nil))
		if err != nil {
			t.Errorf("%c: %v", n.command, err)
		}
		if diff := cmp.Diff(n, got, cmp.AllowUnexported(notice{}, origin{})); diff != "" {
			t.Errorf("%c (-want +got):\n%s", n.command, diff)
		}
	}
}

func TestParseNoticeErrors(t *testing.T) {
	for _, test := range []struct{ reason, data string }{
		{"nothing", ""},
		{"an unknown kind", "?"},
		{"a number is missing", "R\x01"},
		{"a number does not end", "P\xff\xff"},
		{"a number is too large", "P\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"},
		{"a text is longer than what there is", "C\x01\x05ab"},
		{"a text is missing", "C\x01\x01a\x00"},
		{"there is more", "A!"},
	} {
		if _, err := parseNotice([]byte(test.data)); err == nil {
			t.Errorf("%s: no error", test.reason)
		}
	}
}

func TestParseNoticeBounds(t *testing.T) {
	n, err := parseNotice([]byte("R\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	if err != nil || n.free != maxFree || n.interval != maxInterval {
		t.Errorf("got %+v, %v", n, err)
	}
}

// What can be read is written as it was, and nothing panics.
func FuzzParseNotice(f *testing.F) {
	for _, n := range []notice{
		{command: commandReady, free: 1, interval: time.Second},
		{command: commandReply, number: 9},
		{command: commandCall, number: 3, origin: origin{identity: []byte("id"), address: "a", key: "k"}},
	} {
		f.Add(n.appendTo(nil))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := parseNotice(data)
		if err != nil {
			return
		}
		again, err := parseNotice(n.appendTo(nil))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(n, again, cmp.AllowUnexported(notice{}, origin{})); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

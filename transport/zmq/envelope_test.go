package zmq

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/transport"
)

func TestCorrelation(t *testing.T) {
	for _, test := range []struct {
		reason string
		frame  []byte
		number uint64
		ok     bool
	}{
		{"what is written is read", appendCorrelation(nil, 7), 7, true},
		{"the largest number", appendCorrelation(nil, 1<<48-1), 1<<48 - 1, true},
		{"numbers wrap", appendCorrelation(nil, 1<<48+5), 5, true},
		{"eight bytes of somebody else", []byte("12345678"), 0, false},
		{"too short", appendCorrelation(nil, 7)[:7], 0, false},
		{"too long", append(appendCorrelation(nil, 7), 0), 0, false},
		{"nothing", nil, 0, false},
	} {
		number, ok := correlation(test.frame)
		if ok != test.ok || ok && number != test.number {
			t.Errorf("%s: got %d, %t", test.reason, number, ok)
		}
	}
}

func frames(texts ...string) (list [][]byte) {
	for _, text := range texts {
		list = append(list, []byte(text))
	}
	return list
}

func TestEnvelopeStyle(t *testing.T) {
	own := string(appendCorrelation(nil, 1))
	for _, test := range []struct {
		reason string
		frames [][]byte
		want   style
	}{
		{"a REQ peer", frames("\x00abcd", ""), styleREQ},
		{"a REQ peer with an identity of its own", frames("client-7", ""), styleREQ},
		{"a REQ peer behind a proxy", frames("\x00abcd", "\x00efgh", ""), styleREQ},
		{"a Sender", frames("\x00abcd", own, ""), styleOwn},
		{"a Sender behind two proxies", frames("\x00abcd", "\x00efgh", "\x00ijkl", own, ""), styleOwn},
		{"a DEALER with a way of its own", frames("\x00abcd", "call 1", ""), styleElse},
	} {
		if got := envelope(test.frames).style(); got != test.want {
			t.Errorf("%s: got %d, want %d", test.reason, got, test.want)
		}
	}
}

// fed returns what comes of a message. Its frames lie in a buffer that changes.
func fed(router, pairs bool, list [][]byte) *received {
	r := &received{router: router, pairs: pairs}
	r.reset()
	for i, frame := range list {
		buffer := bytes.Clone(frame)
		r.add(buffer, false)
		if i%2 == 0 {
			r.own()
			for j := range buffer {
				buffer[j] ^= 0xff
			}
		}
	}
	r.end()
	return r
}

func TestReceived(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, test := range []struct {
		reason   string
		router   bool
		pairs    bool
		frames   [][]byte
		envelope string // frames with commas
		body     string
		second   string
		bodies   int
		bad      string
	}{
		{"a Sender's call", true, false, frames("id", "corr", "", "body"), "id,corr,", "body", "", 1, ""},
		{"a REQ peer's call", true, false, frames("id", "", "body"), "id,", "body", "", 1, ""},
		{"a reply", false, false, frames("corr", "", "body"), "corr,", "body", "", 1, ""},
		{"a command", false, true, frames("", "command", "body"), "", "command", "body", 2, ""},
		{"an empty body", true, false, frames("id", "", ""), "id,", "", "", 1, ""},
		{"no body", true, false, frames("id", ""), "id,", "", "", 0, ""},
		{"a status", false, false, frames("corr", "", "", "Rno"), "corr,", "", "Rno", 2, ""},
		{"a second frame that is no status", false, false, frames("corr", "", "", strings.Repeat("x", maxStatus+1)), "corr,", "", "", 2, ""},
		{"but for commands it may be large", false, true, frames("", "c", strings.Repeat("x", maxStatus+1)), "", "c", strings.Repeat("x", maxStatus+1), 2, ""},
		{"more frames than make sense", true, false, frames("id", "", "a", "b", "c"), "id,", "a", "b", 3, ""},
		{"no empty frame", true, false, frames("id", "body"), "id", "", "", 0, "a message without an empty frame"},
		{"a long frame before the empty one", true, false, frames("id", long, "", "body"), "id", "", "", 0, "a frame of an envelope is too long"},
		{"too many frames before the empty one", true, false, append(frames("id"), bytes.Split(bytes.Repeat([]byte("a,"), maxFrames), []byte(","))...), "id", "", "", 0, "too many frames"},
		{"too many frames after it", true, false, append(frames("id", ""), bytes.Split(bytes.Repeat([]byte("a,"), maxFrames), []byte(","))...), "id", "", "", maxFrames - 2, "too many frames"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			r := fed(test.router, test.pairs, test.frames)
			envelope := string(bytes.Join(r.envelope, []byte(",")))
			if envelope != test.envelope || string(r.body) != test.body || string(r.second) != test.second || r.bodies != test.bodies || r.bad != test.bad {
				t.Errorf("got %q, %q, %q, %d bodies, %q", envelope, r.body, r.second, r.bodies, r.bad)
			}
		})
	}
}

func TestReceivedReply(t *testing.T) {
	corr := string(appendCorrelation(nil, 5))
	for _, test := range []struct {
		reason string
		frames [][]byte
		ok     bool
		reply  string
		sent   bool
		err    error
	}{
		{"a reply", frames(corr, "", "body"), true, "body", true, nil},
		{"no reply", frames(corr, "", ""), true, "", true, nil},
		{"beyond the limit", frames(corr, "", strings.Repeat("x", 11)), true, "", true, transport.ErrPayloadTooLarge},
		{"refused", frames(corr, "", "", "Rfull"), true, "", false, &StatusError{Status: StatusRefused, Message: "full"}},
		{"lost", frames(corr, "", "", "Lgone"), true, "", true, &StatusError{Status: StatusLost, Message: "gone"}},
		{"a status that is not known leaves it open", frames(corr, "", "", "?what"), true, "", true, &StatusError{Status: '?', Message: "what"}},
		{"an empty status", frames(corr, "", "", ""), true, "", true, &StatusError{Status: StatusLost, Message: "an empty status"}},
		{"two bodies", frames(corr, "", "a", "b"), true, "", true, errMalformed},
		{"no body", frames(corr, ""), true, "", true, errMalformed},
		{"nobody's", frames("abc", "", "body"), false, "", false, nil},
		{"no correlation", frames("", "body"), false, "", false, nil},
		{"two of them", frames(corr, corr, "", "body"), false, "", false, nil},
		{"no empty frame", frames(corr, "body"), false, "", false, nil},
	} {
		t.Run(test.reason, func(t *testing.T) {
			got, ok := fed(false, false, test.frames).reply(10)
			if ok != test.ok {
				t.Fatalf("got %t", ok)
			}
			if !ok {
				return
			}
			if got.number != 5 || string(got.ending.reply) != test.reply || got.ending.sent != test.sent {
				t.Errorf("got %+v", got)
			}
			if diff := cmp.Diff(test.err, got.ending.err, cmp.Comparer(sameError)); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

func sameError(a, b error) bool {
	if x, ok := errors.AsType[*StatusError](a); ok {
		y, ok := errors.AsType[*StatusError](b)
		return ok && *x == *y
	}
	return errors.Is(b, a)
}

func TestStatusTooLong(t *testing.T) {
	frame := appendStatus(nil, &StatusError{Status: StatusLost, Message: strings.Repeat("x", 5000)})
	if len(frame) != maxStatus {
		t.Errorf("got %d bytes, want %d", len(frame), maxStatus)
	}
}

// Whatever frames come, what is kept is bounded and made of them alone.
func FuzzReceived(f *testing.F) {
	f.Add(true, false, []byte("id\nc\n\nbody"))
	f.Add(false, false, []byte("c\n\n\nRx"))
	f.Add(false, true, []byte("\nC\nbody"))
	f.Add(true, false, bytes.Repeat([]byte("\n"), 100))
	f.Fuzz(func(t *testing.T, router, pairs bool, data []byte) {
		list := bytes.Split(data, []byte("\n"))
		r := fed(router, pairs, list)
		if len(r.envelope) > maxFrames || r.bad == "" && !r.complete {
			t.Errorf("%d frames, complete %t, bad %q", len(r.envelope), r.complete, r.bad)
		}
		if r.bad != "" {
			if r.body != nil || len(r.envelope) > 1 {
				t.Errorf("bad, but body %q and %d frames", r.body, len(r.envelope))
			}
			return
		}
		kept := append([][]byte{}, r.envelope...)
		if r.bodies > 0 {
			kept = append(kept, r.body)
		}
		if diff := cmp.Diff(list[:len(kept)], kept, cmp.Comparer(bytes.Equal)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if _, ok := r.reply(len(data)); ok && len(r.envelope) != 2 {
			t.Error("a reply with another envelope")
		}
	})
}

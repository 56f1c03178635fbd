package ws_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	nethttp "net/http"
	"net/http/httptest"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport/ws"
)

// FuzzRead reads what a client may send, and compares with what the library makes of it.
func FuzzRead(f *testing.F) {
	p := &rawPeer{client: true}
	for _, frames := range [][]sent{
		{{fin | text, "abc"}, {fin | text, ""}},
		{{text, "a"}, {fin | ping, "1"}, {more, "b"}, {fin | more, "c"}},
		{{fin | binaryOp, "abc"}},
		{{fin | text, "\xff"}, {fin | text, "x"}},
		{{fin | closing, closeFrame(1000, "bye")}, {fin | text, "x"}},
		{{fin | closing, ""}},
		{{fin | closing, closeFrame(1005, "")}},
		{{fin | more, "x"}},
		{{fin | rsv1 | text, "x"}},
		{{fin | pong, ""}, {text, ""}, {fin | more, ""}},
	} {
		var all []byte
		for _, s := range frames {
			all = append(all, p.encode(s.first, s.payload)...)
		}
		f.Add(all)
	}
	f.Add(p.header(fin|text, 1<<62))
	f.Fuzz(func(t *testing.T, stream []byte) {
		ours, end := readAll(t, stream)
		theirs := readAllByLibrary(t, stream)
		for i, payload := range ours {
			if i >= len(theirs) || theirs[i] != payload {
				t.Fatalf("message %d is %q; the library has %q", i, payload, theirs)
			}
			if len(payload) > fuzzLimit || !utf8.ValidString(payload) {
				t.Fatalf("message %d is %q", i, payload)
			}
		}
		if len(theirs) == len(ours) {
			return
		}
		// It does not look at what is in messages, and takes more than one kind.
		var said *ws.CloseError
		if !errors.As(end, &said) || said.Code != 1007 && said.Code != 1003 {
			t.Fatalf("got %q and then %v; the library has %q", ours, end, theirs)
		}
	})
}

const fuzzLimit = 1000

// readAll returns the payloads of a stream, and the error after them.
func readAll(t *testing.T, stream []byte) (payloads []string, end error) {
	t.Helper()
	w, r := upgradeOf(t, stream)
	conn, err := ws.Upgrade(w, r, ws.Limits(protocol.Limits{Payload: fuzzLimit}), ws.AnyHost())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	for {
		payload, err := conn.Read(context.Background())
		if err != nil {
			return payloads, err
		}
		payloads = append(payloads, string(payload))
	}
}

func readAllByLibrary(t *testing.T, stream []byte) (payloads []string) {
	t.Helper()
	w, r := upgradeOf(t, stream)
	conn, err := new(websocket.Upgrader).Upgrade(w, r, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	conn.SetReadLimit(fuzzLimit)
	for {
		_, payload, err := conn.ReadMessage()
		if err != nil {
			return payloads
		}
		payloads = append(payloads, string(payload))
	}
}

// A hijackable is the response to a request for an upgrade over a pipe.
type hijackable struct {
	*httptest.ResponseRecorder
	conn net.Conn
}

func (w hijackable) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return w.conn, bufio.NewReadWriter(bufio.NewReader(w.conn), bufio.NewWriter(w.conn)), nil
}

// A recorded connection has a stream to be read, and takes what is written.
type recorded struct {
	net.Conn
	stream io.Reader
}

func (c recorded) Read(p []byte) (int, error)  { return c.stream.Read(p) }
func (c recorded) Write(p []byte) (int, error) { return len(p), nil }

// upgradeOf returns a request for an upgrade, after which a stream comes.
func upgradeOf(t *testing.T, stream []byte) (hijackable, *nethttp.Request) {
	t.Helper()
	here, there := net.Pipe() // for addresses and deadlines
	t.Cleanup(func() { _ = there.Close() })
	conn := recorded{here, bytes.NewReader(stream)}
	if len(stream)%2 == 1 {
		conn.stream = iotest.OneByteReader(conn.stream)
	}
	r := httptest.NewRequest(nethttp.MethodGet, "/", nil)
	r.Header = nethttp.Header{
		"Connection":            {"Upgrade"},
		"Upgrade":               {"websocket"},
		"Sec-Websocket-Version": {"13"},
		"Sec-Websocket-Key":     {"dGhlIHNhbXBsZSBub25jZQ=="},
	}
	return hijackable{httptest.NewRecorder(), conn}, r
}

package ws_test

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	nethttp "net/http"
	"net/url"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/transport/ws"
)

// Opcodes and bits of frames (RFC 6455, section 5.2).
const (
	fin, rsv1, rsv2                   = 0x80, 0x40, 0x20
	more, text, binaryOp              = 0, 1, 2
	closing, ping, pong               = 8, 9, 10
	claimed16, claimed64, masked byte = 126, 127, 0x80
)

// A rawPeer is the other end of a connection, which writes frames byte by byte, right or
// wrong ones.
type rawPeer struct {
	t      *testing.T
	conn   net.Conn
	in     *bufio.Reader
	client bool
}

// sides are the two roles that a connection under test can have.
var sides = []string{"server", "client"}

// facing returns a connection in the given role, and a raw peer at its other end.
func facing(t *testing.T, side string, options ...ws.CommonOption) (*ws.Conn, *rawPeer) {
	t.Helper()
	if side == "server" {
		return facingServer(t, options...)
	}
	return facingClient(t, "", options...)
}

func facingServer(t *testing.T, options ...ws.CommonOption) (*ws.Conn, *rawPeer) {
	t.Helper()
	conns := make(chan *ws.Conn, 1)
	address := serve(t, nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		conn, err := ws.Upgrade(w, r, handlerOptions(options)...)
		if err != nil {
			t.Error(err)
			return
		}
		conns <- conn
	}))
	p := connectRaw(t, address, "Sec-WebSocket-Extensions: permessage-deflate\r\n")
	conn := receive(t, conns, "the connection of the server")
	t.Cleanup(func() { _ = conn.Close() })
	return conn, p
}

// connectRaw opens a connection to a server.
func connectRaw(t *testing.T, address, headers string) *rawPeer {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	p := newRawPeer(t, conn, true)
	p.write([]byte("GET / HTTP/1.1\r\nHost: " + u.Host + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n"))
	res, err := nethttp.ReadResponse(p.in, nil)
	if err != nil || res.StatusCode != nethttp.StatusSwitchingProtocols {
		t.Fatal(res, err)
	}
	return p
}

// facingClient returns a client whose server adds headers to its response.
func facingClient(t *testing.T, headers string, options ...ws.CommonOption) (*ws.Conn, *rawPeer) {
	t.Helper()
	address, peers := rawServer(t, headers)
	conn := dial(t, address, dialOptions(options)...)
	return conn, receive(t, peers, "the connection of the client")
}

// rawServer answers upgrades with the given headers besides those that are due.
func rawServer(t *testing.T, headers string) (address string, peers <-chan *rawPeer) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	accepted := make(chan *rawPeer, 10)
	ended := make(chan struct{})
	t.Cleanup(func() {
		_ = listener.Close()
		<-ended
	})
	go func() {
		defer close(ended)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			p := newRawPeer(t, conn, false)
			r, err := nethttp.ReadRequest(p.in)
			if err != nil {
				continue
			}
			digest := sha1.Sum([]byte(r.Header.Get("Sec-Websocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
			p.write([]byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
				"Sec-WebSocket-Accept: " + base64.StdEncoding.EncodeToString(digest[:]) + "\r\n" + headers + "\r\n"))
			accepted <- p
		}
	}()
	return "ws://" + listener.Addr().String(), accepted
}

func newRawPeer(t *testing.T, conn net.Conn, client bool) *rawPeer {
	t.Helper()
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	return &rawPeer{t: t, conn: conn, in: bufio.NewReader(conn), client: client}
}

func (p *rawPeer) write(b []byte) {
	if _, err := p.conn.Write(b); err != nil {
		p.t.Error(err)
	}
}

// frame writes a frame.
func (p *rawPeer) frame(first byte, payload string) { p.write(p.encode(first, payload)) }

// encode returns a frame, masked with the key 0x01020304 if the peer is a client.
func (p *rawPeer) encode(first byte, payload string) []byte {
	b := p.header(first, uint64(len(payload)))
	for i := range len(payload) {
		c := payload[i]
		if p.client {
			c ^= byte(1 + i%4)
		}
		b = append(b, c)
	}
	return b
}

// header returns the beginning of a frame that claims a length.
func (p *rawPeer) header(first byte, length uint64) []byte {
	var bit byte
	if p.client {
		bit = masked
	}
	b := []byte{first}
	switch {
	case length < 126:
		b = append(b, bit|byte(length))
	case length < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, bit|claimed16), uint16(length))
	default:
		b = binary.BigEndian.AppendUint64(append(b, bit|claimed64), length)
	}
	if p.client {
		b = append(b, 1, 2, 3, 4)
	}
	return b
}

// next reads a frame.
func (p *rawPeer) next() (first byte, payload string, err error) {
	var head [2]byte
	if _, err := io.ReadFull(p.in, head[:]); err != nil {
		return 0, "", err
	}
	length := uint64(head[1] &^ masked)
	switch byte(length) {
	case claimed16:
		var n uint16
		if err := binary.Read(p.in, binary.BigEndian, &n); err != nil {
			return 0, "", err
		}
		length = uint64(n)
	case claimed64:
		if err := binary.Read(p.in, binary.BigEndian, &length); err != nil {
			return 0, "", err
		}
	}
	var key [4]byte
	if isMasked := head[1]&masked != 0; isMasked == p.client {
		return 0, "", fmt.Errorf("a frame that is masked: %v", isMasked)
	} else if isMasked {
		if _, err := io.ReadFull(p.in, key[:]); err != nil {
			return 0, "", err
		}
	}
	data := make([]byte, length)
	if _, err := io.ReadFull(p.in, data); err != nil {
		return 0, "", err
	}
	for i := range data {
		data[i] ^= key[i%4]
	}
	return head[0], string(data), nil
}

// expect reads a frame and compares it.
func (p *rawPeer) expect(first byte, payload string) {
	p.t.Helper()
	f, got, err := p.next()
	if err != nil || f != first || got != payload {
		p.t.Errorf("got the frame %#x %q, %v; want %#x %q", f, got, err, first, payload)
	}
}

// expectClose reads until a close frame, and returns its code, 0 if it has none.
func (p *rawPeer) expectClose() int {
	p.t.Helper()
	for {
		first, payload, err := p.next()
		switch {
		case err != nil:
			p.t.Fatalf("no close frame: %v", err)
		case first == fin|closing && payload == "":
			return 0
		case first == fin|closing:
			return int(binary.BigEndian.Uint16([]byte(payload)))
		}
	}
}

// closeFrame returns the payload of a close frame.
func closeFrame(code int, text string) string {
	return string(binary.BigEndian.AppendUint16(nil, uint16(code))) + text
}

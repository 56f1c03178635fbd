package ws_test

import (
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/ws"
)

// A sent frame is what a raw peer sends.
type sent struct {
	first   byte
	payload string
}

func TestConnReadsFrames(t *testing.T) {
	const euro = "\xe2\x82\xac"
	for _, test := range []struct {
		reason  string
		frames  []sent
		options []ws.CommonOption
		want    []string // payloads
		end     string   // of reading after them
		code    int      // of the close frame that the peer gets
	}{
		{"one message", []sent{{fin | text, "abc"}}, nil, []string{"abc"}, "", 0},
		{"an empty message", []sent{{fin | text, ""}}, nil, []string{""}, "", 0},
		{"a message in parts", []sent{{text, "a"}, {more, ""}, {more, "b"}, {fin | more, "c"}}, nil, []string{"abc"}, "", 0},
		{"control frames between the parts", []sent{{text, "a"}, {fin | ping, "1"}, {more, "b"}, {fin | pong, "2"}, {fin | more, "c"}}, nil, []string{"abc"}, "", 0},
		{"a character that is cut by a frame", []sent{{text, euro[:1]}, {more, euro[1:2]}, {fin | more, euro[2:]}}, nil, []string{euro}, "", 0},
		{"a pong that nobody asked for", []sent{{fin | pong, "x"}, {fin | text, "abc"}}, nil, []string{"abc"}, "", 0},
		{"text that is not UTF-8", []sent{{fin | text, "a"}, {fin | text, "\xff"}}, nil, []string{"a"}, "local 1007", 1007},
		{"half a character in parts", []sent{{text, euro[:1]}, {fin | more, euro[1:2]}}, nil, nil, "local 1007", 1007},
		{"half a surrogate pair", []sent{{fin | text, "\xed\xa0\x80"}}, nil, nil, "local 1007", 1007},
		{"binary is refused", []sent{{fin | binaryOp, "abc"}}, nil, nil, "local 1003", 1003},
		{"binary in parts is refused", []sent{{binaryOp, "a"}, {fin | more, "bc"}}, nil, nil, "local 1003", 1003},
		{"binary is taken", []sent{{fin | binaryOp, "abc"}, {fin | text, "x"}}, []ws.CommonOption{ws.Binary()}, []string{"abc", "x"}, "", 0},
		{"binary does not have to be UTF-8", []sent{{fin | binaryOp, "\xff"}}, []ws.CommonOption{ws.Binary()}, []string{"\xff"}, "", 0},
		{"a part without a beginning", []sent{{fin | more, "x"}}, nil, nil, "local 1002", 1002},
		{"a beginning within a message", []sent{{text, "x"}, {fin | text, "y"}}, nil, nil, "local 1002", 1002},
		{"a bit that nobody agreed on", []sent{{fin | rsv1 | text, "x"}}, nil, nil, "local 1002", 1002},
		{"another one", []sent{{fin | rsv2 | text, "x"}}, nil, nil, "local 1002", 1002},
		{"an unknown opcode", []sent{{fin | 3, "x"}}, nil, nil, "local 1002", 1002},
		{"an unknown control frame", []sent{{fin | 11, "x"}}, nil, nil, "local 1002", 1002},
		{"a bit that nobody agreed on, in a ping", []sent{{fin | rsv1 | ping, "x"}}, nil, nil, "local 1002", 1002},
		{"a ping in parts", []sent{{ping, "x"}}, nil, nil, "local 1002", 1002},
		{"a ping that is too long", []sent{{fin | ping, strings.Repeat("x", 126)}}, nil, nil, "local 1002", 1002},
	} {
		for _, side := range sides {
			t.Run(side+": "+test.reason, func(t *testing.T) {
				conn, p := facing(t, side, test.options...)
				for _, f := range test.frames {
					p.frame(f.first, f.payload)
				}
				var got []string
				for range test.want {
					got = append(got, read(t, conn))
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("payloads (-want +got):\n%s", diff)
				}
				if test.end == "" {
					return
				}
				expectEnd(t, conn, test.end)
				if code := p.expectClose(); code != test.code {
					t.Errorf("the peer got the close code %d, want %d", code, test.code)
				}
			})
		}
	}
}

// expectEnd reads, and wants reading and writing to be over for good.
func expectEnd(t *testing.T, conn *ws.Conn, want string) {
	t.Helper()
	for range 2 {
		_, err := conn.Read(within(t))
		if got := ending(err); got != want {
			t.Fatalf("the end of reading is %q (%v), want %q", got, err, want)
		}
		if want != "EOF" && !transportError(t, err).Sent {
			t.Errorf("%v: Sent is not set", err)
		}
	}
	err := conn.Write(within(t), []byte(call))
	if err == nil || transportError(t, err).Sent {
		t.Errorf("writing after the end: got %v", err)
	}
}

func TestConnCorruptCompression(t *testing.T) {
	for _, side := range sides {
		t.Run(side, func(t *testing.T) {
			conn, p := facingCompressed(t, side)
			p.frame(fin|rsv1|text, "\xff\xff\xff")
			expectEnd(t, conn, "local 1007")
			if code := p.expectClose(); code != 1007 {
				t.Errorf("the peer got the close code %d", code)
			}
		})
	}
}

func TestConnAnswersPing(t *testing.T) {
	for _, side := range sides {
		t.Run(side, func(t *testing.T) {
			conn, p := facing(t, side)
			go func() { _, _ = conn.Read(within(t)) }() // whoever reads answers
			for _, payload := range []string{"", "hello", strings.Repeat("x", 125)} {
				p.frame(fin|ping, payload)
				p.expect(fin|pong, payload)
			}
			p.frame(fin|text, "the end")
		})
	}
}

// Frames are read however few bytes come at a time.
func TestConnReadsByteByByte(t *testing.T) {
	for _, side := range sides {
		t.Run(side, func(t *testing.T) {
			conn, p := facing(t, side)
			var all []byte
			for _, f := range []sent{{fin | ping, "0123456789"}, {fin | text, "one"}, {text, strings.Repeat("x", 300)}, {fin | ping, ""}, {fin | more, "y"}} {
				all = append(all, p.encode(f.first, f.payload)...)
			}
			go func() {
				for i := range all {
					p.write(all[i : i+1])
				}
			}()
			for _, want := range []string{"one", strings.Repeat("x", 300) + "y"} {
				if got := read(t, conn); got != want {
					t.Errorf("got %q", got)
				}
			}
			p.expect(fin|pong, "0123456789")
			p.expect(fin|pong, "")
		})
	}
}

func TestConnWritesCompressed(t *testing.T) {
	for _, side := range sides {
		t.Run(side, func(t *testing.T) {
			conn, p := facingCompressed(t, side)
			for _, payload := range []string{"", "abc", strings.Repeat("abc", 100_000)} {
				write(t, conn, payload)
				first, got, err := p.next()
				if err != nil || first != fin|rsv1|text {
					t.Fatalf("got the frame %#x, %v", first, err)
				}
				all, err := io.ReadAll(flate.NewReader(strings.NewReader(got + "\x00\x00\xff\xff\x01\x00\x00\xff\xff")))
				if err != nil || string(all) != payload {
					t.Errorf("%d bytes become %d, %v", len(payload), len(all), err)
				}
			}
		})
	}
}

// What is small is not worth it, and what was not agreed on does not happen.
func TestConnDoesNotCompress(t *testing.T) {
	conn, p := facingServer(t, ws.Compress(4))
	write(t, conn, "abc")
	p.expect(fin|text, "abc")
	conn, p = facingServer(t)
	write(t, conn, call)
	p.expect(fin|text, call)
	conn, p = facingClient(t, "", ws.Compress(0))
	write(t, conn, call)
	p.expect(fin|text, call)
}

func TestConnLimit(t *testing.T) {
	const limit = 1000
	options := []ws.CommonOption{ws.Limits(protocol.Limits{Payload: limit})}
	exact, beyond := strings.Repeat("x", limit), strings.Repeat("x", limit+1)
	for _, test := range []struct {
		reason string
		frames []sent
		fits   bool
	}{
		{"exactly", []sent{{fin | text, exact}}, true},
		{"one byte more", []sent{{fin | text, beyond}}, false},
		{"exactly, in parts", []sent{{text, exact[:500]}, {more, exact[500:]}, {fin | more, ""}}, true},
		{"one byte more, in parts", []sent{{text, exact}, {fin | more, "x"}}, false},
		{"compressed, exactly", []sent{{fin | rsv1 | text, deflated(exact)}}, true},
		{"compressed, one byte more", []sent{{fin | rsv1 | text, deflated(beyond)}}, false},
		{"compressed, in parts", []sent{{rsv1 | text, deflated(exact)[:3]}, {fin | more, deflated(exact)[3:]}}, true},
	} {
		for _, side := range sides {
			t.Run(side+": "+test.reason, func(t *testing.T) {
				conn, p := facingCompressed(t, side, options...)
				for _, f := range test.frames {
					p.frame(f.first, f.payload)
				}
				if test.fits {
					if got := read(t, conn); got != exact {
						t.Errorf("got %d bytes", len(got))
					}
					return
				}
				_, err := conn.Read(within(t))
				if !errors.Is(err, transport.ErrPayloadTooLarge) || !errors.Is(err, transport.ErrClosed) {
					t.Errorf("got the error %v", err)
				}
				expectEnd(t, conn, "local 1009")
				if code := p.expectClose(); code != 1009 {
					t.Errorf("the peer got the close code %d", code)
				}
			})
		}
	}
}

// facingCompressed returns a connection with compression, and a peer that agrees to it.
func facingCompressed(t *testing.T, side string, options ...ws.CommonOption) (*ws.Conn, *rawPeer) {
	t.Helper()
	options = append(options, ws.Compress(0))
	if side == "client" {
		return facingClient(t, "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n", options...)
	}
	return facingServer(t, options...)
}

// deflated returns the payload of a compressed message.
func deflated(payload string) string {
	var out bytes.Buffer
	w, _ := flate.NewWriter(&out, flate.BestCompression)
	_, _ = w.Write([]byte(payload))
	_ = w.Flush()
	return strings.TrimSuffix(out.String(), "\x00\x00\xff\xff")
}

// What a header claims costs nothing.
func TestConnClaims(t *testing.T) {
	for _, test := range []struct {
		reason string
		first  byte
		length uint64
	}{
		{"large", fin | text, 1 << 40},
		{"the largest", fin | text, 1<<63 - 1},
		{"more than there can be", fin | text, 1 << 63},
		{"all bits", fin | text, 1<<64 - 1},
		{"in parts", text, 1 << 62},
		{"compressed", fin | rsv1 | text, 1 << 62},
	} {
		for _, side := range sides {
			t.Run(side+": "+test.reason, func(t *testing.T) {
				conn, p := facingCompressed(t, side)
				before := allocated()
				p.write(p.header(test.first, test.length))
				_, err := conn.Read(within(t))
				if spent := allocated() - before; spent > 1<<20 {
					t.Errorf("%d bytes were allocated", spent)
				}
				if !errors.Is(err, transport.ErrPayloadTooLarge) {
					t.Errorf("got the error %v", err)
				}
				if code := p.expectClose(); code != 1009 {
					t.Errorf("the peer got the close code %d", code)
				}
			})
		}
	}
}

// 100 MiB that are small on the wire cost no more than the limit.
func TestConnDeflateBomb(t *testing.T) {
	part := deflated(strings.Repeat("\x00", 1<<20)) + "\x00\x00\xff\xff"
	bomb := strings.TrimSuffix(strings.Repeat(part, 100), "\x00\x00\xff\xff")
	if len(bomb) > 1<<20 {
		t.Fatalf("the bomb has %d bytes", len(bomb))
	}
	for _, side := range sides {
		t.Run(side, func(t *testing.T) {
			conn, p := facingCompressed(t, side, ws.Limits(protocol.Limits{Payload: 1 << 20}))
			frame := p.encode(fin|rsv1|text, bomb)
			go p.write(frame)
			before := allocated()
			_, err := conn.Read(within(t))
			if spent := allocated() - before; spent > 8<<20 {
				t.Errorf("%d bytes were allocated", spent)
			}
			if !errors.Is(err, transport.ErrPayloadTooLarge) || !errors.Is(err, transport.ErrClosed) {
				t.Errorf("got the error %v", err)
			}
			if code := p.expectClose(); code != 1009 {
				t.Errorf("the peer got the close code %d", code)
			}
		})
	}
}

func allocated() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}

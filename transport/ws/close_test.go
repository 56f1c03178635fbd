package ws_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

func TestConnClosedByPeer(t *testing.T) {
	for _, test := range []struct {
		reason string
		close  string // the payload of the close frame
		end    string
		answer int
	}{
		{"in good order", closeFrame(1000, ""), "EOF", 1000},
		{"going away", closeFrame(1001, "bye"), "EOF", 1001},
		{"browsers do not give a code", "", "EOF", 0},
		{"the peer was sent rubbish", closeFrame(1002, "rubbish"), "peer 1002 rubbish", 1002},
		{"the peer takes no text", closeFrame(1003, ""), "peer 1003 ", 1003},
		{"a policy", closeFrame(1008, "log in first"), "peer 1008 log in first", 1008},
		{"a payload that was too large for the peer", closeFrame(1009, ""), "peer 1009 ", 1009},
		{"the peer has failed", closeFrame(1011, ""), "peer 1011 ", 1011},
		{"a code of an application", closeFrame(4000, "x"), "peer 4000 x", 4000},
		{"a code that must not be sent", closeFrame(1005, ""), "local 1002", 1002},
		{"another", closeFrame(1006, ""), "local 1002", 1002},
		{"a code that does not exist", closeFrame(999, ""), "local 1002", 1002},
		{"half a code", "\x03", "local 1002", 1002},
		{"a code for gateways", closeFrame(1014, ""), "peer 1014 ", 1014},
		{"a code beyond all", closeFrame(5000, ""), "local 1002", 1002},
		{"text that is not UTF-8", closeFrame(1000, "\xff"), "local 1002", 1002},
	} {
		for _, side := range sides {
			t.Run(side+": "+test.reason, func(t *testing.T) {
				conn, p := facing(t, side)
				p.frame(fin|text, "before")
				p.frame(fin|closing, test.close)
				if got := read(t, conn); got != "before" {
					t.Errorf("got %q", got)
				}
				expectEnd(t, conn, test.end)
				if code := p.expectClose(); code != test.answer {
					t.Errorf("the answer is %d, want %d", code, test.answer)
				}
				if _, _, err := p.next(); err != io.EOF {
					t.Errorf("after the answer comes %v", err)
				}
			})
		}
	}
}

func TestConnTooLargeForPeer(t *testing.T) {
	conn, p := facing(t, "client")
	p.frame(fin|closing, closeFrame(1009, ""))
	if _, err := conn.Read(within(t)); !errors.Is(err, transport.ErrPayloadTooLarge) || !errors.Is(err, transport.ErrClosed) {
		t.Errorf("got the error %v", err)
	}
}

func TestConnLostByPeer(t *testing.T) {
	for _, test := range []struct {
		reason string
		frames []byte // the beginning of what the peer was about to send
	}{
		{"between messages", nil},
		{"within a header", []byte{fin | text}},
		{"within a message", []byte{fin | text, 5, 'x'}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			conn, p := facing(t, "client")
			p.write(test.frames)
			_ = p.conn.Close()
			expectEnd(t, conn, "unexpected EOF")
		})
	}
}

func TestConnClose(t *testing.T) {
	codes := map[string]int{"server": 1001, "client": 1000}
	for _, side := range sides {
		t.Run(side, func(t *testing.T) {
			conn, p := facing(t, side)
			ended := make(chan error, 1)
			go func() {
				_, err := conn.Read(context.Background())
				ended <- err
			}()
			write(t, conn, call)
			for range 2 {
				if err := conn.Close(); err != nil {
					t.Error(err)
				}
			}
			if err := receive(t, ended, "the end of Read"); !errors.Is(err, transport.ErrClosed) {
				t.Errorf("Read ended with %v", err)
			}
			expectEnd(t, conn, "closed")
			p.expect(fin|text, call) // what was written is not lost
			if code := p.expectClose(); code != codes[side] {
				t.Errorf("the peer got the close code %d, want %d", code, codes[side])
			}
			_ = p.conn.Close()
			if err := conn.Drain(within(t)); err != nil {
				t.Errorf("draining what is closed: %v", err)
			}
		})
	}
}

// A peer that goes on sending still gets to see why the connection was closed.
func TestConnCloseWhilePeerSends(t *testing.T) {
	conn, p := facing(t, "server")
	p.frame(fin|text, "\xff")
	for range 100 { // nobody is going to read that
		p.frame(fin|text, call)
	}
	expectEnd(t, conn, "local 1007")
	if code := p.expectClose(); code != 1007 {
		t.Errorf("the peer got the close code %d", code)
	}
}

// A peer that neither reads nor closes does not keep Close waiting, nor the connection
// for ever.
func TestConnCloseDoesNotWait(t *testing.T) {
	conn, p := facing(t, "server")
	began := time.Now()
	_ = conn.Close()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("Close took %v", took)
	}
	if code := p.expectClose(); code != 1001 {
		t.Errorf("the peer got the close code %d", code)
	}
	if _, _, err := p.next(); err != io.EOF {
		t.Errorf("got %v, want the end", err)
	}
}

func TestConnDrain(t *testing.T) {
	codes := map[string]int{"server": 1001, "client": 1000}
	for _, side := range sides {
		for _, reading := range []bool{false, true} {
			t.Run(side, func(t *testing.T) {
				conn, p := facing(t, side)
				ended := make(chan error, 1)
				if reading {
					go func() {
						_, err := conn.Read(context.Background())
						ended <- err
					}()
				}
				write(t, conn, call)
				drained := make(chan error, 1)
				go func() { drained <- conn.Drain(within(t)) }()
				p.expect(fin|text, call)
				if code := p.expectClose(); code != codes[side] {
					t.Errorf("the peer got the close code %d, want %d", code, codes[side])
				}
				if err := conn.Write(t.Context(), []byte(call)); !errors.Is(err, transport.ErrClosed) {
					t.Errorf("writing after the close frame: got %v", err)
				}
				select {
				case err := <-drained:
					t.Errorf("Drain did not wait for the answer: %v", err)
				default:
				}
				p.frame(fin|closing, closeFrame(codes[side], ""))
				if err := receive(t, drained, "the end of Drain"); err != nil {
					t.Errorf("Drain: %v", err)
				}
				if reading {
					if err := receive(t, ended, "the end of Read"); err != io.EOF {
						t.Errorf("Read ended with %v", err)
					}
				}
				expectEnd(t, conn, "EOF")
			})
		}
	}
}

// What arrives while the connection drains is still read.
func TestConnDrainStillReads(t *testing.T) {
	conn, p := facing(t, "client")
	got := make(chan string, 10)
	go func() {
		defer close(got)
		for {
			payload, err := conn.Read(context.Background())
			if err != nil {
				return
			}
			got <- string(payload)
		}
	}()
	drained := make(chan error, 1)
	go func() { drained <- conn.Drain(within(t)) }()
	p.expectClose()
	p.frame(fin|text, result)
	p.frame(fin|closing, closeFrame(1000, ""))
	if err := receive(t, drained, "the end of Drain"); err != nil {
		t.Errorf("Drain: %v", err)
	}
	if payload := receive(t, got, "the payload"); payload != result {
		t.Errorf("got %q", payload)
	}
}

// What was read before Drain stays as it is, although Drain reads what comes after it.
func TestConnDrainLeavesPayloadAlone(t *testing.T) {
	for _, size := range []int{100, 100_000} { // in the buffer of the connection, and of its own
		conn, p := facing(t, "server")
		want := strings.Repeat("a", size)
		p.write(append(p.encode(fin|text, want), p.encode(fin|text, strings.Repeat("b", size))...))
		payload, err := conn.Read(within(t))
		if err != nil {
			t.Fatal(err)
		}
		drained := make(chan error, 1)
		go func() { drained <- conn.Drain(within(t)) }()
		p.expectClose()
		for range 10 {
			p.frame(fin|text, strings.Repeat("c", size))
		}
		p.frame(fin|closing, closeFrame(1001, ""))
		if err := receive(t, drained, "the end of Drain"); err != nil {
			t.Errorf("Drain: %v", err)
		}
		if string(payload) != want {
			t.Errorf("a payload of %d bytes was overwritten", size)
		}
	}
}

func TestConnDrainContext(t *testing.T) {
	cause := errors.New("enough")
	conn, p := facing(t, "server")
	ctx, cancel := context.WithCancelCause(t.Context())
	drained := make(chan error, 1)
	go func() { drained <- conn.Drain(ctx) }()
	p.expectClose() // and does not answer
	cancel(cause)
	if err := receive(t, drained, "the end of Drain"); err != cause {
		t.Errorf("Drain: %v", err)
	}
	expectEnd(t, conn, "closed")
	if _, _, err := p.next(); err != io.EOF {
		t.Errorf("got %v, want the end", err)
	}
}

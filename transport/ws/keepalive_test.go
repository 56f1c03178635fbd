package ws_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/transport/ws"
)

// expectPing reads until a ping.
func (p *rawPeer) expectPing() (payload string) {
	p.t.Helper()
	for {
		first, payload, err := p.next()
		if err != nil {
			p.t.Fatalf("no ping: %v", err)
		}
		if first == fin|ping {
			return payload
		}
	}
}

func TestPingIsAnswered(t *testing.T) {
	for _, side := range sides {
		t.Run(side, func(t *testing.T) {
			conn, p := facing(t, side, ws.Ping(time.Millisecond, patience))
			go func() {
				for range 3 {
					p.frame(fin|pong, p.expectPing())
				}
				p.frame(fin|text, "still there")
			}()
			if got := read(t, conn); got != "still there" {
				t.Errorf("got %q", got)
			}
		})
	}
}

// A peer that says nothing at all is given up, by either side.
func TestPingIsNotAnswered(t *testing.T) {
	for _, side := range sides {
		t.Run(side, func(t *testing.T) {
			conn, p := facing(t, side, ws.Ping(10*time.Millisecond, 20*time.Millisecond))
			_, err := conn.Read(context.Background())
			if e := transportError(t, err); !e.Timeout() {
				t.Errorf("got the error %v", e)
			}
			if err := conn.Write(t.Context(), []byte(call)); err == nil || !transportError(t, err).Timeout() {
				t.Errorf("writing after that: %v", err)
			}
			p.expectPing()
			for {
				if _, _, err := p.next(); errors.Is(err, os.ErrDeadlineExceeded) {
					t.Fatal("the connection was not closed")
				} else if err != nil {
					return
				}
			}
		})
	}
}

// Whatever the peer sends shows that it is there.
func TestPingIsAnsweredByData(t *testing.T) {
	conn, p := facing(t, "server", ws.Ping(time.Millisecond, 300*time.Millisecond))
	pinged := make(chan struct{})
	go func() {
		defer close(pinged)
		for range 3 {
			p.expectPing()
		}
	}()
	go func() {
		for {
			p.frame(fin|text, "x")
			select {
			case <-pinged:
				p.frame(fin|text, "enough")
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	got := ""
	for got != "enough" {
		got = read(t, conn)
	}
}

// While nobody reads, nobody can know what the peer has sent.
func TestPingWhileNobodyReads(t *testing.T) {
	conn, p := facing(t, "client", ws.Ping(time.Millisecond, 10*time.Millisecond))
	for range 3 {
		p.expectPing()
	}
	p.frame(fin|text, call)
	if got := read(t, conn); got != call {
		t.Errorf("got %q", got)
	}
}

func TestPingOff(t *testing.T) {
	conn, p := facing(t, "client", ws.Ping(0, 0))
	go func() {
		p.frame(fin|text, call)
		p.frame(fin|closing, closeFrame(1000, ""))
	}()
	if got := read(t, conn); got != call {
		t.Errorf("got %q", got)
	}
	expectEnd(t, conn, "EOF")
}

// A peer that takes nothing is given up, and nobody else waits for it.
func TestSlowReader(t *testing.T) {
	const queue = 64 << 10
	conn, p := facing(t, "server", ws.WriteQueue(queue), ws.WriteTimeout(100*time.Millisecond), ws.Ping(10*time.Millisecond, 20*time.Millisecond))
	go func() {
		for {
			if _, err := conn.Read(context.Background()); err != nil {
				return
			}
		}
	}()
	stop := make(chan struct{})
	go func() { // it is there, it only does not read
		defer close(stop)
		for {
			if _, err := p.conn.Write(p.encode(fin|pong, "")); err != nil {
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	payload := make([]byte, 10<<10)
	for i := range payload {
		payload[i] = 'x'
	}
	var err error
	for err == nil {
		err = conn.Write(context.Background(), payload)
	}
	if !transportError(t, err).Timeout() {
		t.Errorf("got the error %v", err)
	}
	if _, err := conn.Read(context.Background()); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("reading after that: %v", err)
	}
	receive(t, stop, "the end of the connection")
}

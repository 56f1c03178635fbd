//go:build zmq && cgo

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/pebbe/zmq4"

	"github.com/rpcwire/rpcwire/transport/zmq"
)

const (
	zmqModule   = "github.com/pebbe/zmq4"
	zmqLoopback = "tcp://127.0.0.1:*"
)

// zmqFields compares those that speak over ZeroMQ. Everybody waits in a thread of
// libzmq, whatever its sockets are called.
func zmqFields() []field {
	f := field{name: "zmq", title: "ZeroMQ", inFlight: []int{64, 1}, base: cell{"zmq", reqName, 1}, hidesWrites: true}
	for _, d := range depths {
		f.contenders = append(f.contenders, zmqSelf(d))
	}
	f.contenders = append(f.contenders,
		contender{
			name: reqName, module: zmqModule, about: "a REQ and a REP socket; one call at a time, which is all that they allow",
			serve: serveSocket(zmq4.REP, zmqEcho), dial: dialREQ, only: 1,
		},
		contender{
			name: reqManyName, module: zmqModule, about: "a REQ socket and a thread for every caller, and one REP socket",
			serve: serveSocket(zmq4.REP, zmqEcho), dial: dialREQ, only: 64,
		},
		contender{
			name: dealerName, module: zmqModule, about: "a DEALER and a ROUTER socket, write and read in turn",
			serve: serveSocket(zmq4.ROUTER, zmqEcho), dial: dialDEALER,
		})
	return []field{f}
}

// zmqSelf is rpcwire.
func zmqSelf(d depth) contender {
	return contender{
		name: selfName + d.suffix, module: selfModule,
		about: fmt.Sprintf(d.about, "zmq.Dial") + " behind zmq.Listen",
		serve: func(_ string, failed chan<- error) (string, error) {
			s, err := zmq.Listen(zmqLoopback)
			if err != nil {
				return "", err
			}
			go func() { failed <- s.Serve(context.Background(), d.handler()) }()
			return s.Endpoint(), nil
		},
		dial: func(ctx context.Context, address string) (*caller, error) {
			s, err := zmq.Dial(ctx, address)
			if err != nil {
				return nil, err
			}
			return d.caller(s, s.Close), s.Ready(ctx)
		},
	}
}

// serveSocket returns a serve that hands a bound socket to a goroutine.
func serveSocket(kind zmq4.Type, handle func(*zmq4.Socket) error) func(string, chan<- error) (string, error) {
	return func(_ string, failed chan<- error) (string, error) {
		c, err := zmq4.NewContext()
		if err != nil {
			return "", err
		}
		s, err := c.NewSocket(kind)
		if err != nil {
			return "", err
		}
		if err := s.Bind(zmqLoopback); err != nil {
			return "", err
		}
		address, err := s.GetLastEndpoint()
		go func() { failed <- handle(s) }()
		return address, err
	}
}

// zmqEcho returns every message.
func zmqEcho(s *zmq4.Socket) error {
	for {
		m, err := s.RecvMessageBytes(0)
		if err != nil {
			return err
		}
		if _, err := s.SendMessage(m); err != nil {
			return err
		}
	}
}

// dialREQ returns a caller with a socket for every call in flight.
func dialREQ(_ context.Context, address string) (*caller, error) {
	c, err := zmq4.NewContext()
	if err != nil {
		return nil, err
	}
	var open []*zmq4.Socket
	connect := func(i int) (*zmq4.Socket, error) {
		for len(open) <= i {
			s, err := connectSocket(c, zmq4.REQ, address)
			if err != nil {
				return nil, err
			}
			open = append(open, s)
		}
		return open[i], nil
	}
	return &caller{
		newCall: func(i int) (call, error) {
			s, err := connect(i)
			if err != nil {
				return nil, err
			}
			return func(context.Context) error { return askREP(s) }, nil
		},
		close: func() {
			for _, s := range open {
				_ = s.Close() // all that matters was read
			}
			_ = c.Term()
		},
	}, nil
}

// connectSocket returns a socket that keeps nothing when it is closed.
func connectSocket(c *zmq4.Context, kind zmq4.Type, address string) (*zmq4.Socket, error) {
	s, err := c.NewSocket(kind)
	if err != nil {
		return nil, err
	}
	return s, errors.Join(s.SetLinger(0), s.Connect(address))
}

// askREP makes one call.
func askREP(s *zmq4.Socket) error {
	if _, err := s.SendBytes(message, 0); err != nil {
		return err
	}
	m, err := s.RecvBytes(0)
	if err == nil && !bytes.Equal(m, message) {
		err = errEcho
	}
	return err
}

// dialDEALER returns a caller who writes and reads in turn.
func dialDEALER(_ context.Context, address string) (*caller, error) {
	c, err := zmq4.NewContext()
	if err != nil {
		return nil, err
	}
	s, err := connectSocket(c, zmq4.DEALER, address)
	if err != nil {
		return nil, err
	}
	caller := oneGoroutine(zmqConn{s})
	caller.close = func() {
		_ = s.Close() // all that matters was read
		_ = c.Term()
	}
	return caller, nil
}

// A zmqConn is a DEALER.
type zmqConn struct{ *zmq4.Socket }

func (c zmqConn) write(m []byte) error {
	_, err := c.SendBytes(m, 0)
	return err
}

func (c zmqConn) read() ([]byte, error) { return c.RecvBytes(0) }

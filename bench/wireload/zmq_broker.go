//go:build zmq && cgo

package main

import (
	"context"
	"time"

	"github.com/pebbe/zmq4"

	"github.com/rpcwire/rpcwire/bench/internal/echo"
	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/zmq"
)

// workTimes are how long each worker takes for a call, which it makes one at a time.
var workTimes = []time.Duration{2 * time.Millisecond, 2 * time.Millisecond, 2 * time.Millisecond, 10 * time.Millisecond}

// brokerFields compares what spreads calls over workers. Everybody is called by
// rpcwire's client over one connection.
func brokerFields() []field {
	dial := func(ctx context.Context, address string) (*caller, error) {
		s, err := zmq.Dial(ctx, address)
		if err != nil {
			return nil, err
		}
		return bareCaller(s, s.Close), s.Ready(ctx)
	}
	return []field{{
		name: "broker", title: "Brokers", inFlight: []int{16}, base: cell{"broker", proxyName, 16},
		contenders: []contender{
			{name: brokerName, module: selfModule, about: "zmq.Broker; zmq.Work with its default of one call at a time", serve: serveBroker, dial: dial},
			{name: proxyName, module: zmqModule, about: "zmq4.Proxy between a ROUTER and a DEALER; REP sockets", serve: serveProxy, dial: dial},
		},
	}}
}

// slowly answers as bareAnswer does, but takes its time.
func slowly(d time.Duration) transport.Handler {
	return transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		time.Sleep(d)
		return bareAnswer(ctx, payload)
	})
}

// serveBroker has the workers behind rpcwire's broker.
func serveBroker(_ string, failed chan<- error) (string, error) {
	b, err := zmq.NewBroker(zmqLoopback, zmqLoopback)
	if err != nil {
		return "", err
	}
	go func() { failed <- b.Serve(context.Background()) }()
	for _, d := range workTimes {
		go func() { failed <- zmq.Work(context.Background(), b.Backend(), slowly(d)) }()
	}
	return b.Frontend(), nil
}

// serveProxy has the workers behind the proxy of libzmq, which hands calls out in turn.
func serveProxy(_ string, failed chan<- error) (string, error) {
	c, err := zmq4.NewContext()
	if err != nil {
		return "", err
	}
	front, err := c.NewSocket(zmq4.ROUTER)
	if err != nil {
		return "", err
	}
	back, err := c.NewSocket(zmq4.DEALER)
	if err != nil {
		return "", err
	}
	if err := front.Bind(zmqLoopback); err != nil {
		return "", err
	}
	if err := back.Bind(zmqLoopback); err != nil {
		return "", err
	}
	address, err := back.GetLastEndpoint()
	if err != nil {
		return "", err
	}
	for _, d := range workTimes {
		s, err := connectSocket(c, zmq4.REP, address)
		if err != nil {
			return "", err
		}
		go func() { failed <- workREP(s, d) }()
	}
	address, err = front.GetLastEndpoint()
	go func() { failed <- zmq4.Proxy(front, back, nil) }()
	return address, err
}

// workREP answers calls, one at a time.
func workREP(s *zmq4.Socket, d time.Duration) error {
	for {
		m, err := s.RecvBytes(0)
		if err != nil {
			return err
		}
		time.Sleep(d)
		reply, err := echo.Answer(m)
		if err != nil {
			return err
		}
		if _, err := s.SendBytes(reply, 0); err != nil {
			return err
		}
	}
}

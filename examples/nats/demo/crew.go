package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	natsserver "github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	natsrpc "github.com/rpcwire/rpcwire/examples/nats"
	"github.com/rpcwire/rpcwire/server"
)

// startEngine starts a NATS server on a port of loopback that is free.
func startEngine() (*natsserver.Server, error) {
	engine, err := natsserver.NewServer(&natsserver.Options{
		Host:   "127.0.0.1",
		Port:   natsserver.RANDOM_PORT,
		NoLog:  true,
		NoSigs: true, // they are the demo's
	})
	if err != nil {
		return nil, err
	}
	engine.Start()
	if !engine.ReadyForConnections(10 * time.Second) {
		engine.Shutdown()
		return nil, errors.New("the engine does not start")
	}
	return engine, nil
}

// A crew is the workers of one process. Each could as well be on a machine of its own.
type crew []*worker

type worker struct {
	calls atomic.Int64
	leave context.CancelFunc
	done  chan error // what Serve returned
}

// hire starts workers. With an error it returns those that have started.
func hire(url string, n int) (crew, error) {
	var all crew
	for range n {
		one := &worker{done: make(chan error, 1)}
		if err := one.start(url); err != nil {
			return all, err
		}
		all = append(all, one)
	}
	return all, nil
}

func (w *worker) start(url string) error {
	s := server.New(server.Options{})
	err := s.Handle("subtract", server.Func(func(a, b int64) int64 {
		w.calls.Add(1)
		return a - b
	}, "minuend", "subtrahend"))
	if err != nil {
		return err
	}
	conn, err := nats.Connect(url)
	if err != nil {
		return err
	}
	member, err := natsrpc.Join(conn, subject, group)
	if err != nil {
		conn.Close()
		return err
	}
	ctx, leave := context.WithCancel(context.Background())
	w.leave = leave
	go func() {
		defer conn.Close()
		w.done <- member.Serve(ctx, s, 16)
	}()
	return nil
}

// leaveFirst makes the first worker leave. It does not wait for it.
func (c crew) leaveFirst() {
	if len(c) > 1 { // somebody has to stay
		c[0].leave()
	}
}

// dismiss makes all workers leave, waits for them and says what they did.
func (c crew) dismiss(out io.Writer) {
	for i, w := range c {
		w.leave()
		err := <-w.done
		fmt.Fprintf(out, "worker %d served %d calls", i+1, w.calls.Load())
		if err != nil {
			fmt.Fprintf(out, ", and failed: %v", err)
		}
		fmt.Fprintln(out)
	}
}

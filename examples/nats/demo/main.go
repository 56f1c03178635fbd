// Command demo shows workers that share the calls to one subject of NATS. Alone it starts
// an engine of its own; with -server it takes one that is there, so that
//
//	demo -server nats://engine.example:4222 -calls 0
//
// on some machines serves until it is interrupted, and
//
//	demo -server nats://engine.example:4222 -workers 0
//
// on another one calls them.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/rpcwire/rpcwire/client"
	natsrpc "github.com/rpcwire/rpcwire/examples/nats"
	"github.com/rpcwire/rpcwire/protocol"
)

const (
	subject = "rpcwire.demo"
	group   = "workers"
	callers = 32
)

// A demo is what the command line asks for.
type demo struct {
	url     string // of the engine; empty for one of its own
	workers int
	calls   int
}

func main() {
	var d demo
	flag.StringVar(&d.url, "server", "", "the `URL` of a NATS server; without it, the demo starts one")
	flag.IntVar(&d.workers, "workers", 3, "how many workers serve")
	flag.IntVar(&d.calls, "calls", 1000, "how many calls are made; with 0 the workers serve until interrupted")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := d.run(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run plays the demo and writes what happened to w.
func (d demo) run(ctx context.Context, w io.Writer) error {
	if d.url == "" {
		engine, err := startEngine()
		if err != nil {
			return err
		}
		defer engine.WaitForShutdown()
		defer engine.Shutdown()
		d.url = engine.ClientURL()
	}
	crew, err := hire(d.url, d.workers)
	defer func() { crew.dismiss(w) }()
	if err != nil {
		return err
	}
	if d.calls == 0 {
		<-ctx.Done()
		return nil
	}
	return d.call(ctx, w, crew)
}

// call makes the calls. After a third of them, the first worker leaves.
func (d demo) call(ctx context.Context, w io.Writer, crew crew) error {
	conn, err := nats.Connect(d.url)
	if err != nil {
		return err
	}
	defer conn.Close()
	c := client.New(natsrpc.NewSender(conn, subject), client.Options{Timeout: 10 * time.Second})
	var next, answered atomic.Int64
	var wg sync.WaitGroup
	failures := make(chan error, callers)
	for range callers {
		wg.Go(func() {
			for n := next.Add(1); n <= int64(d.calls); n = next.Add(1) {
				difference, err := client.Call[int64](ctx, c, "subtract", protocol.Args{2 * n, n})
				if err == nil && difference != n {
					err = fmt.Errorf("got %d for call %d", difference, n)
				}
				if err != nil {
					failures <- err
					return
				}
				if answered.Add(1) == int64(d.calls)/3 {
					crew.leaveFirst()
				}
			}
		})
	}
	wg.Wait()
	fmt.Fprintf(w, "%d of %d calls answered\n", answered.Load(), d.calls)
	close(failures)
	return <-failures // nil if there is none
}

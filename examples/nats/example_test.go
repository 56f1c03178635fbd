package natsrpc_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"github.com/rpcwire/rpcwire/client"
	natsrpc "github.com/rpcwire/rpcwire/examples/nats"
	"github.com/rpcwire/rpcwire/protocol"
	rpcserver "github.com/rpcwire/rpcwire/server"
)

// Two servers in one queue group, and a client that knows neither of them.
func Example() {
	engine, err := startEngine(server.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer engine.WaitForShutdown()
	defer engine.Shutdown()

	ctx, leave := context.WithCancel(context.Background())
	defer leave()
	var workers sync.WaitGroup
	var calls [2]atomic.Int64
	for i := range calls {
		s := rpcserver.New(rpcserver.Options{})
		err := s.Handle("subtract", rpcserver.Func(func(a, b int) int {
			calls[i].Add(1)
			return a - b
		}, "minuend", "subtrahend"))
		if err != nil {
			fmt.Println(err)
			return
		}
		conn, err := nats.Connect(engine.ClientURL()) // each on a machine of its own
		if err != nil {
			fmt.Println(err)
			return
		}
		defer conn.Close()
		worker, err := natsrpc.Join(conn, "math", "subtractors")
		if err != nil {
			fmt.Println(err)
			return
		}
		workers.Go(func() {
			if err := worker.Serve(ctx, s, 16); err != nil {
				fmt.Println(err)
			}
		})
	}

	conn, err := nats.Connect(engine.ClientURL())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	c := client.New(natsrpc.NewSender(conn, "math"), client.Options{Timeout: 10 * time.Second})
	fmt.Println(client.Call[int](ctx, c, "subtract", protocol.Args{42, 23}))
	for range 199 {
		if _, err := client.Call[int](ctx, c, "subtract", protocol.Named{"minuend": 42, "subtrahend": 23}); err != nil {
			fmt.Println(err)
		}
	}
	leave()
	workers.Wait()
	first, second := calls[0].Load(), calls[1].Load()
	fmt.Println(first+second, "calls; both had some:", first > 0 && second > 0)

	_, err = client.Call[int](context.Background(), c, "subtract", protocol.Args{42, 23})
	fmt.Println("nobody there:", errors.Is(err, nats.ErrNoResponders))
	// Output:
	// 19 <nil>
	// 200 calls; both had some: true
	// nobody there: true
}

// startEngine starts a NATS server on a port of loopback that is free.
func startEngine(o server.Options) (*server.Server, error) {
	o.Host, o.Port, o.NoLog, o.NoSigs = "127.0.0.1", server.RANDOM_PORT, true, true
	engine, err := server.NewServer(&o)
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

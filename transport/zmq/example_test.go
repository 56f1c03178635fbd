//go:build cgo

package zmq_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/zmq"
)

// methods are what the examples serve.
func methods() *server.Server {
	s := server.New(server.Options{})
	if err := s.Handle("subtract", server.Func(func(a, b int) int { return a - b }, "minuend", "subtrahend")); err != nil {
		panic(err)
	}
	return s
}

func Example() {
	ctx, cancel := context.WithCancel(context.Background())
	listener, err := zmq.Listen("tcp://127.0.0.1:*")
	if err != nil {
		panic(err)
	}
	served := make(chan error)
	go func() { served <- listener.Serve(ctx, methods()) }()

	sender, err := zmq.Dial(ctx, listener.Endpoint())
	if err != nil {
		panic(err)
	}
	c := client.New(sender, client.Options{})
	fmt.Println(client.Call[int](ctx, c, "subtract", protocol.Args{42, 23}))

	fmt.Println(sender.Close())
	cancel()
	fmt.Println(<-served)
	// Output:
	// 19 <nil>
	// <nil>
	// <nil>
}

// A broker spreads calls over workers, which may be on other machines.
func ExampleBroker() {
	ctx, cancel := context.WithCancel(context.Background())
	broker, err := zmq.NewBroker("tcp://127.0.0.1:*", "tcp://127.0.0.1:*")
	if err != nil {
		panic(err)
	}
	ended := make(chan error, 3)
	for range 2 {
		go func() { ended <- zmq.Work(ctx, broker.Backend(), methods()) }()
	}
	go func() { ended <- broker.Serve(ctx) }()

	sender, err := zmq.Dial(ctx, broker.Frontend())
	if err != nil {
		panic(err)
	}
	c := client.New(sender, client.Options{})
	fmt.Println(client.Call[int](ctx, c, "subtract", protocol.Args{42, 23}))

	_ = sender.Close()
	cancel()
	fmt.Println(<-ended, <-ended, <-ended)
	// Output:
	// 19 <nil>
	// <nil> <nil> <nil>
}

// With CURVE, the server takes only clients whose keys it knows.
func ExampleCurveServer() {
	serverPublic, serverSecret, err := zmq.NewCurveKeypair()
	if err != nil {
		panic(err)
	}
	clientPublic, clientSecret, err := zmq.NewCurveKeypair()
	if err != nil {
		panic(err)
	}
	listener, err := zmq.Listen("tcp://127.0.0.1:*", zmq.CurveServer(serverSecret, zmq.AllowKeys(clientPublic)))
	if err != nil {
		panic(err)
	}
	ended := make(chan error)
	go func() {
		ended <- listener.Serve(context.Background(), transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
			fmt.Println("the client is known:", zmq.ClientKey(ctx) == clientPublic)
			return append([]byte(nil), payload...)
		}))
	}()

	sender, err := zmq.Dial(context.Background(), listener.Endpoint(), zmq.CurveClient(serverPublic, clientPublic, clientSecret))
	if err != nil {
		panic(err)
	}
	reply, err := sender.Send(context.Background(), []byte(`{"jsonrpc":"2.0","method":"m","id":1}`))
	fmt.Println(string(reply), err)

	_ = sender.Close()
	_ = listener.Close()
	if err := <-ended; err != nil && !errors.Is(err, transport.ErrClosed) {
		fmt.Println(err)
	}
	// Output:
	// the client is known: true
	// {"jsonrpc":"2.0","method":"m","id":1} <nil>
}

package transport_test

import (
	"context"
	"fmt"
	"net"

	"github.com/rpcwire/rpcwire/transport"
)

// A client that keeps its connection, and subscribes on every new one.
func ExampleRedial() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	clients, served := make(chan *transport.Mux, 2), make(chan error)
	go func() {
		served <- transport.ServeListener(ctx, sockets{listener}, obliging, transport.ListenOptions{
			OnConnect: func(m *transport.Mux) { clients <- m },
		})
	}()

	dial := func(ctx context.Context) (transport.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", listener.Addr().String())
		if err != nil {
			return nil, err
		}
		return newLines(conn), nil
	}
	sender := transport.Redial(dial, transport.RedialOptions{
		OnConnect: func(ctx context.Context, m *transport.Mux) error {
			reply, err := m.Send(ctx, []byte(`{"jsonrpc":"2.0","method":"subscribe","id":0}`))
			fmt.Printf("connected: %s\n", reply)
			return err
		},
		OnDisconnect: func(error) { fmt.Println("disconnected") },
	})

	reply, err := sender.Send(ctx, []byte(`{"jsonrpc":"2.0","method":"count","id":1}`))
	fmt.Printf("%s %v\n", reply, err)
	_ = (<-clients).Close() // the server drops the connection

	// What may be executed twice is sent again if the connection is lost meanwhile.
	reply, err = sender.Send(transport.Idempotent(ctx), []byte(`{"jsonrpc":"2.0","method":"count","id":2}`))
	fmt.Printf("%s %v\n", reply, err)

	_ = sender.Close()
	stop()
	fmt.Println(<-served)
	// Output:
	// connected: {"jsonrpc":"2.0","result":0,"id":0}
	// {"jsonrpc":"2.0","result":0,"id":1} <nil>
	// disconnected
	// connected: {"jsonrpc":"2.0","result":0,"id":0}
	// {"jsonrpc":"2.0","result":0,"id":2} <nil>
	// disconnected
	// <nil>
}

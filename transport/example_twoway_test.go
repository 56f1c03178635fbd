package transport_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"

	"github.com/rpcwire/rpcwire/transport"
)

// Lines is about the least that a Conn over a socket can be: a payload a line. Package
// stream has one with limits and timeouts.
type lines struct {
	net.Conn
	in *bufio.Scanner
	mu sync.Mutex // writing
}

func newLines(c net.Conn) *lines { return &lines{Conn: c, in: bufio.NewScanner(c)} }

// Read leaves the end of its context to Close.
func (l *lines) Read(context.Context) ([]byte, error) {
	if l.in.Scan() {
		return l.in.Bytes(), nil
	}
	if err := l.in.Err(); err != nil {
		return nil, err
	}
	return nil, io.EOF
}

func (l *lines) Write(_ context.Context, payload []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err := fmt.Fprintf(l.Conn, "%s\n", payload)
	return err
}

// Peer makes it a PeerConn.
func (l *lines) Peer() *transport.Peer {
	return &transport.Peer{Transport: "lines", Addr: l.RemoteAddr(), LocalAddr: l.LocalAddr()}
}

// A client subscribes, and the server asks it back over the same connection. Usually the
// handlers are servers of package server, and clients of package client send.
func Example_twoWay() {
	near, far := net.Pipe()
	ctx := context.Background()

	// The server answers, and calls whoever asks.
	pushes := transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		fmt.Printf("server got %s\n", payload)
		client := transport.SenderFrom(ctx)
		reply, err := client.Send(ctx, []byte(`{"jsonrpc":"2.0","method":"ready","id":1}`))
		fmt.Printf("server got %s %v\n", reply, err)
		return []byte(`{"jsonrpc":"2.0","result":"subscribed","id":1}`)
	})
	served := make(chan error)
	go func() { served <- transport.Serve(ctx, newLines(far), pushes, transport.MuxOptions{}) }()

	// The client calls, and answers.
	answers := transport.HandlerFunc(func(_ context.Context, payload []byte) []byte {
		if !strings.Contains(string(payload), `"ready"`) {
			return nil
		}
		fmt.Printf("client got %s\n", payload)
		return []byte(`{"jsonrpc":"2.0","result":true,"id":1}`)
	})
	client := transport.NewMux(newLines(near), answers, transport.MuxOptions{})
	reply, err := client.Send(ctx, []byte(`{"jsonrpc":"2.0","method":"subscribe","params":["news"],"id":1}`))
	fmt.Printf("client got %s %v\n", reply, err)

	fmt.Println(client.Shutdown(ctx), <-served)
	// Output:
	// server got {"jsonrpc":"2.0","method":"subscribe","params":["news"],"id":1}
	// client got {"jsonrpc":"2.0","method":"ready","id":1}
	// server got {"jsonrpc":"2.0","result":true,"id":1} <nil>
	// client got {"jsonrpc":"2.0","result":"subscribed","id":1} <nil>
	// <nil> <nil>
}

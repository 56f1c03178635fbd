package stream_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"net"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// A server on TCP, and a call to it. In a program, package server makes the handler and
// package client the payload.
func Example() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	listener, err := stream.Listen(ctx, "tcp://127.0.0.1:0", stream.Line, stream.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	handler := transport.HandlerFunc(func(context.Context, []byte) []byte {
		return []byte(`{"jsonrpc":"2.0","result":"meow","id":1}`)
	})
	stopped := make(chan error)
	go func() { stopped <- transport.ServeListener(ctx, listener, handler, transport.ListenOptions{}) }()

	conn, err := stream.Dial(ctx, listener.String(), stream.Line, stream.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	sender := transport.NewMux(conn, nil, transport.MuxOptions{})
	reply, err := sender.Send(ctx, []byte(`{"jsonrpc":"2.0","method":"cat","id":1}`))
	fmt.Println(string(reply), err)

	fmt.Println(sender.Shutdown(ctx))
	stop()
	fmt.Println(<-stopped)
	// Output:
	// {"jsonrpc":"2.0","result":"meow","id":1} <nil>
	// <nil>
	// <nil>
}

// Payloads without calls: a connection over anything that is a stream of bytes.
func ExampleNew() {
	here, there := net.Pipe()
	near := stream.New(here, stream.Header, stream.Options{})
	far := stream.New(there, stream.Header, stream.Options{})
	ctx := context.Background()

	go func() {
		_ = near.Write(ctx, []byte(`{"jsonrpc":"2.0","method":"initialized"}`))
		_ = near.Drain(ctx) // Read tells what went wrong
	}()
	payload, err := far.Read(ctx)
	fmt.Println(string(payload), err)
	_, err = far.Read(ctx)
	fmt.Println(err)
	fmt.Println(far.Close())
	// Output:
	// {"jsonrpc":"2.0","method":"initialized"} <nil>
	// EOF
	// <nil>
}

// Lengths is a framing of one's own: each payload has its length before it, in four
// bytes.
type Lengths struct{}

// Append implements [stream.Framing].
func (Lengths) Append(dst, payload []byte) []byte {
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(payload)))
	return append(dst, payload...)
}

// Read implements [stream.Framing].
func (Lengths) Read(r *stream.Reader) ([]byte, error) {
	length, err := r.Bytes(4)
	if err != nil {
		return nil, err
	}
	return r.Payload(int64(binary.BigEndian.Uint32(length)))
}

// A framing of one's own is two methods.
func ExampleFraming() {
	here, there := net.Pipe()
	near := stream.New(here, Lengths{}, stream.Options{})
	far := stream.New(there, Lengths{}, stream.Options{})
	defer func() { _ = near.Close(); _ = far.Close() }()

	go func() { _ = near.Write(context.Background(), []byte("[1,2,3]")) }()
	payload, err := far.Read(context.Background())
	fmt.Println(string(payload), err)
	// Output: [1,2,3] <nil>
}

package ws_test

import (
	"context"
	"errors"
	"fmt"
	nethttp "net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
	"github.com/rpcwire/rpcwire/transport/ws"
)

// A server for HTTP and WebSocket on one port, and a call by each. In a program, package
// server makes the handler and package client the payload.
func Example() {
	handler := transport.HandlerFunc(func(context.Context, []byte) []byte {
		return []byte(`{"jsonrpc":"2.0","result":"meow","id":1}`)
	})
	upgrades := ws.NewHandler(handler)
	server := httptest.NewServer(rpchttp.NewHandler(handler, rpchttp.WithGet(upgrades)))
	defer server.Close()
	payload := []byte(`{"jsonrpc":"2.0","method":"cat","id":1}`)
	ctx := context.Background()

	conn, err := ws.Dial(ctx, "ws"+strings.TrimPrefix(server.URL, "http"))
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := transport.NewMux(conn, nil, transport.MuxOptions{})
	reply, err := mux.Send(ctx, payload)
	fmt.Println(string(reply), err)
	fmt.Println(mux.Shutdown(ctx))

	sender, err := rpchttp.New(server.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = sender.Close() }()
	reply, err = sender.Send(ctx, payload)
	fmt.Println(string(reply), err)
	// Output:
	// {"jsonrpc":"2.0","result":"meow","id":1} <nil>
	// <nil>
	// {"jsonrpc":"2.0","result":"meow","id":1} <nil>
}

// The server calls its client back.
func ExampleOnConnect() {
	upgrades := ws.NewHandler(nil, ws.OnConnect(func(client *transport.Mux) {
		_, _ = client.Send(context.Background(), []byte(`{"jsonrpc":"2.0","method":"welcome"}`))
	}))
	server := httptest.NewServer(upgrades)
	defer server.Close()

	conn, err := ws.Dial(context.Background(), "ws"+strings.TrimPrefix(server.URL, "http"))
	if err != nil {
		fmt.Println(err)
		return
	}
	told := make(chan string)
	mux := transport.NewMux(conn, transport.HandlerFunc(func(_ context.Context, payload []byte) []byte {
		told <- string(payload)
		return nil
	}), transport.MuxOptions{})
	fmt.Println(<-told)
	_ = mux.Close()
	// Output: {"jsonrpc":"2.0","method":"welcome"}
}

// A server that ends in good order: no new connections, then the calls under way.
func ExampleHandler_Shutdown() {
	handler := transport.HandlerFunc(func(context.Context, []byte) []byte { return nil })
	upgrades := ws.NewHandler(handler, ws.MaxConns(10_000))
	server := httptest.NewServer(upgrades)
	defer server.Close()

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	fmt.Println(upgrades.Shutdown(ctx), server.Config.Shutdown(ctx))
	// Output: <nil> <nil>
}

// A server that refuses to upgrade says why.
func ExampleStatusError() {
	server := httptest.NewServer(nethttp.HandlerFunc(func(w nethttp.ResponseWriter, _ *nethttp.Request) {
		nethttp.Error(w, "log in first", nethttp.StatusUnauthorized)
	}))
	defer server.Close()

	_, err := ws.Dial(context.Background(), "ws"+strings.TrimPrefix(server.URL, "http"), ws.Bearer("t0ken"))
	var status *ws.StatusError
	if errors.As(err, &status) {
		fmt.Println(status.StatusCode, status.Excerpt)
	}
	// Output: 401 log in first
}

// Without a Mux, a connection carries payloads one by one.
func ExampleUpgrade() {
	server := httptest.NewServer(nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		conn, err := ws.Upgrade(w, r)
		if err != nil {
			return // the request was answered
		}
		go func() { // the request is over, so that its memory can be used by others
			defer func() { _ = conn.Close() }()
			for ctx := context.Background(); ; {
				payload, err := conn.Read(ctx)
				if err != nil || conn.Write(ctx, payload) != nil {
					return
				}
			}
		}()
	}))
	defer server.Close()

	ctx := context.Background()
	conn, err := ws.Dial(ctx, "ws"+strings.TrimPrefix(server.URL, "http"))
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = conn.Write(ctx, []byte(`[1,2,3]`))
	payload, err := conn.Read(ctx)
	fmt.Println(string(payload), err)
	fmt.Println(conn.Drain(ctx))
	// Output:
	// [1,2,3] <nil>
	// <nil>
}

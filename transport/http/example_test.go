package http_test

import (
	"context"
	"errors"
	"fmt"
	nethttp "net/http"
	"net/http/httptest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

// A call, and a server for it. In a program, package server makes the handler and
// package client the payload.
func Example() {
	handler := transport.HandlerFunc(func(context.Context, []byte) []byte {
		return []byte(`{"jsonrpc":"2.0","result":"meow","id":1}`)
	})
	server := httptest.NewServer(rpchttp.NewHandler(handler))
	defer server.Close()

	sender, err := rpchttp.New(server.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = sender.Close() }()
	reply, err := sender.Send(context.Background(), []byte(`{"jsonrpc":"2.0","method":"cat","id":1}`))
	fmt.Println(string(reply), err)
	// Output: {"jsonrpc":"2.0","result":"meow","id":1} <nil>
}

// A handler goes beside others.
func ExampleNewHandler() {
	handler := transport.HandlerFunc(func(context.Context, []byte) []byte { return nil })
	mux := nethttp.NewServeMux()
	mux.Handle("/rpc", rpchttp.NewHandler(handler, rpchttp.AllowOrigins("https://app.example")))
	mux.HandleFunc("/health", func(nethttp.ResponseWriter, *nethttp.Request) {})
	server := httptest.NewServer(mux)
	defer server.Close()

	res, err := nethttp.Post(server.URL+"/rpc", "text/plain", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = res.Body.Close() }()
	fmt.Println(res.Status)
	// Output: 415 Unsupported Media Type
}

// Options of a session hold for all its calls, those of a context for the calls with it.
func ExampleWithCall() {
	handler := transport.HandlerFunc(func(ctx context.Context, _ []byte) []byte {
		header := nethttp.Header(transport.PeerFrom(ctx).Header)
		fmt.Println(header.Get("Authorization"), header.Get("X-Tenant"))
		return nil
	})
	server := httptest.NewServer(rpchttp.NewHandler(handler))
	defer server.Close()

	sender, err := rpchttp.New(server.URL, rpchttp.Bearer("t0ken"), rpchttp.Header("X-Tenant", "cats"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = sender.Close() }()
	payload := []byte(`{"jsonrpc":"2.0","method":"update"}`)
	ctx := context.Background()
	_, _ = sender.Send(ctx, payload)
	ctx = rpchttp.WithCall(ctx, rpchttp.Header("X-Tenant", "dogs"), rpchttp.NoAuth(), rpchttp.Timeout(time.Second))
	_, _ = sender.Send(ctx, payload)
	// Output:
	// Bearer t0ken cats
	//  dogs
}

// The status of a response that is no JSON-RPC is the cause of the error.
func ExampleStatusError() {
	server := httptest.NewServer(nethttp.HandlerFunc(func(w nethttp.ResponseWriter, _ *nethttp.Request) {
		nethttp.Error(w, "come back later", nethttp.StatusServiceUnavailable)
	}))
	defer server.Close()

	sender, err := rpchttp.New(server.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = sender.Close() }()
	_, err = sender.Send(context.Background(), []byte(`{"jsonrpc":"2.0","method":"cat","id":1}`))
	var status *rpchttp.StatusError
	if errors.As(err, &status) {
		fmt.Println(status.StatusCode, status.Excerpt)
	}
	// Output: 503 come back later
}

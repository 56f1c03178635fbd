package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"

	"github.com/rpcwire/rpcwire/bench/internal/echo"
	"github.com/rpcwire/rpcwire/protocol"
)

// rawImplementation is the limit: net/http with nothing between it and the
// codec. It checks nothing that a server has to check of a request over HTTP.
func rawImplementation() implementation {
	return implementation{
		name: rawName, server: rawServer, dial: rawDial,
		about: "http.Client and http.HandlerFunc, with protocol.Decoder and protocol.Response and no more",
	}
}

func rawServer() *http.Server {
	return &http.Server{Handler: http.HandlerFunc(rawHandle)}
}

// rawHandle answers a request with its first param.
func rawHandle(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	reply, err := echo.Answer(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(reply) // whether it arrives only the client knows
}

func rawDial(url string, conns int) (*caller, error) {
	c := newHTTPClient(conns)
	var last atomic.Int64 // the id
	return &caller{
		echo: func(ctx context.Context, _ string) (string, error) { // there is one text only
			return rawCall(ctx, c, url, protocol.Int(last.Add(1)))
		},
		close: c.CloseIdleConnections,
	}, nil
}

// rawCall calls the method.
func rawCall(ctx context.Context, c *http.Client, url string, id protocol.ID) (string, error) {
	request, err := echo.Request(id)
	if err != nil {
		return "", err
	}
	body, err := post(ctx, c, url, request)
	if err != nil {
		return "", err
	}
	response, err := protocol.ParseResponse(body)
	if err != nil {
		return "", err
	}
	result, ok := response.Result.Text()
	if !ok || !response.ID.Equal(id) {
		return "", fmt.Errorf("not the response to %s: %s", request, body)
	}
	return result, nil
}

// post posts a payload and returns the reply.
func post(ctx context.Context, c *http.Client, url string, payload []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(payload))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := c.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // all that matters is read
	return io.ReadAll(res.Body)
}

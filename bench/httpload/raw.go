package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/rpcwire/rpcwire/protocol"
)

// errNoText is an echo without the string to be returned.
var errNoText = errors.New("no string to return")

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
	reply, err := rawEcho(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(reply) // whether it arrives only the client knows
}

// decoders are kept from one request to the next.
var decoders = sync.Pool{New: func() any { return new(protocol.Decoder) }}

// rawEcho answers a payload.
func rawEcho(body []byte) ([]byte, error) {
	d := decoders.Get().(*protocol.Decoder)
	defer decoders.Put(d)
	p, err := d.Decode(body)
	if err != nil {
		return nil, err
	}
	m := p.At(0)
	for text := range m.Params().Elements() {
		return protocol.NewResult(m.ID(), text).AppendTo(nil)
	}
	return nil, errNoText
}

func rawDial(url string, conns int) (*caller, error) {
	c := newHTTPClient(conns)
	var last atomic.Int64 // the id
	return &caller{
		echo: func(ctx context.Context, text string) (string, error) {
			return rawCall(ctx, c, url, protocol.Int(last.Add(1)), text)
		},
		close: c.CloseIdleConnections,
	}, nil
}

// rawCall calls the method. The text needs no escapes.
func rawCall(ctx context.Context, c *http.Client, url string, id protocol.ID, text string) (string, error) {
	request, err := protocol.AppendRequest(nil, id, "echo", protocol.Raw(`["`+text+`"]`))
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

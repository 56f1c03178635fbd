package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
)

// pings are calls of a method that no server has, by version.
var pings = map[string]string{
	"2.0": `{"jsonrpc":"2.0","method":"` + conformance.UnknownMethod + `","id":1}`,
	"1.0": `{"method":"` + conformance.UnknownMethod + `","params":[],"id":1}`,
}

// pingTime is how long a server may take to answer one.
const pingTime = 3 * time.Second

// ping reports whether the server answers anything at all.
func (s *serverTrial) ping(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, pingTime)
	defer cancel()
	version := "2.0"
	if len(s.Spec) > 0 && !slices.Contains(s.Spec, version) {
		version = s.Spec[0]
	}
	reply, err := exchange(ctx, s.target.ServerTarget, []byte(pings[version]))
	return err == nil && len(reply) > 0
}

// exchange sends a payload and returns what comes back first.
func exchange(ctx context.Context, t conformance.ServerTarget, payload []byte) ([]byte, error) {
	switch {
	case t.Sender != nil:
		return t.Sender.Send(ctx, payload)
	case t.Dial != nil:
		c, err := t.Dial(ctx)
		if err != nil {
			return nil, err
		}
		defer func() { _ = c.Close() }() // the reply tells
		if err := c.Write(ctx, payload); err != nil {
			return nil, err
		}
		return c.Read(ctx)
	}
	return post(ctx, t.URL, payload)
}

// post sends a payload over HTTP, on a connection of its own.
func post(ctx context.Context, url string, payload []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(payload))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Close = true
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // the reply tells
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("HTTP status %d", res.StatusCode)
	}
	return io.ReadAll(res.Body)
}

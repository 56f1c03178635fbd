package client

import (
	"slices"
	"time"

	"github.com/rpcwire/rpcwire/idgen"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// Options configure a [Client]. The zero value is ready: JSON-RPC 2.0, the ids 1, 2,
// 3 and so on, encoding/json, the default dialect and limits, no timeout.
type Options struct {
	// IDs makes the ids of calls that do not bring their own; nil is
	// idgen.Counter(1).
	IDs idgen.Generator

	// Codec encodes params and decodes results and error data; nil is [JSON].
	Codec Codec

	// Version is the version that calls are made in. Messages that are sent as they
	// are have their own.
	Version protocol.Version

	// Dialect decides which responses are valid.
	Dialect protocol.Dialect

	// Limits bound replies, of which only Depth and Batch concern the client, and
	// the number of messages in a batch that is sent. The size of payloads is up to
	// the transport.
	Limits protocol.Limits

	// Timeout bounds every call, notification and batch, middleware included; zero
	// or less is no bound. A context that ends earlier wins. [WithTimeout] is the
	// same for one call.
	Timeout time.Duration

	// Middleware wraps calls, notifications and batches; the first is the outermost
	// one. None may be nil.
	Middleware []Middleware
}

// A Client calls the methods of one peer. It is safe for concurrent use, keeps no
// state but that of its id generator, and does not close its sender.
type Client struct {
	sender  transport.Sender
	ids     idgen.Generator
	codec   Codec
	version protocol.Version
	dialect protocol.Dialect
	limits  protocol.Limits
	timeout time.Duration
	invoke  Invoke // the chain of middleware, or nil
}

// New returns a client that calls through sender, which must not be nil. It copies
// the options.
func New(sender transport.Sender, options Options) *Client {
	c := &Client{
		sender:  sender,
		ids:     options.IDs,
		codec:   options.Codec,
		version: options.Version,
		dialect: options.Dialect,
		limits:  options.Limits,
		timeout: options.Timeout,
	}
	if c.ids == nil {
		c.ids = idgen.Counter(1)
	}
	if c.codec == nil {
		c.codec = JSON
	}
	for _, wrap := range slices.Backward(options.Middleware) {
		if c.invoke == nil {
			c.invoke = c.perform
		}
		c.invoke = wrap(c.invoke)
	}
	return c
}

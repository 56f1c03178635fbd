package client

import "context"

// A Method is a handle for one method of the peer. It comes from [Client.Method], is
// a plain value, and is safe for concurrent use.
type Method struct {
	client *Client
	name   string
}

// Method returns a handle for the method of the given name. Whether the peer has it
// turns out when it is called.
func (c *Client) Method(name string) Method { return Method{c, name} }

// Name returns the name of the method.
func (m Method) Name() string { return m.name }

// Call is [Client.Call] of the method.
func (m Method) Call(ctx context.Context, params, out any, opts ...CallOption) error {
	return m.client.Call(ctx, m.name, params, out, opts...)
}

// Notify is [Client.Notify] of the method.
func (m Method) Notify(ctx context.Context, params any, opts ...CallOption) error {
	return m.client.Notify(ctx, m.name, params, opts...)
}

package zmq

import "github.com/rpcwire/rpcwire/transport"

var (
	_ transport.Sender    = (*Sender)(nil)
	_ transport.Describer = (*Sender)(nil)
)

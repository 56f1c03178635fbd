package zmq

import (
	"context"
	"encoding/hex"
	"net"

	"github.com/rpcwire/rpcwire/transport"
)

// An origin is what is known about who sent a payload.
type origin struct {
	identity []byte // the routing id, as the server or broker sees it
	address  string // as libzmq tells it; may be empty
	key      string // the CURVE public key, or empty
}

// peer returns it as transports do.
func (o *origin) peer() *transport.Peer {
	p := &transport.Peer{Transport: "zmq", Identity: hex.EncodeToString(o.identity)}
	if o.address != "" {
		p.Addr = peerAddr(o.address)
	}
	return p
}

// context adds what is known about the peer to ctx.
func (o *origin) context(ctx context.Context) context.Context {
	if o.key != "" {
		ctx = context.WithValue(ctx, clientKey{}, o.key)
	}
	return transport.WithPeer(ctx, o.peer())
}

type clientKey struct{}

// ClientKey returns the CURVE public key of the client whose payload is handled with
// ctx, or "" if it has none. Behind a [Broker], it is the broker that vouches for it.
func ClientKey(ctx context.Context) string {
	key, _ := ctx.Value(clientKey{}).(string)
	return key
}

// A peerAddr is an address as libzmq knows it: an IP address without port, or what the
// system tells about the process at the other end of an ipc connection.
type peerAddr string

var _ net.Addr = peerAddr("")

// Network implements [net.Addr].
func (peerAddr) Network() string { return "zmq" }

// String implements [net.Addr].
func (a peerAddr) String() string { return string(a) }

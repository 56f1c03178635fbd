package transport

import (
	"context"
	"crypto/tls"
	"net"
)

// A Peer is what a handler can know of who sent a payload. It is shared by all
// that handle the payload, and must not be changed.
type Peer struct {
	// Transport is the name of the transport: "http", "ws", "tcp" and so on.
	Transport string

	// Addr is the address of the peer, and LocalAddr the one that it reached; each
	// may be nil.
	Addr, LocalAddr net.Addr

	// Header has the headers of an HTTP request or of the upgrade to WebSocket, by
	// their canonical names; else it is nil. It converts to http.Header.
	Header map[string][]string

	// TLS is the state of the connection, with the certificates of the peer; it is
	// nil without TLS.
	TLS *tls.ConnectionState

	// Identity is what else a transport knows the peer by, such as the routing id of
	// ZeroMQ; it may be empty.
	Identity string
}

type peerKey struct{}

// WithPeer returns a context that has facts about the peer. Transports call it.
func WithPeer(ctx context.Context, p *Peer) context.Context {
	return context.WithValue(ctx, peerKey{}, p)
}

// PeerFrom returns the facts about the peer that ctx has, or nil.
func PeerFrom(ctx context.Context) *Peer {
	p, _ := ctx.Value(peerKey{}).(*Peer)
	return p
}

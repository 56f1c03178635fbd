package stream

import (
	"crypto/tls"
	"io"
	"net"
	"sync/atomic"

	"github.com/rpcwire/rpcwire/transport"
)

// facts are what is known of a peer.
type facts struct {
	endpoint string
	peer     func() *transport.Peer
}

// always returns a function that returns p.
func always(p *transport.Peer) func() *transport.Peer {
	return func() *transport.Peer { return p }
}

// factsOf returns what a stream tells of its peer.
func factsOf(stream io.ReadWriteCloser) facts {
	switch s := stream.(type) {
	case *tls.Conn:
		return facts{endpointOf(s, "tls"), tlsPeer(s)}
	case net.Conn:
		return facts{endpointOf(s, "tcp"), always(peerOf(s))}
	}
	return facts{peer: always(&transport.Peer{Transport: "stream"})}
}

func peerOf(c net.Conn) *transport.Peer {
	p := &transport.Peer{Transport: "stream", Addr: c.RemoteAddr(), LocalAddr: c.LocalAddr()}
	if p.LocalAddr != nil {
		p.Transport = p.LocalAddr.Network()
	}
	return p
}

// tlsPeer returns a function that returns the peer as soon as it has shown who it is.
func tlsPeer(c *tls.Conn) func() *transport.Peer {
	var known atomic.Pointer[transport.Peer]
	return func() *transport.Peer {
		if p := known.Load(); p != nil {
			return p
		}
		state := c.ConnectionState()
		if !state.HandshakeComplete {
			return nil
		}
		p := peerOf(c)
		p.TLS = &state
		known.CompareAndSwap(nil, p)
		return known.Load()
	}
}

// endpointOf returns the address of the peer as a URL; the scheme is for TCP. The
// accepting side of a unix socket has only its own address.
func endpointOf(c net.Conn, scheme string) string {
	addr := c.RemoteAddr()
	if unix, ok := addr.(*net.UnixAddr); ok && (unix.Name == "" || unix.Name == "@") {
		addr = c.LocalAddr()
	}
	return urlOf(addr, scheme)
}

// urlOf returns an address as a URL; the scheme is for TCP.
func urlOf(addr net.Addr, scheme string) string {
	switch a := addr.(type) {
	case nil:
		return ""
	case *net.UnixAddr:
		return target{network: "unix", addr: a.Name}.url()
	case *net.TCPAddr:
		return target{network: "tcp", addr: a.String(), tls: scheme == "tls"}.url()
	}
	return addr.Network() + ":"
}

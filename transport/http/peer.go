package http

import (
	"net"
	nethttp "net/http"
	"net/netip"

	"github.com/rpcwire/rpcwire/transport"
)

// peer returns what a request tells of its sender.
func peer(r *nethttp.Request) *transport.Peer {
	return &transport.Peer{
		Transport: "http",
		Addr:      remoteAddr(r),
		LocalAddr: localAddr(r),
		Header:    r.Header,
		TLS:       r.TLS,
	}
}

func remoteAddr(r *nethttp.Request) net.Addr {
	if addr, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		return net.TCPAddrFromAddrPort(addr)
	}
	if r.RemoteAddr == "" {
		return nil
	}
	return textAddr{network: networkOf(r), text: r.RemoteAddr}
}

// networkOf returns the network of the connection, as far as the server tells.
func networkOf(r *nethttp.Request) string {
	if local := localAddr(r); local != nil {
		return local.Network()
	}
	return "tcp"
}

// A textAddr is an address that net/http knows as text only, such as that of a unix
// socket.
type textAddr struct{ network, text string }

// Network implements [net.Addr].
func (a textAddr) Network() string { return a.network }

// String implements [net.Addr].
func (a textAddr) String() string { return a.text }

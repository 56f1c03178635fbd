package http

import (
	"net"
	nethttp "net/http"

	"github.com/rpcwire/rpcwire/internal/hosts"
)

// hostAllowed reports whether a request is for a host that it may be for: see
// [AllowHosts].
func (h *handler) hostAllowed(r *nethttp.Request) bool {
	return h.anyHost || hosts.Allowed(r, h.hosts)
}

func localAddr(r *nethttp.Request) net.Addr {
	addr, _ := r.Context().Value(nethttp.LocalAddrContextKey).(net.Addr)
	return addr
}

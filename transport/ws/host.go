package ws

import (
	"net"
	nethttp "net/http"
	"net/netip"
	"strings"
)

// hostAllowed reports whether a request is for a host that it may be for: see
// [AllowHosts]. A request without a host is of no browser.
func (h *Handler) hostAllowed(r *nethttp.Request) bool {
	if h.anyHost || r.Host == "" {
		return true
	}
	local := reachedLoopback(r)
	if h.hosts == nil && !local {
		return true
	}
	name := hostname(r.Host)
	return h.hosts[name] || local && isLoopbackName(name)
}

// reachedLoopback reports whether the client is connected to a loopback address.
func reachedLoopback(r *nethttp.Request) bool {
	tcp, ok := localAddr(r).(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

func localAddr(r *nethttp.Request) net.Addr {
	addr, _ := r.Context().Value(nethttp.LocalAddrContextKey).(net.Addr)
	return addr
}

// hostname returns a host in lower case, without its port, brackets and final dot.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

func isLoopbackName(name string) bool {
	if name == "localhost" || strings.HasSuffix(name, ".localhost") { // RFC 6761
		return true
	}
	addr, err := netip.ParseAddr(name)
	return err == nil && addr.Unmap().IsLoopback()
}

// Package hosts decides which Host headers of HTTP requests are answered.
package hosts

import (
	"net"
	nethttp "net/http"
	"net/netip"
	"strings"
)

// Allowed reports whether a request is for a host that it may be for: one on the list,
// whose names are as of [Name]; any, if there is no list; but on a loopback address, only
// loopback names and those on the list. A request without a host is of no browser.
func Allowed(r *nethttp.Request, listed map[string]bool) bool {
	if r.Host == "" {
		return true
	}
	local := reachedLoopback(r)
	if listed == nil && !local {
		return true
	}
	name := Name(r.Host)
	return listed[name] || local && isLoopbackName(name)
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

// Name returns a host in lower case, without its port, brackets and final dot.
func Name(host string) string {
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

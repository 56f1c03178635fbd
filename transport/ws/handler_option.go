package ws

import (
	nethttp "net/http"

	"github.com/rpcwire/rpcwire/internal/hosts"
	"github.com/rpcwire/rpcwire/transport"
)

type handlerOption func(*Handler)

func (o handlerOption) applyHandler(h *Handler) { o(h) }

// AllowHosts names the hosts, without ports, that upgrades may be for, as their Host
// header says. It protects against DNS rebinding, by which a page in a browser reaches
// servers of its visitor under a name of its own. An upgrade for any other host is
// refused with 403.
//
// Without AllowHosts, only connections to a loopback address are checked: their host
// must be localhost, a name under it, or a loopback address, which stay allowed with
// AllowHosts. A server behind a proxy on the same machine that passes the Host header
// on therefore needs AllowHosts or [AnyHost]. With AllowHosts, every connection is
// checked.
func AllowHosts(names ...string) HandlerOption {
	return handlerOption(func(h *Handler) {
		if h.hosts == nil {
			h.hosts = make(map[string]bool)
		}
		for _, name := range names {
			h.hosts[hosts.Name(name)] = true
		}
	})
}

// AnyHost turns the check of the Host header off: see [AllowHosts].
func AnyHost() HandlerOption {
	return handlerOption(func(h *Handler) { h.anyHost = true })
}

// AllowOrigins lets pages of other origins connect from a browser. An origin has the
// form "https://example.com" or "https://example.com:8443"; "*" stands for all of them,
// which is safe only where the network keeps others out or every connection is
// authenticated by more than cookies. Upgrades of all other origins are refused with 403,
// which [nethttp.CrossOriginProtection] decides. AllowOrigins panics if an origin is none.
func AllowOrigins(origins ...string) HandlerOption {
	for _, origin := range origins {
		if origin == "*" {
			continue
		}
		if err := nethttp.NewCrossOriginProtection().AddTrustedOrigin(origin); err != nil {
			panic("ws: " + err.Error())
		}
	}
	return handlerOption(func(h *Handler) {
		for _, origin := range origins {
			h.origins.allow(origin)
		}
	})
}

// Mux sets how the connections of a [Handler] are served. Its Limits are those of the
// option [Limits] unless they are set; Linger is none unless it is set, since nothing can
// be sent to a peer that has closed a WebSocket. [Upgrade] has no use for it.
func Mux(o transport.MuxOptions) HandlerOption {
	return handlerOption(func(h *Handler) { h.mux = o })
}

// OnConnect is called for every connection of a [Handler], on a goroutine of its own, so
// that the server can remember the Mux, and call and notify the client by it until its
// Done is closed. [Upgrade] has no use for it.
func OnConnect(f func(*transport.Mux)) HandlerOption {
	return handlerOption(func(h *Handler) { h.onConnect = f })
}

// MaxConns limits how many connections a [Handler] has at once; upgrades beyond are
// refused with 503. Zero or less, the default, means no limit. [Upgrade] has no use for
// it.
func MaxConns(most int) HandlerOption {
	return handlerOption(func(h *Handler) { h.places = int64(max(most, 0)) })
}

// Fallback serves the requests that ask for no upgrade; nothing of them has been checked
// before. Without it, or if next is nil, they are refused with 426. [Upgrade] has no use
// for it.
func Fallback(next nethttp.Handler) HandlerOption {
	return handlerOption(func(h *Handler) { h.fallback = next })
}

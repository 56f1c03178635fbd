package http

import (
	nethttp "net/http"
	"strings"
	"time"

	"github.com/rpcwire/rpcwire/internal/hosts"
)

// A HandlerOption configures a handler: see [NewHandler].
type HandlerOption interface{ applyHandler(*handler) }

type handlerOption func(*handler)

func (o handlerOption) applyHandler(h *handler) { o(h) }

// AllowHosts names the hosts, without ports, that requests may be for, as their Host
// header says. It protects against DNS rebinding, by which a page in a browser reaches
// servers of its visitor under a name of its own. A request for any other host is
// refused with 403.
//
// Without AllowHosts, only connections to a loopback address are checked: their host
// must be localhost, a name under it, or a loopback address, which stay allowed with
// AllowHosts. A server behind a proxy on the same machine that passes the Host header
// on therefore needs AllowHosts or [AnyHost]. With AllowHosts, every connection is
// checked.
func AllowHosts(names ...string) HandlerOption {
	return handlerOption(func(h *handler) {
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
	return handlerOption(func(h *handler) { h.anyHost = true })
}

// AllowOrigins lets pages of other origins call from a browser. An origin has the form
// "https://example.com" or "https://example.com:8443"; "*" stands for all of them, which
// is safe only where the network keeps others out or every call is authenticated by
// more than cookies. Preflight requests (OPTIONS) of these origins are answered;
// cookies are not asked for. Requests of all other origins are refused with 403, which
// [nethttp.CrossOriginProtection] decides. AllowOrigins panics if an origin is none.
func AllowOrigins(origins ...string) HandlerOption {
	for _, origin := range origins {
		if origin == "*" {
			continue
		}
		if err := nethttp.NewCrossOriginProtection().AddTrustedOrigin(origin); err != nil {
			panic("http: " + err.Error())
		}
	}
	return handlerOption(func(h *handler) {
		for _, origin := range origins {
			h.origins.allow(origin)
		}
	})
}

// CrossOrigin replaces the check of requests that a browser sends for a page of another
// origin; nil turns it off. [AllowOrigins] then decides only on preflight requests, and
// on which pages may read replies.
func CrossOrigin(protection *nethttp.CrossOriginProtection) HandlerOption {
	return handlerOption(func(h *handler) { h.origins.own, h.origins.replaced = protection, true })
}

// ContentTypes adds media types to those that are accepted, such as "text/plain"; ""
// stands for requests without a Content-Type. Browsers send text/plain and no type at
// all across origins without asking first.
func ContentTypes(types ...string) HandlerOption {
	return handlerOption(func(h *handler) {
		for _, t := range types {
			h.types[strings.ToLower(t)] = true
		}
	})
}

// WithGet serves GET and HEAD with another handler, such as a page that describes the
// methods or an upgrade to WebSocket. The host has been checked before, see
// [AllowHosts]; the handler gets the ResponseWriter of the server itself. Nil means that
// GET is refused, as without this option.
func WithGet(get nethttp.Handler) HandlerOption {
	return handlerOption(func(h *handler) { h.get = get })
}

// WriteTimeout limits the time in which a client has to take a reply, 2 minutes unless
// told; zero or less means no limit. Other than [nethttp.Server.WriteTimeout] it does not
// limit the time that a call takes; where that is set, this one is ignored.
func WriteTimeout(d time.Duration) HandlerOption {
	return handlerOption(func(h *handler) { h.writeTimeout = max(d, 0) })
}

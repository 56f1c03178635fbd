package ws

import (
	"context"
	nethttp "net/http"
	"sync/atomic"

	"github.com/gorilla/websocket"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// A Handler upgrades HTTP requests to WebSocket and serves the connections. It is safe
// for concurrent use.
type Handler struct {
	settings
	hosts     map[string]bool // nil unless there is a list
	anyHost   bool
	origins   origins
	mux       transport.MuxOptions
	limits    protocol.Limits
	onConnect func(*transport.Mux)
	fallback  nethttp.Handler
	places    int64 // zero: no limit

	upgrader websocket.Upgrader
	headers  lastHeader
	group    *transport.Group
	conns    atomic.Int64
	closing  atomic.Bool
	left     func() // leave, bound once
}

// NewHandler returns a Handler that answers with h what the clients of its connections
// ask. It goes wherever an http.Handler goes, beside others; to serve HTTP on the same
// path, mount it by rpchttp.WithGet or give it a [Fallback]. What a request gets:
//
//   - an upgrade: the connection. The Handler returns, and the connection goes on with a
//     goroutine of its own. The context of h is not that of the request;
//     [transport.PeerFrom] has address, headers and TLS state, and [transport.SenderFrom]
//     calls the client back;
//   - a host or an origin that is not allowed: 403 (see [AllowHosts], [AllowOrigins]);
//   - an upgrade that is not valid: 400, 405 with Allow, or 426 with the version of
//     WebSocket that is;
//   - no upgrade: 426 (but see [Fallback]);
//   - too many connections (see [MaxConns]), or the Handler shuts down: 503.
func NewHandler(h transport.Handler, options ...HandlerOption) *Handler {
	served := newHandler(options)
	if served.mux.Limits == (protocol.Limits{}) {
		served.mux.Limits = served.limits
	}
	if served.mux.Linger == 0 {
		served.mux.Linger = -1
	}
	served.group = transport.NewGroup(h, served.mux, served.onConnect)
	return served
}

func newHandler(options []HandlerOption) *Handler {
	h := &Handler{settings: defaults()}
	for _, option := range options {
		option.applyHandler(h)
	}
	h.left = h.leave
	h.configure()
	return h
}

// ServeHTTP implements [nethttp.Handler].
func (h *Handler) ServeHTTP(w nethttp.ResponseWriter, r *nethttp.Request) {
	if h.fallback != nil && !websocket.IsWebSocketUpgrade(r) {
		h.fallback.ServeHTTP(w, r)
		return
	}
	if !h.check(w, r) {
		return
	}
	if !h.enter() {
		nethttp.Error(w, "no more connections at the moment", nethttp.StatusServiceUnavailable)
		return
	}
	conn, err := h.upgrade(w, r, h.left)
	if err != nil {
		h.leave()
		return // it was answered
	}
	_, _ = h.group.Add(conn) // a group that was shut down meanwhile closes it
}

// enter takes a place for a connection, and reports whether there was one.
func (h *Handler) enter() bool {
	if n := h.conns.Add(1); !h.closing.Load() && (h.places == 0 || n <= h.places) {
		return true
	}
	h.leave()
	return false
}

func (h *Handler) leave() { h.conns.Add(-1) }

// Len returns how many connections there are.
func (h *Handler) Len() int { return int(h.conns.Load()) }

// All returns the connections that are served.
func (h *Handler) All() []*transport.Mux { return h.group.All() }

// Shutdown ends all connections in good order: what is under way in both directions is
// waited for, new calls are refused, then each client is told with the close code 1001.
// Upgrades are refused from now on. When ctx ends first, the connections are cut, and the
// error is that of ctx. It does not stop a server, nor does the Shutdown of a server wait
// for connections that were upgraded: call both, this one first or from
// [nethttp.Server.RegisterOnShutdown].
func (h *Handler) Shutdown(ctx context.Context) error {
	h.closing.Store(true)
	return h.group.Shutdown(ctx)
}

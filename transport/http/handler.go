package http

import (
	nethttp "net/http"
	"strings"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

const (
	defaultGzipReplies  = 32 << 10
	defaultWriteTimeout = 2 * time.Minute
)

// A handler serves JSON-RPC over HTTP. It does not change once it serves.
type handler struct {
	rpc          transport.Handler
	limit        int
	gzipFrom     int
	writeTimeout time.Duration
	types        map[string]bool
	hosts        map[string]bool // nil unless there is a list
	anyHost      bool
	origins      origins
	get          nethttp.Handler
	allow        string // the methods
}

// NewHandler returns an http.Handler that passes payloads to h, which must not be nil,
// and sends its replies. It goes wherever an http.Handler goes, beside others, and is
// safe for concurrent use. What a request gets:
//
//   - a reply: 200 and application/json, JSON-RPC errors included;
//   - no reply, since only notifications came: 204;
//   - another method than POST: 405 with Allow (but see [WithGet] and [AllowOrigins]);
//   - another content type than application/json, application/json-rpc and
//     application/jsonrequest, or none, or a charset other than UTF-8: 415 (but see
//     [ContentTypes]); another content encoding than gzip: 415 with Accept-Encoding;
//   - a host or an origin that is not allowed: 403 (see [AllowHosts], [AllowOrigins]);
//   - a payload beyond the limit, by Content-Length, in chunks or after decompression:
//     413 with the JSON-RPC error of [transport.TooLarge] (see [Limits]);
//   - a body that ends too early or is not what its encoding says: 400, or 408 if it
//     takes too long. Its payload does not reach h.
//
// All but the last two are decided before the body is read, so that a client that
// expects 100 Continue does not send it in vain. The context of h is that of the
// request, which ends when the client goes away; [transport.PeerFrom] has address,
// headers and TLS state.
func NewHandler(h transport.Handler, options ...HandlerOption) nethttp.Handler {
	served := &handler{
		rpc:          h,
		limit:        protocol.Limits{}.Resolved().Payload,
		gzipFrom:     defaultGzipReplies,
		writeTimeout: defaultWriteTimeout,
		types: map[string]bool{
			"application/json":        true,
			"application/json-rpc":    true,
			"application/jsonrequest": true,
		},
	}
	for _, option := range options {
		option.applyHandler(served)
	}
	served.allow = strings.Join(served.methods(), ", ")
	return served
}

// methods returns what Allow says.
func (h *handler) methods() []string {
	methods := []string{nethttp.MethodPost}
	if h.get != nil {
		methods = append(methods, nethttp.MethodGet, nethttp.MethodHead)
	}
	if h.origins.any || len(h.origins.listed) > 0 {
		methods = append(methods, nethttp.MethodOptions)
	}
	return methods
}

// ServeHTTP implements [nethttp.Handler].
func (h *handler) ServeHTTP(w nethttp.ResponseWriter, r *nethttp.Request) {
	if !h.hostAllowed(r) {
		nethttp.Error(w, "this host is not allowed", nethttp.StatusForbidden)
		return
	}
	h.origins.announce(w, r)
	switch {
	case r.Method == nethttp.MethodPost:
		h.post(w, r)
	case h.get != nil && (r.Method == nethttp.MethodGet || r.Method == nethttp.MethodHead):
		h.get.ServeHTTP(w, r)
	case h.origins.isPreflight(r):
		h.origins.preflight(w, r)
	default:
		w.Header().Set("Allow", h.allow)
		nethttp.Error(w, "JSON-RPC takes POST", nethttp.StatusMethodNotAllowed)
	}
}

func (h *handler) post(w nethttp.ResponseWriter, r *nethttp.Request) {
	if !h.origins.allowed(r) {
		nethttp.Error(w, "this origin is not allowed", nethttp.StatusForbidden)
		return
	}
	if !h.typeAccepted(r) {
		w.Header().Set("Accept-Post", "application/json")
		nethttp.Error(w, "JSON-RPC takes application/json in UTF-8", nethttp.StatusUnsupportedMediaType)
		return
	}
	if !encodingAccepted(r) {
		w.Header().Set("Accept-Encoding", "gzip")
		nethttp.Error(w, "the only content encoding is gzip", nethttp.StatusUnsupportedMediaType)
		return
	}
	payload, err := h.readRequest(w, r)
	if err != nil {
		refuse(w, err)
		return
	}
	h.reply(w, r, h.rpc.ServeRPC(transport.WithPeer(r.Context(), peer(r)), payload))
}

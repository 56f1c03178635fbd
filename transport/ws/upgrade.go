package ws

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	nethttp "net/http"

	"github.com/gorilla/websocket"

	"github.com/rpcwire/rpcwire/transport"
)

// Upgrade makes a WebSocket connection of a request. If it cannot, it answers the request
// as a [Handler] does, and the error says why. Options that concern serving are ignored.
// The caller owns the connection; the handler of the request should return, so that the
// memory of the request is given back.
func Upgrade(w nethttp.ResponseWriter, r *nethttp.Request, options ...HandlerOption) (*Conn, error) {
	h := newHandler(options)
	if !h.check(w, r) {
		return nil, acceptError(r, errRefused)
	}
	return h.upgrade(w, r, nil)
}

var errRefused = errors.New("the request was refused")

func acceptError(r *nethttp.Request, cause error) error {
	return &transport.Error{Op: "accept", Endpoint: r.RemoteAddr, Err: cause}
}

// configure prepares the library for upgrades.
func (h *Handler) configure() {
	h.upgrader = websocket.Upgrader{
		HandshakeTimeout:  h.handshake,
		WriteBufferPool:   noPool{},
		Subprotocols:      h.subprotocols,
		EnableCompression: h.compressFrom >= 0,
		CheckOrigin:       func(*nethttp.Request) bool { return true }, // see check
		Error: func(w nethttp.ResponseWriter, _ *nethttp.Request, status int, reason error) {
			nethttp.Error(w, reason.Error(), status)
		},
	}
}

// noPool keeps the library from having buffers to write messages with: it never does.
type noPool struct{}

func (noPool) Get() any { return nil }
func (noPool) Put(any)  {}

// check reports whether a request may be upgraded, as far as that is not for the library
// to say; else it answers.
func (h *Handler) check(w nethttp.ResponseWriter, r *nethttp.Request) bool {
	switch {
	case !h.hostAllowed(r):
		nethttp.Error(w, "this host is not allowed", nethttp.StatusForbidden)
	case !websocket.IsWebSocketUpgrade(r):
		w.Header().Set("Connection", "Upgrade")
		w.Header().Set("Upgrade", "websocket")
		nethttp.Error(w, "this is a WebSocket", nethttp.StatusUpgradeRequired)
	case r.Method != nethttp.MethodGet:
		w.Header().Set("Allow", nethttp.MethodGet)
		nethttp.Error(w, "WebSocket takes GET", nethttp.StatusMethodNotAllowed)
	case r.Header.Get("Sec-Websocket-Version") != "13":
		w.Header().Set("Sec-Websocket-Version", "13")
		nethttp.Error(w, "this version of WebSocket is not supported", nethttp.StatusUpgradeRequired)
	case !h.origins.allowed(r):
		nethttp.Error(w, "this origin is not allowed", nethttp.StatusForbidden)
	default:
		return true
	}
	return false
}

// upgrade takes the connection over. Ended is called when it is over.
func (h *Handler) upgrade(w nethttp.ResponseWriter, r *nethttp.Request, ended func()) (*Conn, error) {
	taken := &hijacker{ResponseWriter: w}
	upgraded, err := h.upgrader.Upgrade(taken, r, nil)
	if err != nil {
		return nil, acceptError(r, fmt.Errorf("the upgrade failed: %w", err))
	}
	c := &Conn{ended: ended, deflate: taken.deflate, subprotocol: upgraded.Subprotocol()}
	c.peer = transport.Peer{
		Transport: "ws",
		Addr:      taken.conn.RemoteAddr(),
		LocalAddr: taken.conn.LocalAddr(),
		Header:    h.headers.share(worthKeeping(r.Header)),
		TLS:       r.TLS,
	}
	c.use(taken.conn)
	c.open(&h.settings)
	return c, nil
}

// A hijacker hands the library the connection of a request, and listens to what it says.
type hijacker struct {
	nethttp.ResponseWriter
	conn    net.Conn
	deflate bool // the response agrees to compression
}

// Hijack implements [nethttp.Hijacker].
func (h *hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := nethttp.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	h.conn = conn
	return &handshake{conn, h}, buffered, nil
}

// A handshake is what the library takes for the connection.
type handshake struct {
	net.Conn
	hijacker *hijacker
}

// Write implements [net.Conn]. The library does not tell whether it has agreed to
// compression, but it writes nothing other than the response.
func (s *handshake) Write(p []byte) (int, error) {
	s.hijacker.deflate = s.hijacker.deflate || agreesToCompression(p)
	return s.Conn.Write(p)
}

package http

import (
	"errors"
	"net"
	nethttp "net/http"
	"strconv"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// readRequest returns the body of a request, decompressed. The error is
// ErrPayloadTooLarge or what went wrong on the way.
func (h *handler) readRequest(w nethttp.ResponseWriter, r *nethttp.Request) ([]byte, error) {
	if r.ContentLength > int64(h.limit) {
		return nil, transport.ErrPayloadTooLarge
	}
	body := nethttp.MaxBytesReader(w, r.Body, int64(h.limit))
	var payload []byte
	var err error
	if isGzip(r) {
		payload, err = readGzip(body, h.limit)
	} else {
		payload, err = readAll(body, r.ContentLength, h.limit)
	}
	var tooLarge *nethttp.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = transport.ErrPayloadTooLarge
	}
	return payload, err
}

// refuse answers a request whose body could not be read.
func refuse(w nethttp.ResponseWriter, err error) {
	var timeout net.Error
	switch {
	case errors.Is(err, transport.ErrPayloadTooLarge):
		writeJSON(w, nethttp.StatusRequestEntityTooLarge, transport.TooLarge())
	case errors.As(err, &timeout) && timeout.Timeout():
		nethttp.Error(w, "the body did not come in time", nethttp.StatusRequestTimeout)
	default:
		nethttp.Error(w, "the body could not be read", nethttp.StatusBadRequest)
	}
}

// writeJSON writes a response. Whether it arrives only the client knows.
func writeJSON(w nethttp.ResponseWriter, status int, body []byte) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// reply writes what the handler answered.
func (h *handler) reply(w nethttp.ResponseWriter, r *nethttp.Request, reply []byte) {
	h.limitWriting(w, r)
	if reply == nil {
		w.WriteHeader(nethttp.StatusNoContent)
		return
	}
	if h.gzipFrom >= 0 && len(reply) >= h.gzipFrom {
		w.Header().Add("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header) {
			if compressed, err := compress(reply); err == nil {
				w.Header().Set("Content-Encoding", "gzip")
				reply = compressed
			}
		}
	}
	writeJSON(w, nethttp.StatusOK, reply)
}

// limitWriting sets the deadline for a reply; the server lifts it before the next
// request.
func (h *handler) limitWriting(w nethttp.ResponseWriter, r *nethttp.Request) {
	server, ok := r.Context().Value(nethttp.ServerContextKey).(*nethttp.Server)
	if h.writeTimeout > 0 && (!ok || server.WriteTimeout <= 0) {
		_ = nethttp.NewResponseController(w).SetWriteDeadline(time.Now().Add(h.writeTimeout)) // as it can
	}
}

package ws

import (
	"slices"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
)

// An Option configures a connection that is dialled: see [Dial].
type Option interface{ applyDial(*dialer) }

// A HandlerOption configures a handler or an upgrade: see [NewHandler] and [Upgrade].
type HandlerOption interface{ applyHandler(*Handler) }

// A CommonOption configures either side.
type CommonOption interface {
	Option
	HandlerOption
}

type commonOption func(*settings)

func (o commonOption) applyDial(d *dialer)     { o(&d.settings) }
func (o commonOption) applyHandler(h *Handler) { o(&h.settings) }

type limitsOption protocol.Limits

// Limits sets the limits. Payload bounds what is read of a message, after decompression;
// the rest concerns the connections that a [Handler] serves, unless [Mux] says otherwise.
func Limits(limits protocol.Limits) CommonOption { return limitsOption(limits) }

func (o limitsOption) applyDial(d *dialer) {
	d.limit = protocol.Limits(o).Resolved().Payload
}

func (o limitsOption) applyHandler(h *Handler) {
	h.limit = protocol.Limits(o).Resolved().Payload
	h.limits = protocol.Limits(o)
}

// Ping sets how often the peer is pinged, every 30 seconds unless told, and in which
// time anything has to come from it then, 10 seconds unless told; else the connection
// ends with an error that is a timeout. A peer that stops is found in the sum of both,
// or, while it owes the reading of what was sent, by [WriteTimeout]. An interval of zero
// or less means no pings; those of the peer are answered in any case. Time in which
// nobody calls Read counts for the peer.
func Ping(interval, timeout time.Duration) CommonOption {
	return commonOption(func(s *settings) {
		s.pingInterval = max(interval, 0)
		s.pingTimeout = max(timeout, time.Millisecond)
	})
}

// WriteTimeout sets how long the peer may take nothing of what is sent to it, 10 seconds
// unless told, before the connection ends; it may be twice as long. Zero or less means
// no limit.
func WriteTimeout(d time.Duration) CommonOption {
	return commonOption(func(s *settings) { s.writeTimeout = max(d, 0) })
}

// WriteQueue sets how many bytes may wait for a peer that is slow to read, 1 MiB unless
// told; Write waits for room. A single message may be larger than that.
func WriteQueue(bytes int) CommonOption {
	return commonOption(func(s *settings) { s.queue = max(bytes, 1) })
}

// HandshakeTimeout limits the time that it takes to open a connection, 30 seconds unless
// told. Zero or less means no limit; the context of [Dial] holds as well.
func HandshakeTimeout(d time.Duration) CommonOption {
	return commonOption(func(s *settings) { s.handshake = max(d, 0) })
}

// Subprotocols sets the subprotocols, in place of [Subprotocol]: those that a client
// offers, or those that a server takes, the best ones first. A server that is offered
// none of them goes on without.
func Subprotocols(names ...string) CommonOption {
	names = slices.Clone(names)
	return commonOption(func(s *settings) { s.subprotocols = names })
}

// Binary takes binary messages as payloads, too. Without it, they end the connection
// with the close code 1003. What is sent is text in any case.
func Binary() CommonOption {
	return commonOption(func(s *settings) { s.binary = true })
}

// Compress offers and takes compression (RFC 7692, permessage-deflate), and uses it for
// payloads of at least so many bytes; a negative number means none, which is the default,
// since compression costs much more time and memory than sending.
func Compress(atLeast int) CommonOption {
	return commonOption(func(s *settings) { s.compressFrom = max(atLeast, -1) })
}

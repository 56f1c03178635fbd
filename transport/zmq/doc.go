// Package zmq carries JSON-RPC over ZeroMQ. It needs cgo and libzmq 4.3 or later;
// built without cgo it compiles, and everything that would open a socket fails with
// [ErrNoCgo].
//
// # Calling and serving
//
// [Dial] returns a [Sender], [Listen] a [Server], over tcp://host:port, ipc:///path or,
// among those that share a [Context], inproc://name. A Sender has any number of calls in
// flight over one connection, which it restores by itself when it is lost. Every call
// ends: with its reply, with its context, or with a [*transport.Error] when the
// connection goes or there is none for too long.
//
// # On the wire
//
// The Sender is a DEALER and the Server a ROUTER. A payload is one message
//
//	[correlation] [] [body]
//
// and so is its reply, with the same correlation: 8 bytes, two that mark this package
// and a number of six bytes. Replies therefore find their calls whatever the ids in the
// payloads are, equal ones and payloads that are no JSON-RPC included.
//
// The Server returns all frames up to the empty one exactly as they came, so that plain
// REQ and DEALER peers, also behind proxies, are served as well. Where there is nothing
// to reply, to a notification, nothing is sent, except to a REQ peer, which would wait
// for ever: it gets an empty body. A REQ peer is recognised by having no frame of its
// own before the empty one; the frames that routers on the way add begin with a zero
// byte, those of others should not. If the handler has no reply although
// one was due, the answer is an empty body as well, which [Sender.Send] returns as nil.
//
// A plain REP peer can answer a Sender; whatever it has to answer to a notification is
// dropped.
//
// Instead of a body, a server or broker that did not get a reply tells a Sender so in a
// status, [correlation] [] [] [status], which becomes a [*StatusError]; peers of other
// kinds get a JSON-RPC error for each id in the payload.
//
// # Connections
//
// Each connection has a socket of its own, and is observed through its monitor; when it
// is lost, the calls under way fail at once, and what libzmq has not sent yet is dropped
// with the socket. So nothing is executed long after its caller was told that it is lost,
// as would happen if libzmq reconnected by itself. A peer that stops without closing is
// found by heartbeats ([Heartbeat]).
//
// Closing a server or a broker that shares its [Context] gives TCP ports free a moment
// later than it returns, since libzmq does so in the background; with a Context of its own
// they are free at once.
//
// # Limits
//
// A payload larger than the limit is answered with the error of [transport.TooLarge].
// One larger than twice the limit is not read: libzmq closes the connection, which its
// sender sees as lost. Messages of too many frames, or without an empty one, are
// dropped and logged. Be aware that libzmq hands a message out when all its frames have
// come, and limits the size of each, but not their number: to peers that are not trusted,
// a server should be open with CURVE only.
//
// # Security
//
// With [CurveServer], connections are encrypted, and clients are known by their keys;
// see [ClientKey] for handlers. PLAIN is not offered. Everything else is open to whoever
// can reach the endpoint.
//
// # Spreading the load
//
// A [Broker] stands between Senders and workers (see [Work]) on any number of machines.
// The worker that has been idle for longest gets the next call, and never more calls than
// it takes at once. A worker that dies takes down just the calls that it had; their
// outcome is unknown, and their senders are told so at once.
//
// # Goroutines and threads
//
// A ZeroMQ socket may not be used by two goroutines at a time, and the race detector
// does not see it. Here each socket is owned by one goroutine, which takes orders from
// queues in Go memory and is woken through an inproc socket. A Sender, a Server, a Broker
// and a worker each take that goroutine, whose thread waits in libzmq, and the two
// threads of a ZeroMQ context unless they share one; the number of calls makes no
// difference.
package zmq

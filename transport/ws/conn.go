package ws

import (
	"crypto/tls"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rpcwire/rpcwire/internal/outbox"
	"github.com/rpcwire/rpcwire/transport"
)

// The handshakes of either side are those of gorilla/websocket, called the library here.
// Frames are read and written by this package: the library would write each on its own,
// allocate for each that is read, count compressed bytes only, and wait with twice the
// stack. The tests compare what both make of a stream (FuzzRead).

// A Conn is a WebSocket connection. It is a [transport.Conn], a [transport.Drainer] and
// a [transport.PeerConn]; [Dial] and [Upgrade] return one.
type Conn struct {
	net         net.Conn // the network, or TLS over it
	queue       *outbox.Queue
	settings    *settings
	subprotocol string
	peer        transport.Peer
	ended       func() // called once when the connection is over, unless it is nil
	client      bool
	deflate     bool

	saidBye atomic.Bool // a close frame was queued; set with the queue locked
	over    atomic.Bool // cause is set: nothing is to be read or written any more

	reading sync.Mutex // held by whoever reads
	reader  reader
	payload *buffer // what the last Read returned, unless that was not copied

	keepAlive keepAlive

	mu     sync.Mutex
	cause  error
	closed bool          // the network connection is, or is about to be
	gone   bool          // all that has to be done about it is
	done   chan struct{} // closed when gone is set; nil unless somebody waits
}

var (
	_ transport.Conn     = (*Conn)(nil)
	_ transport.Drainer  = (*Conn)(nil)
	_ transport.PeerConn = (*Conn)(nil)
)

// use makes conn what c reads from.
func (c *Conn) use(conn net.Conn) {
	c.net = conn
	c.reader.init(conn)
}

// open makes c usable after the handshake.
func (c *Conn) open(s *settings) {
	c.settings = s
	c.reader.over = &c.over
	c.queue = outbox.New(c.net, s.queue+reserved, s.writeTimeout, c.writeFailed)
	c.keepAlive.start(c)
}

// Peer returns facts about the peer: of a client, with the headers of the request; of a
// server, with those of the response, but for what only concerned the handshake. It is
// never nil.
func (c *Conn) Peer() *transport.Peer { return &c.peer }

// String returns the endpoint: the URL without user name, password and query, or the
// address of a client.
func (c *Conn) String() string {
	if c.client {
		return c.settings.endpoint
	}
	return c.net.RemoteAddr().String()
}

// Subprotocol returns the subprotocol that was agreed on, or "".
func (c *Conn) Subprotocol() string { return c.subprotocol }

// end closes the network connection at once. It is because of cause, unless there has
// been another cause before.
func (c *Conn) end(cause error) {
	c.give(cause)
	c.mu.Lock()
	cause, closed := c.cause, c.closed
	c.closed = true
	c.mu.Unlock()
	if closed {
		return
	}
	c.keepAlive.stop()
	c.reader.watch.Load().stop()
	c.queue.Close(cause)
	c.cut()
	if c.ended != nil {
		c.ended()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gone = true
	if c.done != nil {
		close(c.done)
	}
}

// cut closes the network connection, without what TLS would say, which may take its time.
func (c *Conn) cut() {
	conn := c.net
	if t, ok := conn.(*tls.Conn); ok {
		conn = t.NetConn()
	}
	_ = conn.Close() // it is over anyway
}

// give makes cause the reason why nothing can be read and written any more, and reports
// whether there was none before.
func (c *Conn) give(cause error) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cause != nil {
		return false
	}
	c.cause = cause
	c.over.Store(true)
	return true
}

// reason returns what give was given.
func (c *Conn) reason() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cause
}

// whenGone returns a channel that is closed when the connection is closed for good.
func (c *Conn) whenGone() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done == nil {
		c.done = make(chan struct{})
		if c.gone {
			close(c.done)
		}
	}
	return c.done
}

// lingerTime is how long a connection that was closed is still read from, so that the
// peer gets to see the close frame: a network connection that is closed with something
// unread in it may lose what was sent.
const lingerTime = time.Second

//go:build cgo

package zmq

import (
	"errors"
	"fmt"
	"sync"

	"github.com/pebbe/zmq4"

	"github.com/rpcwire/rpcwire/transport"
)

// A Context is what sockets share: two threads, the names of inproc endpoints, and the
// place where the keys of clients are checked. Without [InContext], everything has one of
// its own; it is never the default one of the ZeroMQ library. Its methods may be called
// concurrently.
type Context struct {
	zmq *zmq4.Context

	mu     sync.Mutex
	users  int  // those that have not released it
	closed bool // nobody else can use it
	zap    *zapHandler
	inproc inprocNames
}

// NewContext returns a Context to be shared.
func NewContext() (*Context, error) {
	if major, minor, _ := zmq4.Version(); major != 4 || minor < 3 {
		return nil, fmt.Errorf("zmq: libzmq 4.3 or later is needed, this is %d.%d", major, minor)
	}
	z, err := zmq4.NewContext()
	if err != nil {
		return nil, fmt.Errorf("zmq: %w", err)
	}
	return &Context{zmq: z, users: 1}, nil
}

// Close gives the Context up. It does not wait: the Context ends as soon as everything
// that uses it is closed. Nothing can be opened in it any more.
func (c *Context) Close() error {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return nil
	}
	c.closed = true
	c.mu.Unlock()
	c.release()
	return nil
}

// use returns the Context of the settings, or a new one, for a user who has to release
// it.
func (s *settings) use() (*Context, error) {
	if s.context == nil {
		c, err := NewContext()
		if err == nil {
			c.closed = true // there is nobody else
		}
		return c, err
	}
	s.context.mu.Lock()
	defer s.context.mu.Unlock()
	if s.context.closed {
		return nil, transport.ErrClosed
	}
	s.context.users++
	return s.context, nil
}

// release ends what use began. The last one ends the Context, for which no socket may be
// open; what lingers is waited for.
func (c *Context) release() {
	c.mu.Lock()
	c.users--
	last := c.users == 0
	c.mu.Unlock()
	if !last {
		return
	}
	if c.zap != nil {
		c.zap.close()
	}
	_ = c.zmq.Term() // fails only if it has been called
}

// authorize has the keys of clients of a server with a domain of its own checked. The
// server has to call the function that is returned when its socket is closed.
func (c *Context) authorize(allow Authorizer, log refusals) (domain string, done func(), err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.zap == nil {
		z, err := newZAPHandler(c.zmq)
		if err != nil {
			return "", nil, err
		}
		c.zap = z
	}
	domain = c.zap.add(allow, log)
	return domain, func() { c.zap.remove(domain) }, nil
}

var errInprocCurve = errors.New("inproc endpoints have no CURVE")

package transport_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// A network is what a Redialer dials: it fails, or it makes a connection whose other end
// the test gets.
type network struct {
	t     *testing.T
	peers chan *pipeEnd

	mu      sync.Mutex
	down    error                           // what dialling fails with; nil is a connection
	wrap    func(*pipeEnd) transport.Conn   // makes the connection; nil takes the pipe itself
	dialing func(ctx context.Context) error // called first, if it is not nil
	dials   []time.Time
}

func newNetwork(t *testing.T) *network {
	t.Helper()
	return &network{t: t, peers: make(chan *pipeEnd, 100)}
}

func (n *network) dial(ctx context.Context) (transport.Conn, error) {
	n.mu.Lock()
	n.dials = append(n.dials, time.Now())
	down, wrap, dialing := n.down, n.wrap, n.dialing
	n.mu.Unlock()
	if dialing != nil {
		if err := dialing(ctx); err != nil {
			return nil, err
		}
	}
	if down != nil {
		return nil, down
	}
	near, peer := pipe()
	n.peers <- peer
	if wrap != nil {
		return wrap(near), nil
	}
	return near, nil
}

// fail lets dialling fail from now on, or not if err is nil.
func (n *network) fail(err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down = err
}

// attempts returns when it was dialled.
func (n *network) attempts() []time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.dials
}

// redial returns a Redialer that is closed when the bubble ends.
func (n *network) redial(o transport.RedialOptions) *transport.Redialer {
	n.t.Helper()
	r := transport.Redial(n.dial, o)
	n.t.Cleanup(func() { _ = r.Close() })
	return r
}

// peer returns the other end of the next connection.
func (n *network) peer() *rig {
	n.t.Helper()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	select {
	case p := <-n.peers:
		return &rig{t: n.t, peer: p}
	case <-timer.C:
		n.t.Fatal("nobody dials")
		return nil
	}
}

// idle fails if somebody dials within an hour.
func (n *network) idle() {
	n.t.Helper()
	before := len(n.attempts())
	time.Sleep(time.Hour)
	synctest.Wait()
	if after := len(n.attempts()); after != before {
		n.t.Errorf("dialled %d times more", after-before)
	}
}

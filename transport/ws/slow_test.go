package ws_test

import (
	"context"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/ws"
)

// A countingListener accepts connections that count what was written to them.
type countingListener struct {
	net.Listener
	written *atomic.Int64
}

type countingConn struct {
	net.Conn
	written *atomic.Int64
}

func (l countingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return countingConn{conn, l.written}, nil
}

func (c countingConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.written.Add(int64(n))
	return n, err
}

// A client that does not read costs the bytes of its queue, and delays no other.
func TestSlowClient(t *testing.T) {
	const queue, size = 64 << 10, 10 << 10
	var written, accepted atomic.Int64
	muxes := make(chan *transport.Mux, 2)
	server := httptest.NewUnstartedServer(ws.NewHandler(repeating, ws.WriteQueue(queue), ws.OnConnect(func(m *transport.Mux) { muxes <- m })))
	server.Listener = countingListener{server.Listener, &written}
	server.Start()
	defer server.Close()
	p := connectRaw(t, wsURL(server), "")
	slow := receive(t, muxes, "the connection")
	ctx, cancel := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			payload := []byte(`{"jsonrpc":"2.0","method":"` + strings.Repeat("x", size) + `"}`)
			for slow.Conn().Write(ctx, payload) == nil {
				accepted.Add(size)
			}
		})
	}
	// The queue is full when nothing is written any more.
	for before := int64(-1); before != written.Load(); time.Sleep(100 * time.Millisecond) {
		before = written.Load()
	}
	if waiting := accepted.Load() - written.Load(); waiting > queue {
		t.Errorf("%d bytes are waiting, and may be %d", waiting, queue)
	}
	other := mux(t, wsURL(server), nil)
	for range 100 {
		if reply, err := send(within(t), other, call); reply != result {
			t.Fatalf("another client got %q, %v", reply, err)
		}
	}
	cancel()
	wait.Wait()
	_ = p.conn.Close()
	<-slow.Done()
}

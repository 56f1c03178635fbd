package ws_test

import (
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/ws"
)

func files(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip(err)
	}
	return len(entries)
}

func TestCyclesLeaveNothing(t *testing.T) {
	h := ws.NewHandler(answering)
	url := serve(t, h)
	cycles(t, url, 10)
	filesBefore, goroutinesBefore := files(t), runtime.NumGoroutine()
	cycles(t, url, 1000)
	eventually(t, "nothing is left", func() bool {
		time.Sleep(time.Millisecond)
		return files(t) <= filesBefore && runtime.NumGoroutine() <= goroutinesBefore && h.Len() == 0
	})
}

// cycles opens and closes connections, in every way.
func cycles(t *testing.T, url string, n int) {
	t.Helper()
	for i := range n {
		conn, err := ws.Dial(within(t), url)
		if err != nil {
			t.Fatal(err)
		}
		m := transport.NewMux(conn, nil, transport.MuxOptions{})
		if _, err := send(t.Context(), m, call); err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			_ = m.Close()
		} else if err := m.Shutdown(within(t)); err != nil {
			t.Fatal(err)
		}
		<-m.Done()
	}
}

package stream_test

import (
	"context"
	"errors"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/internal/raceflag"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// allocated returns how many bytes f allocates, at its second run.
func allocated(f func()) uint64 {
	f()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// What a peer announces costs nothing before it comes.
func TestClaimsCostNothing(t *testing.T) {
	for _, test := range []struct {
		reason string
		in     string
		f      stream.Framing
		limit  int
	}{
		{"more than any machine has", "Content-Length: 6000000000000000000\r\n\r\n", stream.Header, 0},
		{"the same without a limit", "Content-Length: 6000000000000000000\r\n\r\n", stream.Header, -1},
		{"just within the limit", "Content-Length: 16777216\r\n\r\n", stream.Header, 0},
		{"within a large limit", "Content-Length: 100000000\r\n\r\n", stream.Header, 1 << 30},
		{"within a large limit, and some bytes come", "Content-Length: 100000000\r\n\r\n" + strings.Repeat("x", 10_000), stream.Header, 1 << 30},
		{"more than is read, but is skipped", "Content-Length: 100000000\r\n\r\n" + strings.Repeat("x", 10_000), stream.Header, 0},
		{"in another framing", "\x7f\xff\xff\xff", prefixed{}, -1},
		{"an endless header", strings.Repeat("X: y\r\n", 10_000), stream.Header, 0},
		{"an endless header line", strings.Repeat("x", 100_000), stream.Header, 0},
	} {
		t.Run(test.reason, func(t *testing.T) {
			cost := allocated(func() {
				c := stream.New(&tape{in: strings.NewReader(test.in)}, test.f, stream.Options{Limits: protocol.Limits{Payload: test.limit}})
				for range 2 {
					if _, err := c.Read(context.Background()); err == nil {
						t.Error("there is a payload")
					}
				}
			})
			if cost >= 64<<10 {
				t.Errorf("it costs %d bytes", cost)
			}
		})
	}
}

// What is skipped is not held in memory.
func TestSkippingCostsNothing(t *testing.T) {
	const size = 8 << 20
	for name, in := range map[string]func() io.Reader{
		"Line": func() io.Reader { return io.LimitReader(endless(strings.Repeat("x", 4096)), size) },
		"Header": func() io.Reader {
			return io.MultiReader(strings.NewReader("Content-Length: 8388608\r\n\r\n"), io.LimitReader(endless(strings.Repeat("x", 4096)), size))
		},
	} {
		t.Run(name, func(t *testing.T) {
			cost := allocated(func() {
				got, err := readAll(t, in(), framings[name], 64<<10)
				compare(t, []string{skipped}, got)
				if err != io.EOF {
					t.Errorf("it ends with %v", err)
				}
			})
			if cost >= 512<<10 {
				t.Errorf("it costs %d bytes", cost)
			}
		})
	}
}

// endless is a stream of one text again and again.
type endless string

func (e endless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		n += copy(p[n:], e)
	}
	return n, nil
}

// A large payload takes memory in proportion to what came of it.
func TestMemoryGrowsWithData(t *testing.T) {
	for _, size := range []int{40_000, 300_000, 3_000_000} {
		in := "Content-Length: 16000000\r\n\r\n" + strings.Repeat("x", size)
		cost := allocated(func() {
			if _, err := readAll(t, strings.NewReader(in), stream.Header, 0); !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("it ends with %v", err)
			}
		})
		if cost > uint64(4*size)+64<<10 {
			t.Errorf("%d bytes cost %d", size, cost)
		}
	}
}

// Connections that are idle are small, also after they had larger payloads to read and to
// write.
func TestIdleConnectionsAreSmall(t *testing.T) {
	const connections = 100
	for _, size := range []int{10_000, 1 << 20} {
		payload := []byte(sizes(size)[0])
		before := heap()
		for range connections {
			beIdle(t, payload)
		}
		each := (heap() - before) / connections
		runtime.KeepAlive(payload)
		if each < 4<<10 || each > 12<<10 {
			t.Errorf("after %d bytes, a pair of connections takes %d", size, each)
		}
	}
}

// beIdle leaves a pair of connections that wait for more after a payload.
func beIdle(t *testing.T, payload []byte) {
	t.Helper()
	near, far := pipe(t, stream.Header)
	written, read := make(chan error, 1), make(chan int, 1)
	go func() {
		for {
			payload, err := far.Read(context.Background())
			if err != nil {
				return
			}
			read <- len(payload)
		}
	}()
	go func() { written <- near.Write(context.Background(), payload) }()
	if err := receive(t, written, "the end of Write"); err != nil {
		t.Fatal(err)
	}
	compare(t, len(payload), receive(t, read, "the payload"))
}

// heap returns how many bytes are in use.
func heap() int {
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC() // empties what pools keep for one cycle more
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}

// echoes is a stream that delivers the same frame for ever, and takes everything.
type echoes struct {
	net.Conn
	frame []byte
	left  []byte
}

func (e *echoes) Read(p []byte) (int, error) {
	if len(e.left) == 0 {
		e.left = e.frame
	}
	n := copy(p, e.left)
	e.left = e.left[n:]
	return n, nil
}

func (e *echoes) Write(p []byte) (int, error) { return len(p), nil }

// Small messages are read and written without allocation.
func TestNoAllocation(t *testing.T) {
	if raceflag.Enabled {
		t.Skip("the race detector allocates")
	}
	for name, f := range framings {
		for _, size := range []int{50, 5000, 30_000} {
			payload := []byte(sizes(size)[0])
			a, b := net.Pipe()
			defer func() { _ = a.Close(); _ = b.Close() }()
			c := stream.New(&echoes{Conn: a, frame: f.Append(nil, payload)}, f, stream.Options{})
			ctx := context.Background()
			if allocs := testing.AllocsPerRun(500, func() {
				if got, err := c.Read(ctx); err != nil || len(got) != size {
					t.Fatalf("got %d bytes, %v", len(got), err)
				}
			}); allocs > 0 {
				t.Errorf("%s: reading %d bytes: %v allocations", name, size, allocs)
			}
			if allocs := testing.AllocsPerRun(500, func() {
				if err := c.Write(ctx, payload); err != nil {
					t.Fatal(err)
				}
			}); allocs > 0 {
				t.Errorf("%s: writing %d bytes: %v allocations", name, size, allocs)
			}
		}
	}
}

// A payload that is skipped, over and over, costs only the error.
func TestSkippingManyTimes(t *testing.T) {
	a, b := net.Pipe()
	defer func() { _ = a.Close(); _ = b.Close() }()
	in := &echoes{Conn: a, frame: stream.Header.Append(nil, make([]byte, 1000))}
	c := stream.New(in, stream.Header, stream.Options{Limits: protocol.Limits{Payload: 999}})
	cost := allocated(func() {
		for range 1000 {
			_, err := c.Read(context.Background())
			checkError(t, err, transport.ErrPayloadTooLarge)
		}
	})
	if cost > 1000*200 {
		t.Errorf("each costs %d bytes", cost/1000)
	}
}

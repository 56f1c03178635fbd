package ws_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/ws"
)

// sizes are around those at which headers and buffers change.
var sizes = []int{0, 1, 2, 7, 8, 9, 125, 126, 127, 287, 288, 289, 4095, 4096, 4097, 16<<10 - 1, 16 << 10, 16<<10 + 1, 1<<16 - 1, 1 << 16, 1<<16 + 1, 1 << 20}

func TestConnCarriesEverySize(t *testing.T) {
	for _, options := range [][]ws.CommonOption{nil, {ws.Compress(100)}} {
		t.Run(fmt.Sprint(len(options), " options"), func(t *testing.T) {
			client, server := pair(t, options...)
			for _, size := range sizes {
				payload := strings.Repeat("0123456789ü", size/12+1)[:size]
				payload = strings.ToValidUTF8(payload, "x")
				write(t, client, payload)
				if got := read(t, server); got != payload {
					t.Errorf("%d bytes from the client: got %d others", size, len(got))
				}
				write(t, server, payload)
				if got := read(t, client); got != payload {
					t.Errorf("%d bytes from the server: got %d others", size, len(got))
				}
			}
		})
	}
}

// Messages that come together are read one by one, however they are cut by the network.
func TestConnReadsWhatCameTogether(t *testing.T) {
	for _, side := range sides {
		t.Run(side, func(t *testing.T) {
			conn, p := facing(t, side)
			var all []byte
			var want []string
			for i := range 5000 {
				payload := strings.Repeat("x", i%400)
				want = append(want, payload)
				all = append(all, p.encode(fin|text, payload)...)
			}
			go func() {
				for len(all) > 0 {
					n := min(len(all), 1+len(all)%7001)
					p.write(all[:n])
					all = all[n:]
				}
			}()
			for i, payload := range want {
				if got := read(t, conn); got != payload {
					t.Fatalf("message %d: got %d bytes, want %d", i, len(got), len(payload))
				}
			}
		})
	}
}

// Writes of many goroutines do not mix.
func TestConnWritesConcurrently(t *testing.T) {
	client, server := pair(t)
	const writers, each = 64, 50
	var wait sync.WaitGroup
	for i := range writers {
		payload := []byte(strings.Repeat(string(rune('!'+i)), 1+i*97))
		ctx := context.Background()
		if i%2 == 0 {
			ctx = within(t) // it is another way through the queue
		}
		wait.Go(func() {
			for range each {
				if err := client.Write(ctx, payload); err != nil {
					t.Error(err)
				}
			}
		})
	}
	counts := make(map[string]int)
	for range writers * each {
		payload := read(t, server)
		if payload != strings.Repeat(payload[:1], len(payload)) {
			t.Fatalf("frames are mixed: %q", payload)
		}
		counts[payload]++
	}
	wait.Wait()
	if len(counts) != writers {
		t.Errorf("got %d different payloads, want %d", len(counts), writers)
	}
}

func TestConnReadContext(t *testing.T) {
	cause := errors.New("enough")
	for _, side := range sides {
		t.Run(side, func(t *testing.T) {
			conn, p := facing(t, side)
			ended, end := context.WithCancelCause(t.Context())
			end(cause)
			if _, err := conn.Read(ended); !errors.Is(err, cause) {
				t.Errorf("the context has ended before: got %v", err)
			}
			// A context that ends after its Read leaves the next one alone.
			first, endFirst := context.WithCancel(t.Context())
			p.frame(fin|text, "one")
			if got, err := conn.Read(first); err != nil || string(got) != "one" {
				t.Fatal(string(got), err)
			}
			endFirst()
			time.AfterFunc(10*time.Millisecond, func() { p.frame(fin|text, "two") })
			if got := read(t, conn); got != "two" {
				t.Errorf("got %q", got)
			}
			waiting, endWaiting := context.WithCancelCause(t.Context())
			time.AfterFunc(10*time.Millisecond, func() { endWaiting(cause) })
			if _, err := conn.Read(waiting); !errors.Is(err, cause) || !transportError(t, err).Sent {
				t.Errorf("the context ended meanwhile: got %v", err)
			}
			if _, err := conn.Read(t.Context()); !errors.Is(err, transport.ErrClosed) {
				t.Errorf("after that: got %v", err)
			}
			p.expectClose()
		})
	}
}

func TestConnWriteContext(t *testing.T) {
	conn, p := facing(t, "server", ws.WriteQueue(1<<10))
	ended, end := context.WithCancel(t.Context())
	end()
	if err := conn.Write(ended, []byte(call)); !errors.Is(err, context.Canceled) || transportError(t, err).Sent {
		t.Errorf("the context has ended before: got %v", err)
	}
	// The peer does not read: sooner or later there is no room.
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	var err error
	written := 0
	for err == nil {
		if err = conn.Write(ctx, []byte(strings.Repeat("x", 1000))); err == nil {
			written++
		}
	}
	if !errors.Is(err, context.DeadlineExceeded) || transportError(t, err).Sent {
		t.Errorf("no room: got %v", err)
	}
	for range written {
		p.expect(fin|text, strings.Repeat("x", 1000))
	}
	write(t, conn, call) // the connection is none the worse
	p.expect(fin|text, call)
}

func TestConnPeer(t *testing.T) {
	client, server := pair(t)
	got := server.Peer()
	if got.Transport != "ws" || got.Addr.String() != client.Peer().LocalAddr.String() ||
		got.LocalAddr.String() != client.Peer().Addr.String() || got.TLS != nil {
		t.Errorf("the server knows %+v, the client %+v", got, client.Peer())
	}
	want := map[string][]string{"User-Agent": {"Go-http-client/1.1"}, "Sec-Websocket-Protocol": {"jsonrpc2.0"}}
	if diff := cmp.Diff(want, got.Header); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if got := server.String(); got != client.Peer().LocalAddr.String() {
		t.Errorf("the server calls its client %q", got)
	}
	if got, want := client.String(), "ws://"+client.Peer().Addr.String(); got != want {
		t.Errorf("the client calls its server %q, want %q", got, want)
	}
}

// Clients that send the same share what is known of them, and others do not.
func TestConnPeerHeadersAreTheirOwn(t *testing.T) {
	headers := make(chan map[string][]string, 10)
	h := ws.NewHandler(transport.HandlerFunc(func(ctx context.Context, _ []byte) []byte {
		headers <- transport.PeerFrom(ctx).Header
		return nil
	}))
	url := serve(t, h)
	for i, value := range []string{"a", "a", "b", "a", ""} {
		conn := dial(t, url, ws.Header("X-Value", value), ws.Header("User-Agent", fmt.Sprint(i/2)))
		write(t, conn, notification)
		got := receive(t, headers, "a call")
		if got["X-Value"][0] != value || got["User-Agent"][0] != fmt.Sprint(i/2) {
			t.Errorf("client %d: got %v", i, got)
		}
	}
}

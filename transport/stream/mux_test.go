package stream_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// result answers a request for its params with them.
var result = transport.HandlerFunc(func(_ context.Context, payload []byte) []byte {
	request, err := protocol.ParseRequest(payload)
	if err != nil {
		return nil
	}
	reply, _ := protocol.NewResult(request.ID, request.Params).AppendTo(nil) // it was valid before
	return reply
})

func request(id int, params string) []byte {
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","method":"echo","params":[%s],"id":%d}`, params, id)
}

func reply(id int, params string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","result":[%s],"id":%d}`, params, id)
}

// serve serves a handler at a listener until the test ends.
func serve(t *testing.T, l *stream.Listener, h transport.Handler) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- transport.ServeListener(ctx, l, h, transport.ListenOptions{}) }()
	t.Cleanup(func() {
		cancel()
		if err := receive(t, ended, "the end of the server"); err != nil {
			t.Error(err)
		}
	})
}

func dial(t *testing.T, l *stream.Listener, f stream.Framing, o stream.Options) *transport.Mux {
	t.Helper()
	c, err := stream.Dial(t.Context(), l.String(), f, o)
	if err != nil {
		t.Fatal(err)
	}
	m := transport.NewMux(c, nil, transport.MuxOptions{})
	t.Cleanup(func() { _ = m.Close() })
	return m
}

// Many calls at once, in every framing, over every transport.
func TestCalls(t *testing.T) {
	for name, address := range addresses(t) {
		for _, framing := range []string{"Line", "Header", "prefixed"} {
			t.Run(name+" "+framing, func(t *testing.T) {
				f := framings[framing].Framing
				l := listen(t, address, f, stream.Options{})
				serve(t, l, result)
				m := dial(t, l, f, stream.Options{})
				var wait sync.WaitGroup
				for w := range 64 {
					wait.Go(func() {
						for i := range 10 {
							id := 1000*w + i
							params := fmt.Sprintf("%q", strings.Repeat("x", i*i*w))
							got, err := m.Send(t.Context(), request(id, params))
							if err != nil {
								t.Error(err)
								return
							}
							compare(t, reply(id, params), string(got))
						}
					})
				}
				wait.Wait()
				if err := m.Shutdown(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// A payload that is too large is answered, and the connection goes on.
func TestCallTooLarge(t *testing.T) {
	for name, f := range framings {
		t.Run(name, func(t *testing.T) {
			l := listen(t, addresses(t)["tcp"], f, stream.Options{Limits: protocol.Limits{Payload: 1000}})
			serve(t, l, result)
			c, err := stream.Dial(t.Context(), l.String(), f, stream.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = c.Close() }()
			for _, test := range []struct{ send, want string }{
				{string(request(1, "1")), reply(1, "1")},
				{sizes(1001)[0], string(transport.TooLarge())},
				{sizes(500_000)[0], string(transport.TooLarge())},
				{string(request(2, "2")), reply(2, "2")},
			} {
				if err := c.Write(t.Context(), []byte(test.send)); err != nil {
					t.Fatal(err)
				}
				got, err := c.Read(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				compare(t, test.want, string(got))
			}
		})
	}
}

// Handlers know who calls.
func TestCallPeer(t *testing.T) {
	server, client := certified(t)
	for _, test := range []struct {
		transport, address string
		server, client     stream.Options
	}{
		{"tcp", addresses(t)["tcp"], stream.Options{}, stream.Options{}},
		{"unix", addresses(t)["unix"], stream.Options{}, stream.Options{}},
		{"tcp", "tls://127.0.0.1:0", server, client},
	} {
		peers := make(chan *transport.Peer, 1)
		l := listen(t, test.address, nil, test.server)
		serve(t, l, transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
			peers <- transport.PeerFrom(ctx)
			return result(ctx, payload)
		}))
		m := dial(t, l, nil, test.client)
		if _, err := m.Send(t.Context(), request(1, "1")); err != nil {
			t.Fatal(err)
		}
		p := receive(t, peers, "the peer")
		if p == nil || p.Transport != test.transport || (p.TLS != nil) != (test.server.TLS != nil) {
			t.Errorf("%s: got %+v", test.address, p)
		}
	}
}

// A child process that is killed ends the calls under way with what it said last.
func TestCallOfKilledChild(t *testing.T) {
	const calls = 8
	cmd := child(t, "serve")
	var said bytes.Buffer
	cmd.Stderr = writerFunc(func(p []byte) (int, error) {
		if said.Write(p); bytes.Count(said.Bytes(), []byte("\n")) == calls {
			_ = cmd.Process.Kill() // it hangs for sure
		}
		return len(p), nil
	})
	c, err := stream.Command(cmd, stream.Header, stream.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := transport.NewMux(c, nil, transport.MuxOptions{})
	defer func() { _ = m.Close() }()
	if got, err := m.Send(t.Context(), []byte(`{"jsonrpc":"2.0","method":"echo","id":1}`)); err != nil || !bytes.Contains(got, []byte("true")) {
		t.Fatalf("got %s, %v", got, err)
	}
	ended := make(chan error, calls)
	for i := range calls {
		go func() {
			_, err := m.Send(context.Background(), fmt.Appendf(nil, `{"jsonrpc":"2.0","method":"hang","id":%d}`, i))
			ended <- err
		}()
	}
	for range calls {
		err := receive(t, ended, "the end of the calls")
		exit, ok := errors.AsType[*stream.ExitError](err)
		if e := transportError(t, err, err); !ok || !e.Sent || !bytes.Contains(exit.Stderr, []byte("this call will hang\n")) {
			t.Errorf("got %v", err)
		}
	}
	_, err = m.Send(t.Context(), request(1, "1"))
	if e := transportError(t, err, err); e.Sent {
		t.Errorf("a call after it: %+v", e)
	}
}

// The child ends in good order when its parent does not need it any more.
func TestServingChildEnds(t *testing.T) {
	c, err := stream.Command(child(t, "serve"), stream.Header, stream.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := transport.NewMux(c, nil, transport.MuxOptions{})
	if _, err := m.Send(t.Context(), request(1, "1")); err != nil {
		t.Fatal(err)
	}
	if err := m.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

package stream_test

import (
	"context"
	"errors"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

func TestDialAndListen(t *testing.T) {
	for name, address := range addresses(t) {
		for framing, f := range framings {
			t.Run(name+" "+framing, func(t *testing.T) {
				l := listen(t, address, f, stream.Options{})
				defer func() { _ = l.Close() }()
				near, far := connect(t, l, f)
				compare(t, `{"id":1}`, exchange(t, near, far, `{"id":1}`))
				compare(t, sizes(100_000)[0], exchange(t, far, near, sizes(100_000)[0]))
			})
		}
	}
}

// The URL of a listener is where Dial finds it.
func TestListenerString(t *testing.T) {
	for name, address := range addresses(t) {
		l := listen(t, address, nil, stream.Options{})
		if !strings.HasPrefix(l.String(), name+"://") || strings.HasSuffix(l.String(), ":0") || l.Addr().Network() != name {
			t.Errorf("%s: %s, %v", name, l, l.Addr())
		}
	}
}

func TestBadAddress(t *testing.T) {
	for _, test := range []struct{ reason, address string }{
		{"empty", ""},
		{"no URL", "127.0.0.1:80"},
		{"no valid URL", "tcp://[::1:80"},
		{"another scheme", "http://127.0.0.1:80"},
		{"no port", "tcp://127.0.0.1"},
		{"an empty port", "tcp://127.0.0.1:"},
		{"a path", "tcp://127.0.0.1:80/"},
		{"a user", "tcp://ann:secret@127.0.0.1:80"},
		{"a query", "tcp://127.0.0.1:80?secret"},
		{"an empty query", "tcp://127.0.0.1:80?"},
		{"a fragment", "unix:///secret#x"},
		{"no path", "unix://"},
		{"a host", "unix://secret/path"},
		{"a relative path", "unix:secret"},
		{"a bad abstract name", "unix:@%zz"},
	} {
		for _, open := range []func(context.Context, string) error{
			func(ctx context.Context, address string) error {
				_, err := stream.Dial(ctx, address, nil, stream.Options{})
				return err
			},
			func(ctx context.Context, address string) error {
				_, err := stream.Listen(ctx, address, nil, stream.Options{})
				return err
			},
		} {
			err := open(t.Context(), test.address)
			if e := transportError(t, err, err); e.Sent || strings.Contains(e.Error(), "secret") {
				t.Errorf("%s: got %+v", test.reason, e)
			}
		}
	}
}

func TestDialFails(t *testing.T) {
	ended, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("enough")
	cancel(cause)
	late, cancelLate := context.WithDeadline(t.Context(), time.Unix(1, 0))
	defer cancelLate()
	for name, address := range addresses(t) {
		l := listen(t, address, nil, stream.Options{})
		for _, test := range []struct {
			reason string
			ctx    context.Context
			is     error
		}{
			{"the context has ended", ended, context.Canceled},
			{"its cause is told", ended, cause},
			{"its deadline has passed", late, context.DeadlineExceeded},
		} {
			_, err := stream.Dial(test.ctx, l.String(), nil, stream.Options{})
			e := transportError(t, err, test.is)
			if e.Op != "dial" || e.Sent || e.Endpoint != l.String() || e.Timeout() != (test.ctx == late) {
				t.Errorf("%s: %s: got %+v", name, test.reason, e)
			}
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		_, err := stream.Dial(t.Context(), l.String(), nil, stream.Options{})
		if e := transportError(t, err, err); e.Op != "dial" || e.Sent || strings.Count(e.Error(), l.Addr().String()) > 1 {
			t.Errorf("%s: nobody listens: got %v", name, e)
		}
	}
}

// Accept ends with its context, also beside other ones, and with the listener.
func TestAcceptEnds(t *testing.T) {
	for name, address := range addresses(t) {
		t.Run(name, func(t *testing.T) {
			l := listen(t, address, nil, stream.Options{})
			var ended []chan error
			var cancels []context.CancelFunc
			accept := func(ctx context.Context) {
				done := make(chan error, 1)
				ended = append(ended, done)
				go func() {
					c, err := l.Accept(ctx)
					if err == nil {
						err = c.Close()
					}
					done <- err
				}()
			}
			for range 3 {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				cancels = append(cancels, cancel)
				accept(ctx)
			}
			accept(context.Background())
			eventually(t, "all of them accept", func() bool { return accepting() == 4 })
			cancels[0]()
			if e := transportError(t, receive(t, ended[0], "the cancelled one"), context.Canceled); e.Op != "accept" {
				t.Errorf("got %+v", e)
			}
			for range 3 { // the others go on
				c, err := stream.Dial(t.Context(), l.String(), nil, stream.Options{})
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = c.Close() }()
			}
			for _, done := range ended[1:] {
				if err := receive(t, done, "the accepted ones"); err != nil {
					t.Error(err)
				}
			}
			_, err := l.Accept(cancelled(t))
			checkError(t, err, context.Canceled)

			ended = nil
			accept(t.Context())
			accept(context.Background())
			eventually(t, "both of them accept", func() bool { return accepting() == 2 })
			for range 2 {
				if err := l.Close(); err != nil {
					t.Error(err)
				}
			}
			for _, done := range ended {
				checkError(t, receive(t, done, "the closed ones"), transport.ErrClosed)
			}
			_, err = l.Accept(t.Context())
			checkError(t, err, transport.ErrClosed)
		})
	}
}

// accepting returns how many goroutines wait for a connection.
func accepting() (n int) {
	buf := make([]byte, 1<<20)
	for stack := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		if strings.Contains(stack, "net.(*netFD).accept(") {
			n++
		}
	}
	return n
}

// cancelled returns a context that has ended.
func cancelled(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// Connections outlive their listener.
func TestListenerCloseKeepsConnections(t *testing.T) {
	for name, address := range addresses(t) {
		l := listen(t, address, nil, stream.Options{})
		near, far := connect(t, l, nil)
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if got := exchange(t, near, far, "{}"); got != "{}" {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

// A peer that goes without a word: what it left unread or half sent is an error.
func TestPeerGone(t *testing.T) {
	for name, address := range addresses(t) {
		l := listen(t, address, stream.Header, stream.Options{})
		_, far := connectRaw(t, l, "Content-Length: 10\r\n\r\n{")
		_, err := far.Read(context.Background())
		if e := transportError(t, err, err); !e.Sent || e.Endpoint == "" {
			t.Errorf("%s: got %+v", name, e)
		}
	}
}

// connectRaw connects to a listener, writes a text, and closes.
func connectRaw(t *testing.T, l *stream.Listener, text string) (local net.Addr, far transport.Conn) {
	t.Helper()
	raw, err := net.Dial(l.Addr().Network(), l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}
	far, err = l.Accept(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = far.Close() })
	return raw.LocalAddr(), far
}

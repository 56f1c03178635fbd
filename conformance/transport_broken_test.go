package conformance_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// brokenSender makes a target of a Sender that does something wrong on its way to the
// right one.
func brokenSender(wrong func(transport.Sender) transport.Sender) conformance.TransportTarget {
	return conformance.TransportTarget{Sender: func(_ context.Context, h transport.Handler, l protocol.Limits) (*conformance.SenderEnd, error) {
		closed := make(chan struct{})
		var once sync.Once
		end := func() error { once.Do(func() { close(closed) }); return nil }
		return &conformance.SenderEnd{Sender: wrong(closable(h, l, closed)), Close: end}, nil
	}}
}

// closable is a Sender in process that ends with its context and when it is closed.
func closable(h transport.Handler, l protocol.Limits, closed <-chan struct{}) transport.Sender {
	local := transport.Local(h, l)
	return transport.SenderFunc(func(ctx context.Context, payload []byte) ([]byte, error) {
		select {
		case <-closed:
			return nil, &transport.Error{Op: "send", Err: transport.ErrClosed}
		default:
		}
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		go func() {
			select {
			case <-closed:
				cancel(transport.ErrClosed)
			case <-ctx.Done():
			}
		}()
		return local.Send(ctx, payload)
	})
}

// failures returns the names of the cases that fail, without their theme.
func failures(t *testing.T, target conformance.TransportTarget, o conformance.Options) []string {
	t.Helper()
	var names []string
	for r, err := range conformance.RunTransport(t.Context(), target, o) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Outcome == conformance.Fail {
			names = append(names, r.Case[strings.LastIndex(r.Case, "/")+1:])
		}
	}
	return names
}

func TestBrokenSenders(t *testing.T) {
	type sender = transport.Sender
	type sending = transport.SenderFunc
	for _, test := range []struct {
		reason string
		catch  string // a case that fails
		wrong  func(sender) sender
	}{
		{"no reply", "round-trip", func(s sender) sender {
			return sending(func(ctx context.Context, p []byte) ([]byte, error) { _, err := s.Send(ctx, p); return nil, err })
		}},
		{"an empty reply for none", "notification", func(s sender) sender {
			return sending(func(ctx context.Context, p []byte) ([]byte, error) {
				reply, err := s.Send(ctx, p)
				return append([]byte{}, reply...), err
			})
		}},
		{"errors of the peer as errors of the transport", "error-reply", func(s sender) sender {
			return sending(func(ctx context.Context, p []byte) ([]byte, error) {
				reply, err := s.Send(ctx, p)
				if bytes.Contains(reply, []byte(`"error"`)) {
					return nil, &transport.Error{Op: "send", Err: errors.New("boom")}
				}
				return reply, err
			})
		}},
		{"replies that are mixed up", "concurrent", func(s sender) sender {
			var mu sync.Mutex
			var last []byte
			return sending(func(ctx context.Context, p []byte) ([]byte, error) {
				mu.Lock()
				mine := bytes.Clone(p)
				if last != nil && bytes.Contains(p, []byte("17")) {
					mine = last
				}
				last = bytes.Clone(p)
				mu.Unlock()
				return s.Send(ctx, mine)
			})
		}},
		{"one call at a time", "slow-call", func(s sender) sender {
			busy := make(chan bool, 1)
			return sending(func(ctx context.Context, p []byte) ([]byte, error) {
				select {
				case busy <- true:
				case <-ctx.Done():
					return nil, &transport.Error{Op: "send", Err: ctx.Err()}
				}
				defer func() { <-busy }()
				return s.Send(ctx, p)
			})
		}},
		{"contexts that ended before", "context-before", func(s sender) sender {
			return sending(func(ctx context.Context, p []byte) ([]byte, error) {
				if ctx.Err() != nil {
					_, _ = s.Send(context.WithoutCancel(ctx), p)
					return nil, &transport.Error{Op: "send", Err: ctx.Err()}
				}
				return s.Send(ctx, p)
			})
		}},
		{"errors of another type", "context-during", func(s sender) sender {
			return sending(func(ctx context.Context, p []byte) ([]byte, error) {
				reply, err := s.Send(ctx, p)
				return reply, errors.Unwrap(err)
			})
		}},
		{"errors that deny that it was sent", "context-during", func(s sender) sender {
			return sending(func(ctx context.Context, p []byte) ([]byte, error) {
				reply, err := s.Send(ctx, p)
				if err != nil {
					return nil, &transport.Error{Op: "send", Err: err}
				}
				return reply, nil
			})
		}},
		{"contexts do not count", "context-during", func(s sender) sender {
			return sending(func(ctx context.Context, p []byte) ([]byte, error) { return s.Send(context.WithoutCancel(ctx), p) })
		}},
		{"deadlines that are no timeouts", "deadline", func(s sender) sender {
			return sending(func(ctx context.Context, p []byte) ([]byte, error) {
				reply, err := s.Send(ctx, p)
				if errors.Is(err, context.DeadlineExceeded) {
					return nil, &transport.Error{Op: "send", Sent: true, Err: errors.New("time is up")}
				}
				return reply, err
			})
		}},
		{"payloads that are sent later", "payload-kept", func(s sender) sender {
			var last []byte
			return sending(func(ctx context.Context, p []byte) ([]byte, error) {
				if now := last; now != nil {
					last = p
					return s.Send(ctx, now)
				}
				last = p
				return nil, nil
			})
		}},
		{"replies in a buffer of its own", "reply-owned", func(s sender) sender {
			var buffer [1 << 10]byte
			var mu sync.Mutex
			return sending(func(ctx context.Context, p []byte) ([]byte, error) {
				reply, err := s.Send(ctx, p)
				if reply == nil || len(reply) > len(buffer) {
					return reply, err
				}
				mu.Lock()
				defer mu.Unlock()
				return buffer[:copy(buffer[:], reply)], err
			})
		}},
		{"a limit that is one less", "large-payload", func(s sender) sender {
			return sending(func(ctx context.Context, p []byte) ([]byte, error) {
				if len(p) >= 1<<20 {
					return nil, &transport.Error{Op: "send", Err: transport.ErrPayloadTooLarge}
				}
				return s.Send(ctx, p)
			})
		}},
		{"a limit that says nothing", "after-too-large", func(s sender) sender {
			return sending(func(ctx context.Context, p []byte) ([]byte, error) {
				reply, err := s.Send(ctx, p)
				if errors.Is(err, transport.ErrPayloadTooLarge) {
					return nil, &transport.Error{Op: "send", Err: errors.New("no")}
				}
				return reply, err
			})
		}},
		{"no limit", "payload-too-large", func(s sender) sender {
			return sending(func(ctx context.Context, p []byte) ([]byte, error) {
				return s.Send(ctx, p[:min(len(p), 1<<20)]) // cut off
			})
		}},
		{"numbers are changed", "bytes", func(s sender) sender {
			return sending(func(ctx context.Context, p []byte) ([]byte, error) {
				return s.Send(ctx, bytes.ReplaceAll(p, []byte("1.50"), []byte("1.5")))
			})
		}},
		{"only the first line", "white-space", func(s sender) sender {
			return sending(func(ctx context.Context, p []byte) ([]byte, error) {
				line, _, _ := bytes.Cut(bytes.TrimSpace(p), []byte("\n"))
				return s.Send(ctx, line)
			})
		}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			o := conformance.Options{Timeout: time.Second, Jobs: 32, Selection: conformance.Selection{Run: []string{"transport/sender/" + test.catch}}}
			if names := failures(t, brokenSender(test.wrong), o); !slices.Equal(names, []string{test.catch}) {
				t.Errorf("failed: %q, want %s", names, test.catch)
			}
		})
	}
}

// A brokenConn is a Conn of which parts are replaced.
type brokenConn struct {
	transport.Conn
	read  func(context.Context) ([]byte, error)
	write func(context.Context, []byte) error
	close func() error
}

func (c *brokenConn) Read(ctx context.Context) ([]byte, error) {
	if c.read != nil {
		return c.read(ctx)
	}
	return c.Conn.Read(ctx)
}

func (c *brokenConn) Write(ctx context.Context, p []byte) error {
	if c.write != nil {
		return c.write(ctx, p)
	}
	return c.Conn.Write(ctx, p)
}

func (c *brokenConn) Close() error {
	if c.close != nil {
		return c.close()
	}
	return c.Conn.Close()
}

func TestBrokenConns(t *testing.T) {
	for _, test := range []struct {
		reason string
		catch  string
		wrong  func(*brokenConn)
	}{
		{"two payloads as one", "order", func(c *brokenConn) {
			c.read = func(ctx context.Context) ([]byte, error) {
				a, err := c.Conn.Read(ctx)
				if err != nil {
					return nil, err
				}
				b, err := c.Conn.Read(ctx)
				return append(bytes.Clone(a), b...), err
			}
		}},
		{"contexts do not count for reading", "read-canceled", func(c *brokenConn) {
			c.read = func(ctx context.Context) ([]byte, error) { return c.Conn.Read(context.WithoutCancel(ctx)) }
		}},
		{"deadlines that are no timeouts", "read-deadline", func(c *brokenConn) {
			c.read = func(ctx context.Context) ([]byte, error) {
				p, err := c.Conn.Read(ctx)
				if err != nil {
					err = errors.New("time is up")
				}
				return p, err
			}
		}},
		{"contexts do not count for writing", "write-canceled", func(c *brokenConn) {
			c.write = func(ctx context.Context, p []byte) error { return c.Conn.Write(context.WithoutCancel(ctx), p) }
		}},
		{"everything that is written is held", "slow-peer", func(c *brokenConn) {
			c.write = func(context.Context, []byte) error { return nil }
		}},
		{"payloads that are written later", "payload-kept", func(c *brokenConn) {
			var last []byte
			var mu sync.Mutex
			c.write = func(ctx context.Context, p []byte) error {
				mu.Lock()
				defer mu.Unlock()
				now := last
				if last = p; now == nil {
					return nil
				}
				return c.Conn.Write(ctx, now)
			}
		}},
		{"a limit that is one less", "large", func(c *brokenConn) {
			c.write = func(ctx context.Context, p []byte) error {
				if len(p) >= 1<<20 {
					return &transport.Error{Op: "send", Err: transport.ErrPayloadTooLarge}
				}
				return c.Conn.Write(ctx, p)
			}
		}},
		{"a limit that cuts off", "too-large", func(c *brokenConn) {
			c.write = func(ctx context.Context, p []byte) error { return c.Conn.Write(ctx, p[:min(len(p), 1<<20)]) }
		}},
		{"closing does nothing", "close-read", func(c *brokenConn) { c.close = func() error { return nil } }},
		{"closing waits for ever", "close-twice", func(c *brokenConn) {
			c.close = func() error {
				_, err := c.Conn.Read(context.Background())
				return err
			}
		}},
		{"writing after the end works", "after-close", func(c *brokenConn) {
			c.write = func(ctx context.Context, p []byte) error { _ = c.Conn.Write(ctx, p); return nil }
		}},
		{"the end is a failure", "end", func(c *brokenConn) {
			c.read = func(ctx context.Context) ([]byte, error) {
				p, err := c.Conn.Read(ctx)
				if err != nil {
					err = errors.New("connection reset")
				}
				return p, err
			}
		}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			target := conformance.TransportTarget{Conns: func(_ context.Context, l protocol.Limits) (a, b transport.Conn, err error) {
				x, y := newPipe(l)
				t.Cleanup(x.close)
				one, other := &brokenConn{Conn: x}, &brokenConn{Conn: y}
				test.wrong(one)
				test.wrong(other)
				return one, other, nil
			}}
			o := conformance.Options{Timeout: time.Second, Selection: conformance.Selection{Run: []string{"transport/conn/" + test.catch}}}
			if names := failures(t, target, o); !slices.Equal(names, []string{test.catch}) {
				t.Errorf("failed: %q, want %s", names, test.catch)
			}
		})
	}
}

package transport_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// OnConnect comes before all calls, on every connection.
func TestRedialOnConnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t)
		r := n.redial(transport.RedialOptions{OnConnect: func(ctx context.Context, m *transport.Mux) error {
			if _, ok := ctx.Deadline(); !ok {
				t.Error("it may take for ever")
			}
			reply, err := m.Send(ctx, []byte(r1))
			if err != nil || string(reply) != a1 {
				t.Errorf("got %s, %v", reply, err)
			}
			return err
		}})
		c := send(t.Context(), t, r, r2)
		for range 3 {
			p := n.peer()
			p.expect(r1)
			synctest.Wait()
			if len(p.peer.in.payloads) > 0 {
				t.Errorf("the peer got %s", p.hear())
			}
			c.waits()
			p.say(a1)
			p.expect(r2)
			p.say(a2)
			c.gets(a2)
			_ = p.peer.Close()
			synctest.Wait()
			c = send(t.Context(), t, r, r2)
		}
	})
}

// A connection that OnConnect does not approve is closed, and counts as a failure.
func TestRedialOnConnectFails(t *testing.T) {
	for _, test := range []struct {
		reason string
		fails  func(ctx context.Context) error
		want   error
		lasts  time.Duration
	}{
		{"at once", func(context.Context) error { return errBroken }, errBroken, 0},
		{"when its time is over", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, context.DeadlineExceeded, transport.DefaultDialTimeout},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork(t)
				failures, lost := 2, 0
				began := time.Now()
				r := n.redial(transport.RedialOptions{
					FailFast: true,
					OnConnect: func(ctx context.Context, _ *transport.Mux) error {
						if failures--; failures >= 0 {
							return test.fails(ctx)
						}
						return nil
					},
					OnDisconnect: func(error) { lost++ },
				})
				c := send(t.Context(), t, r, r1)
				first := n.peer()
				c.fails(test.want, false)
				if d := time.Since(began); d != test.lasts {
					t.Errorf("it took %v", d)
				}
				if _, err := first.peer.Read(t.Context()); err != io.EOF {
					t.Errorf("the peer got %v", err)
				}
				n.peer()
				p := n.peer()
				synctest.Wait()
				c = send(t.Context(), t, r, r1)
				p.expect(r1)
				p.say(a1)
				c.gets(a1)
				if b := (transport.Backoff{}); gaps(n.attempts())[0]-test.lasts > b.Bound(0) || lost != 0 {
					t.Errorf("gaps are %v, %d were lost", gaps(n.attempts()), lost)
				}
			})
		})
	}
	t.Run("as the connection is lost", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			n := newNetwork(t)
			r := n.redial(transport.RedialOptions{OnConnect: func(ctx context.Context, m *transport.Mux) error {
				_, err := m.Send(ctx, []byte(r1))
				return err
			}})
			c := send(t.Context(), t, r, r2)
			p := n.peer()
			p.expect(r1)
			_ = p.peer.Close()
			p = n.peer()
			p.expect(r1)
			p.say(a1)
			p.expect(r2)
			p.say(a2)
			c.gets(a2)
		})
	})
}

func TestRedialOnDisconnect(t *testing.T) {
	for _, test := range []struct {
		reason string
		end    func(r *transport.Redialer, p *rig, f *faulty)
		want   error
	}{
		{"the peer closes", func(_ *transport.Redialer, p *rig, _ *faulty) { _ = p.peer.Close() }, io.EOF},
		{"the connection breaks", func(_ *transport.Redialer, _ *rig, f *faulty) { f.reads <- errBroken }, errBroken},
		{"the Redialer is closed", func(r *transport.Redialer, _ *rig, _ *faulty) { go func() { _ = r.Close() }() }, transport.ErrClosed},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork(t)
				var conn *faulty
				n.wrap = func(e *pipeEnd) transport.Conn { conn = newFaulty(e); return conn }
				causes, goOn := make(chan error, 10), make(chan bool)
				r := n.redial(transport.RedialOptions{OnDisconnect: func(cause error) { causes <- cause; <-goOn }})
				if err := r.Connect(t.Context()); err != nil {
					t.Fatal(err)
				}
				test.end(r, n.peer(), conn)
				if cause := <-causes; !errors.Is(cause, test.want) {
					t.Errorf("got %v", cause)
				}
				n.idle() // dialling waits for it
				closed := make(chan bool)
				if test.want == transport.ErrClosed {
					go func() { _ = r.Close(); close(closed) }()
					synctest.Wait()
					select {
					case <-closed:
						t.Error("closing does not wait for it")
					default:
					}
					close(goOn)
					<-closed
					return
				}
				close(goOn)
				n.peer()
			})
		})
	}
}

func TestRedialDialTimeout(t *testing.T) {
	for _, test := range []struct {
		reason  string
		timeout time.Duration
		want    time.Duration // 0 is none
	}{
		{"by default", 0, transport.DefaultDialTimeout},
		{"as the option says", time.Second, time.Second},
		{"none", -1, 0},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork(t)
				n.dialing = func(ctx context.Context) error {
					if _, ok := ctx.Deadline(); ok != (test.want > 0) {
						t.Errorf("there is a deadline: %t", ok)
					}
					<-ctx.Done()
					return context.Cause(ctx)
				}
				r := n.redial(transport.RedialOptions{DialTimeout: test.timeout, FailFast: true})
				began := time.Now()
				c := send(t.Context(), t, r, r1)
				if test.want == 0 {
					time.Sleep(24 * time.Hour)
					c.waits()
					_ = r.Close()
					c.fails(transport.ErrClosed, false)
					return
				}
				c.fails(context.DeadlineExceeded, false)
				if d := time.Since(began); d != test.want {
					t.Errorf("it took %v", d)
				}
			})
		})
	}
}

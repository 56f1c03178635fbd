package stream_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// The end of a context ends Write, which then has sent nothing.
func TestWriteContext(t *testing.T) {
	cause := errors.New("enough")
	bubble(t, stream.Options{Queue: 100}, func(t *bubbled) {
		c, far := t.near, t.far
		ctx, cancel := context.WithCancelCause(t.Context())
		if err := <-writeLater(ctx, c, "queued"); err != nil { // nobody reads
			t.Fatal(err)
		}
		waiting := writeLater(ctx, c, strings.Repeat("x", 100))
		cancel(cause)
		for _, err := range []error{<-waiting, c.Write(ctx, []byte("too late"))} {
			e := transportError(t, err, cause)
			if !errors.Is(e, context.Canceled) || e.Op != "write" || e.Sent {
				t.Errorf("got %+v", e)
			}
		}
		go func() { _ = c.Drain(context.Background()) }()
		got, err := io.ReadAll(far)
		if string(got) != "queued\n" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

// A peer that reads nothing ends the connection, for everybody.
func TestWriteTimeout(t *testing.T) {
	o := stream.Options{Queue: 100, WriteTimeout: time.Minute}
	bubble(t, o, func(t *bubbled) {
		c := t.near
		start := time.Now()
		read := readLater(context.Background(), c)
		writing := writeLater(context.Background(), c, "being written")
		waiting := writeLater(context.Background(), c, strings.Repeat("x", 100))
		for op, err := range map[string]error{"read": <-read, "write": <-writing, "wait": <-waiting} {
			e, ok := errors.AsType[*transport.Error](err)
			if !ok || !e.Timeout() || e.Op != "write" || e.Sent != (op != "wait") {
				t.Errorf("%s: got %+v", op, err)
			}
		}
		if took := time.Since(start); took < time.Minute || took > 2*time.Minute {
			t.Errorf("it took %v", took)
		}
		_, err := c.Read(context.Background())
		if e := transportError(t, err, err); !e.Timeout() {
			t.Errorf("Read after it: %v", err)
		}
		_ = c.Close()
		_, err = c.Read(context.Background())
		checkError(t, err, transport.ErrClosed)
		checkError(t, c.Write(t.Context(), nil), transport.ErrClosed)
	})
}

// Without a timeout, a writer waits for as long as it takes.
func TestNoWriteTimeout(t *testing.T) {
	bubble(t, stream.Options{WriteTimeout: -1}, func(t *bubbled) {
		c, far := t.near, t.far
		written := writeLater(context.Background(), c, "{}")
		time.Sleep(1000 * time.Hour)
		if got, err := io.ReadAll(io.LimitReader(far, 3)); string(got) != "{}\n" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
		if err := <-written; err != nil {
			t.Error(err)
		}
	})
}

// Timeouts that pass while there is nothing to do do no harm.
func TestIdle(t *testing.T) {
	bubble(t, stream.Options{WriteTimeout: time.Minute}, func(t *bubbled) {
		c, far := t.near, t.far
		for range 3 {
			written := writeLater(context.Background(), c, "{}")
			if _, err := io.ReadFull(far, make([]byte, 3)); err != nil {
				t.Fatal(err)
			}
			if err := <-written; err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Hour)
		}
	})
}

// After a write has failed, what the peer sent before is read, and then Read fails with
// the cause; if the peer says nothing more, that takes a second.
func TestReadAfterWriteFailed(t *testing.T) {
	broken := errors.New("broken")
	for _, test := range []struct {
		reason string
		ends   bool // the peer does
	}{
		{"the peer has closed", true},
		{"the peer says nothing more", false},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, far := plainPair()
				near.Writer = writerFunc(func([]byte) (int, error) { return 0, broken })
				c := stream.New(near, stream.Line, stream.Options{})
				if e := transportError(t, c.Write(context.Background(), []byte("{}")), broken); !e.Sent {
					t.Errorf("Write: %+v", e)
				}
				go func() {
					_, _ = io.WriteString(far, "1\n")
					_, _ = io.WriteString(far, "2\n")
					if test.ends {
						_ = far.Close()
					}
				}()
				for _, want := range []string{"1", "2"} {
					payload, err := c.Read(context.Background())
					if string(payload) != want || err != nil {
						t.Errorf("got %q, %v", payload, err)
					}
				}
				start := time.Now()
				_, err := c.Read(context.Background())
				if e := transportError(t, err, broken); e.Op != "write" {
					t.Errorf("Read: %+v", e)
				}
				if took := time.Since(start); (took == 0) != test.ends || took > time.Second {
					t.Errorf("it took %v", took)
				}
				if e := transportError(t, c.Write(context.Background(), []byte("{}")), broken); e.Sent {
					t.Errorf("another Write: %+v", e)
				}
				_ = c.Close()
			})
		})
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

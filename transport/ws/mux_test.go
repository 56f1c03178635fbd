package ws_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	nethttp "net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/ws"
)

// mux connects to a server.
func mux(t *testing.T, url string, h transport.Handler) *transport.Mux {
	t.Helper()
	m := transport.NewMux(dial(t, url), h, transport.MuxOptions{})
	t.Cleanup(func() {
		_ = m.Close()
		<-m.Done()
	})
	return m
}

// repeating answers a call with its own id.
var repeating = transport.HandlerFunc(func(_ context.Context, payload []byte) []byte {
	_, id, _ := strings.Cut(string(payload), `"id":`)
	return []byte(`{"jsonrpc":"2.0","result":true,"id":` + id)
})

func TestMuxManyInFlight(t *testing.T) {
	m := mux(t, serve(t, ws.NewHandler(repeating)), nil)
	var wait sync.WaitGroup
	for i := range 64 {
		wait.Go(func() {
			for j := range 50 {
				id := fmt.Sprintf(`"id":%d}`, i*1000+j)
				reply, err := send(within(t), m, `{"jsonrpc":"2.0","method":"m",`+id)
				if want := `{"jsonrpc":"2.0","result":true,` + id; reply != want {
					t.Errorf("got %q, %v; want %q", reply, err, want)
				}
			}
		})
	}
	wait.Wait()
}

// Either side calls the other from within a call.
func TestMuxPush(t *testing.T) {
	h := transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		reply, err := transport.SenderFrom(ctx).Send(ctx, []byte(`{"jsonrpc":"2.0","method":"back","id":"b"}`))
		if err != nil || !strings.Contains(string(reply), `"id":"b"`) {
			t.Errorf("the client answered %q, %v", reply, err)
		}
		_, err = transport.SenderFrom(ctx).Send(ctx, []byte(notification))
		if err != nil {
			t.Error(err)
		}
		return repeating(ctx, payload)
	})
	notified := make(chan struct{}, 1)
	m := mux(t, serve(t, ws.NewHandler(h)), transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		if string(payload) == notification {
			notified <- struct{}{}
			return nil
		}
		return repeating(ctx, payload)
	}))
	if reply, err := send(within(t), m, call); reply != result {
		t.Errorf("got %q, %v", reply, err)
	}
	receive(t, notified, "the notification")
}

// A shutdown waits for the calls under way, tells the clients, and lets in nobody.
func TestHandlerShutdown(t *testing.T) {
	entered, release := make(chan struct{}, 1), make(chan struct{})
	h := ws.NewHandler(transport.HandlerFunc(func(context.Context, []byte) []byte {
		entered <- struct{}{}
		<-release
		return []byte(result)
	}))
	address := serve(t, h)
	m, idle := mux(t, address, nil), dial(t, address)
	replies := make(chan string, 1)
	go func() {
		reply, err := send(within(t), m, call)
		replies <- fmt.Sprint(reply, err)
	}()
	receive(t, entered, "the call")
	ended := make(chan error, 1)
	go func() { ended <- h.Shutdown(within(t)) }()
	expectEnd(t, idle, "EOF")
	var status *ws.StatusError
	if _, err := ws.Dial(within(t), address); !errors.As(err, &status) || status.StatusCode != nethttp.StatusServiceUnavailable {
		t.Errorf("a new connection: got %v", err)
	}
	close(release)
	if got := receive(t, replies, "the reply"); got != result+"<nil>" {
		t.Errorf("the call under way got %s", got)
	}
	if err := receive(t, ended, "the end of Shutdown"); err != nil {
		t.Errorf("Shutdown: %v", err)
	}
	<-m.Done()
	if m.Err() != io.EOF || h.Len() != 0 {
		t.Errorf("the client ended with %v; %d connections are left", m.Err(), h.Len())
	}
}

func TestHandlerShutdownIsCut(t *testing.T) {
	cause := errors.New("enough")
	entered := make(chan struct{}, 1)
	h := ws.NewHandler(transport.HandlerFunc(func(ctx context.Context, _ []byte) []byte {
		entered <- struct{}{}
		<-ctx.Done()
		return nil
	}))
	m := mux(t, serve(t, h), nil)
	failed := make(chan error, 1)
	go func() {
		_, err := send(within(t), m, call)
		failed <- err
	}()
	receive(t, entered, "the call")
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(10*time.Millisecond, func() { cancel(cause) })
	if err := h.Shutdown(ctx); !errors.Is(err, cause) {
		t.Errorf("Shutdown: %v", err)
	}
	if e := transportError(t, receive(t, failed, "the end of the call")); !e.Sent {
		t.Errorf("the call ended with %v", e)
	}
	eventually(t, "no connection is left", func() bool { return h.Len() == 0 })
}

func TestHandlerRegisterOnShutdown(t *testing.T) {
	h := ws.NewHandler(answering)
	server := httptest.NewServer(h)
	defer server.Close()
	done := make(chan error, 1)
	server.Config.RegisterOnShutdown(func() { done <- h.Shutdown(within(t)) })
	conn := dial(t, wsURL(server))
	if err := server.Config.Shutdown(within(t)); err != nil {
		t.Error(err)
	}
	expectEnd(t, conn, "EOF")
	if err := receive(t, done, "the end of Shutdown"); err != nil {
		t.Error(err)
	}
}

// When the client goes, the contexts of its calls end.
func TestHandlerClientGone(t *testing.T) {
	entered, ended := make(chan struct{}, 1), make(chan error, 1)
	h := ws.NewHandler(transport.HandlerFunc(func(ctx context.Context, _ []byte) []byte {
		entered <- struct{}{}
		<-ctx.Done()
		ended <- context.Cause(ctx)
		return nil
	}))
	for _, reason := range []string{"closed", "cut"} {
		p := connectRaw(t, serve(t, h), "")
		p.frame(fin|text, call)
		receive(t, entered, "the call")
		if reason == "closed" {
			p.frame(fin|closing, closeFrame(1000, ""))
		} else {
			_ = p.conn.Close()
		}
		if err := receive(t, ended, "the end of the context"); err == nil {
			t.Errorf("%s: the context has not ended", reason)
		}
	}
}

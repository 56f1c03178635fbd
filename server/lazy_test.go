package server_test

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
)

const callLazy = `{"jsonrpc":"2.0","method":"lazy","id":1}`

func TestLazy(t *testing.T) {
	five := server.Func(func() int { return 5 })
	for _, tt := range []struct {
		reason string
		load   func(attempt int) (server.Method, error)
		want   []string // the answers to calls, one after the other
		loads  int
	}{
		{"loaded once", func(int) (server.Method, error) { return five, nil }, []string{"5", "5", "5"}, 1},
		{"a failure is tried again", func(n int) (server.Method, error) {
			if n < 3 {
				return nil, errors.New("hidden")
			}
			return five, nil
		}, []string{"!-32603", "!-32603", "5", "5"}, 3},
		{"a panic as well", func(n int) (server.Method, error) {
			if n < 2 {
				panic("hidden")
			}
			return five, nil
		}, []string{"!-32603", "5"}, 2},
		{"and an end of the goroutine", func(n int) (server.Method, error) {
			if n < 2 {
				runtime.Goexit()
			}
			return five, nil
		}, []string{"!-32603", "5"}, 2},
		{"nothing loaded", func(int) (server.Method, error) { return nil, nil }, []string{"!-32603", "!-32603"}, 2},
		{"a method that cannot be registered", func(int) (server.Method, error) { return server.Func(5), nil }, []string{"!-32603"}, 1},
		{"the caller is told if the error says so", func(int) (server.Method, error) { return nil, protocol.NewError(5, "") }, []string{"!5"}, 1},
	} {
		loads := 0
		s := server.New(server.Options{Isolate: true})
		err := s.Lazy("lazy", func() (server.Method, error) {
			loads++
			return tt.load(loads)
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range tt.want {
			checkBrief(t, s, callLazy, want, tt.reason)
		}
		if loads != tt.loads {
			t.Errorf("%s: loaded %d times, want %d", tt.reason, loads, tt.loads)
		}
	}
}

func TestLazyErrors(t *testing.T) {
	s := server.New(server.Options{})
	if err := s.Lazy("lazy", nil); err == nil {
		t.Error("nothing to load is no error")
	}
	if err := s.Lazy("", func() (server.Method, error) { return nil, nil }); !errors.Is(err, server.ErrNoName) {
		t.Errorf("no name: the error is %v", err)
	}
}

func TestLazyConcurrently(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var loads atomic.Int64
		gate := make(chan struct{})
		s := server.New(server.Options{})
		err := s.Lazy("lazy", func() (server.Method, error) {
			loads.Add(1)
			<-gate
			return server.Func(func() int { return 5 }), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		replies := make(chan string)
		for range 5 {
			go func() { replies <- serve(s, callLazy) }()
		}
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		impatient := make(chan string)
		go func() { impatient <- string(s.ServeRPC(ctx, []byte(callLazy))) }()
		synctest.Wait()
		cancel()
		checkReply(t, <-impatient, internal, "whoever waits for the load can give up")
		close(gate)
		for range 5 {
			checkReply(t, <-replies, `{"jsonrpc":"2.0","result":5,"id":1}`, "all others get the result")
		}
		if n := loads.Load(); n != 1 {
			t.Errorf("loaded %d times", n)
		}
	})
}

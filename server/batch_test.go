package server_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
)

// batchOf returns a batch of n calls with the ids from 1.
func batchOf(n int, method string) string {
	calls := make([]string, n)
	for i := range calls {
		calls[i] = fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"id":%d}`, method, i+1)
	}
	return "[" + strings.Join(calls, ",") + "]"
}

// repliesOf returns the reply to batchOf, given that to each member without its id.
func repliesOf(n int, member func(id int) string) string {
	replies := make([]string, n)
	for i := range replies {
		replies[i] = fmt.Sprintf(`{"jsonrpc":"2.0",%s,"id":%d}`, member(i+1), i+1)
	}
	return "[" + strings.Join(replies, ",") + "]"
}

func TestBatchConcurrency(t *testing.T) {
	for _, tt := range []struct {
		reason      string
		concurrency int
		want        int // how many run at once
	}{
		{"one after the other", 1, 1},
		{"three at once", 3, 3},
		{"more than there are", 100, 20},
		{"the default", 0, min(20, max(8, runtime.GOMAXPROCS(0)))},
	} {
		synctest.Test(t, func(t *testing.T) {
			var running atomic.Int64
			gate := make(chan struct{})
			s := server.New(server.Options{BatchConcurrency: tt.concurrency})
			handle(t, s, "wait", server.Func(func() {
				running.Add(1)
				<-gate
			}))
			before := runtime.NumGoroutine()
			reply := make(chan string)
			go func() { reply <- serve(s, batchOf(20, "wait")) }()
			synctest.Wait()
			if got := int(running.Load()); got != tt.want {
				t.Errorf("%s: %d run at once, want %d", tt.reason, got, tt.want)
			}
			if more := runtime.NumGoroutine() - before - 1; more > tt.want {
				t.Errorf("%s: %d goroutines", tt.reason, more)
			}
			close(gate)
			checkReply(t, <-reply, repliesOf(20, func(int) string { return `"result":null` }), tt.reason)
		})
	}
}

func TestBatchOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := server.New(server.Options{BatchConcurrency: 10})
		handle(t, s, "m", server.Func(func(r *server.Request) protocol.Raw {
			n, _ := r.ID.Int64()
			time.Sleep(time.Duration(11-n) * time.Second) // in the time of the test; the last one is first
			return protocol.Raw(r.ID.String())
		}))
		checkReply(t, serve(s, batchOf(10, "m")), repliesOf(10, func(id int) string { return fmt.Sprintf(`"result":%d`, id) }),
			"replies come in the order of the calls, however long each takes")
	})
}

func TestBatchInOrder(t *testing.T) {
	var order []string
	s := server.New(server.Options{BatchConcurrency: 1})
	handle(t, s, "m", server.Func(func(r *server.Request) {
		order = append(order, r.ID.String())
		if r.ID.String() == "2" {
			runtime.Goexit()
		}
	}))
	serve(s, batchOf(4, "m"))
	if got := strings.Join(order, " "); got != "1 2 3 4" {
		t.Errorf("with a concurrency of 1 members run in the order %s", got)
	}
}

func TestGoexit(t *testing.T) {
	newServer := func(o server.Options) *server.Server {
		s := server.New(o)
		handle(t, s, "exit", server.Func(func() { runtime.Goexit() }))
		handle(t, s, "ok", server.Func(nothing))
		return s
	}
	for _, tt := range []struct{ reason, payload, want string }{
		{"in a call", `{"jsonrpc":"2.0","method":"exit","id":1}`, internal},
		{"in a notification", `{"jsonrpc":"2.0","method":"exit"}`, ``},
		{"in every member of a batch", batchOf(30, "exit"), repliesOf(30, func(int) string { return `"error":{"code":-32603,"message":"Internal error"}` })},
		{"in a notification of a batch", `[{"jsonrpc":"2.0","method":"exit"},{"jsonrpc":"2.0","method":"ok","id":1}]`, `[{"jsonrpc":"2.0","result":null,"id":1}]`},
	} {
		s := newServer(server.Options{Isolate: true})
		checkReply(t, serve(s, tt.payload), tt.want, tt.reason)
		checkReply(t, serve(s, `{"jsonrpc":"2.0","method":"ok","id":2}`), `{"jsonrpc":"2.0","result":null,"id":2}`, tt.reason+", then a call")
	}
	s := newServer(server.Options{})
	checkReply(t, serve(s, batchOf(3, "exit")), repliesOf(3, func(int) string { return `"error":{"code":-32603,"message":"Internal error"}` }),
		"members of batches are isolated anyway")
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		serve(s, `{"jsonrpc":"2.0","method":"exit","id":1}`)
		t.Error("without Isolate the goroutine goes on")
	}()
	<-ended
	checkReply(t, serve(s, `{"jsonrpc":"2.0","method":"ok","id":2}`), `{"jsonrpc":"2.0","result":null,"id":2}`, "the server goes on")
}

func TestReplyLimit(t *testing.T) {
	const (
		big   = 1000
		large = `"error":{"code":-32603,"message":"reply too large"}`
	)
	result := protocol.Raw(`"` + strings.Repeat("x", big-2) + `"`)
	full := func(int) string { return `"result":` + string(result) }
	size := func(reply string) int { return len(reply) }
	refusedFrom := func(first int) func(int) string {
		return func(id int) string {
			if id >= first {
				return large
			}
			return full(id)
		}
	}
	for _, tt := range []struct {
		reason string
		limit  int
		want   string
		calls  int // of the 5, that are made
	}{
		{"the limit is exactly reached", size(repliesOf(5, full)), repliesOf(5, full), 5},
		{"one byte less is not enough for the last one", size(repliesOf(5, full)) - 1, repliesOf(5, refusedFrom(5)), 5},
		{"what comes after one that does not fit is not called", size(repliesOf(5, refusedFrom(3))), repliesOf(5, refusedFrom(3)), 3},
		{"nothing but errors fits", size(repliesOf(5, refusedFrom(1))), repliesOf(5, refusedFrom(1)), 1},
		{"not even errors fit: nothing is called", size(repliesOf(5, refusedFrom(1))) - 1, `{"jsonrpc":"2.0",` + large + `,"id":null}`, 0},
		{"no limit", -1, repliesOf(5, full), 5},
	} {
		calls := 0
		s := server.New(server.Options{BatchConcurrency: 1, Limits: protocol.Limits{Reply: tt.limit}})
		handle(t, s, "m", server.Func(func() protocol.Raw { calls++; return result }))
		reply := serve(s, batchOf(5, "m"))
		checkReply(t, reply, tt.want, tt.reason)
		if calls != tt.calls {
			t.Errorf("%s: %d calls, want %d", tt.reason, calls, tt.calls)
		}
		if tt.limit > 0 && reply[0] == '[' && len(reply) > tt.limit {
			t.Errorf("%s: %d bytes", tt.reason, len(reply))
		}
	}
}

// However many members run at once, the reply is never larger than the limit, and
// every call is answered in its place.
func TestReplyLimitConcurrently(t *testing.T) {
	const limit = 20_000
	s := server.New(server.Options{BatchConcurrency: 16, Limits: protocol.Limits{Reply: limit}})
	handle(t, s, "m", server.Func(func() string { return strings.Repeat("x", 500) }))
	reply := serve(s, batchOf(200, "m"))
	if len(reply) > limit || len(reply) < limit-600 {
		t.Errorf("the reply has %d bytes", len(reply))
	}
	i := int64(0)
	for r, err := range protocol.ParseResponses([]byte(reply)) {
		i++
		if id, _ := r.ID.Int64(); err != nil || id != i {
			t.Errorf("reply %d: id %v, %v", i, r.ID, err)
		}
	}
	if i != 200 {
		t.Errorf("%d replies", i)
	}
}

func TestReplyLimitAndNotifications(t *testing.T) {
	ran := 0
	s := server.New(server.Options{BatchConcurrency: 1, Limits: protocol.Limits{Reply: 100}})
	handle(t, s, "m", server.Func(func() string { ran++; return strings.Repeat("x", 100) }))
	checkReply(t, serve(s, `[{"jsonrpc":"2.0","method":"m","id":1},{"jsonrpc":"2.0","method":"m"}]`),
		`[{"jsonrpc":"2.0","error":{"code":-32603,"message":"reply too large"},"id":1}]`, "the answer does not fit")
	if ran != 2 {
		t.Errorf("%d of two were executed: notifications need no room", ran)
	}
	s = server.New(server.Options{Limits: protocol.Limits{Reply: 1}})
	checkReply(t, serve(s, `[{"jsonrpc":"2.0","method":"m"}]`), ``, "no reply is no larger than the limit")
}

// A small payload of invalid members has no large reply.
func TestInvalidMembersStaySmall(t *testing.T) {
	const limit = 1 << 16
	s := server.New(server.Options{Limits: protocol.Limits{Batch: -1, Reply: limit}})
	many := "[" + strings.Repeat("1,", 100_000) + "1]"
	checkReply(t, serve(s, many), `{"jsonrpc":"2.0","error":{"code":-32603,"message":"reply too large"},"id":null}`,
		"errors count")
	few := "[" + strings.Repeat("1,", 700) + "1]"
	if reply := serve(s, few); len(reply) > limit || reply[0] != '[' {
		t.Errorf("the reply to invalid members that fit has %d bytes", len(reply))
	}
}

// Ids count in what is reserved, with their text as it was sent.
func TestReplyLimitCountsIDs(t *testing.T) {
	id := `"` + strings.Repeat(`\u0041`, 50) + `"`
	call := `{"jsonrpc":"2.0","method":"m","id":` + id + `}`
	v1 := `{"method":"m","params":[],"id":` + id + `}`
	refused := `{"jsonrpc":"2.0","error":{"code":-32603,"message":"reply too large"},"id":` + id + `}`
	refusedV1 := `{"result":null,"error":{"code":-32603,"message":"reply too large"},"id":` + id + `}`
	invalid := `{"jsonrpc":"2.0","method":1,"id":` + id + `}`
	want := "[" + refused + "," + refusedV1 + "," + refused + "]"
	s := server.New(server.Options{BatchConcurrency: 1, Limits: protocol.Limits{Reply: len(want)}})
	handle(t, s, "m", server.Func(func() string { return strings.Repeat("x", 1000) }))
	reply := serve(s, "["+call+","+v1+","+invalid+"]")
	if len(reply) > len(want) || !strings.HasPrefix(reply, "["+refused+","+refusedV1+",") {
		t.Errorf("the reply is\n%s\nwant\n%s", reply, want)
	}
}

func TestCanceledBatch(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var calls, notifications int
	s := server.New(server.Options{BatchConcurrency: 1})
	handle(t, s, "m", server.Func(func(ctx context.Context, r *server.Request) error {
		if r.Notification {
			notifications++
			return nil
		}
		calls++
		cancel()
		return ctx.Err()
	}))
	payload := `[{"jsonrpc":"2.0","method":"m","id":1},{"jsonrpc":"2.0","method":"m","id":2},{"jsonrpc":"2.0","method":"m"}]`
	reply := s.ServeRPC(ctx, []byte(payload))
	checkReply(t, string(reply), repliesOf(2, func(int) string { return `"error":{"code":-32603,"message":"Internal error"}` }),
		"every call is answered")
	if calls != 1 || notifications != 1 {
		t.Errorf("%d calls and %d notifications were executed: calls that nobody waits for are not, notifications are", calls, notifications)
	}
}

package client_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// outcome describes what became of a call in one word: its result, or the kind of its
// error.
func outcome[T any](v T, err error) string {
	if err == nil {
		return fmt.Sprint(v)
	}
	if !errors.Is(err, client.ErrClient) {
		return "no ErrClient: " + err.Error()
	}
	return string(client.KindOf(err))
}

func TestBatch(t *testing.T) {
	var peer recorder
	c := client.New(&peer, client.Options{})
	b := c.Batch()
	sum := client.Add[int](b, "add", protocol.Args{1, 2})
	cat := client.Add[string](b, "cat", protocol.Named{"name": "Yoko"})
	if err := b.Notify("add", protocol.Args{9}); err != nil {
		t.Fatal(err)
	}
	fail := client.Add[int](b, "fail", nil)
	raw := client.Add[protocol.Raw](b, "echo", protocol.Raw("[1.50]"), client.WithID(protocol.String("x")))
	wrong := client.Add[string](b, "add", protocol.Args{1})
	if b.Len() != 6 {
		t.Errorf("length %d", b.Len())
	}
	if err := b.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := []string{
		outcome(sum.Result()), outcome(cat.Result()), outcome(fail.Result()), outcome(raw.Result()), outcome(wrong.Result()),
	}
	want := []string{"3", "Yoko says meow", "error", "[1.50]", "result"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a call that fails fails alone: (-want +got)\n%s", diff)
	}
	sent := []string{`[{"jsonrpc":"2.0","method":"add","params":[1,2],"id":1},` +
		`{"jsonrpc":"2.0","method":"cat","params":{"name":"Yoko"},"id":2},` +
		`{"jsonrpc":"2.0","method":"add","params":[9]},` +
		`{"jsonrpc":"2.0","method":"fail","id":3},` +
		`{"jsonrpc":"2.0","method":"echo","params":[1.50],"id":"x"},` +
		`{"jsonrpc":"2.0","method":"add","params":[1],"id":4}]`}
	if diff := cmp.Diff(sent, peer.sent); diff != "" {
		t.Errorf("sent: (-want +got)\n%s", diff)
	}
	if raw.ID() != protocol.String("x") || wrong.ID() != protocol.Int(4) {
		t.Errorf("ids %s, %s", raw.ID(), wrong.ID())
	}
}

func TestBatchIsReady(t *testing.T) {
	var peer recorder
	b := client.New(&peer, client.Options{}).Batch()
	if err := b.Send(t.Context()); err != nil || len(peer.sent) > 0 {
		t.Errorf("an empty batch sends nothing: %v, sent %v", err, peer.sent)
	}
	first := client.Add[int](b, "add", protocol.Args{1})
	if _, err := first.Result(); !errors.Is(err, client.ErrNotSent) || client.KindOf(err) != client.KindRequest {
		t.Errorf("before Send: %v", err)
	}
	if err := b.Send(t.Context()); err != nil || b.Len() != 0 {
		t.Errorf("%v, %d left", err, b.Len())
	}
	second := client.Add[int](b, "add", protocol.Args{2})
	if err := b.Send(t.Context()); err != nil {
		t.Error(err)
	}
	if got := outcome(first.Result()) + outcome(second.Result()); got != "12" || len(peer.sent) != 2 {
		t.Errorf("a batch can be used again: got %s, sent %v", got, peer.sent)
	}
}

func TestBatchLeavesOutWhatCannotBeMade(t *testing.T) {
	var peer recorder
	b := client.New(&peer, client.Options{}).Batch()
	good := client.Add[int](b, "add", protocol.Args{1}, client.WithID(protocol.Int(1)))
	bad := []*client.Future[int]{
		client.Add[int](b, "add", protocol.Args{make(chan int)}),
		client.Add[int](b, "add", protocol.Raw("[1,")),
		client.Add[int](b, "\xff", nil),
		client.Add[int](b, "add", nil, client.WithID(protocol.ID{})),
		client.Add[int](b, "add", nil, client.WithTimeout(1)),
	}
	if err := b.Notify("go", 42); client.KindOf(err) != client.KindRequest {
		t.Errorf("notification: %v", err)
	}
	if err := b.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, f := range bad {
		if got := outcome(f.Result()); got != "request" {
			t.Errorf("%d: got %s", i, got)
		}
	}
	want := []string{`[{"jsonrpc":"2.0","method":"add","params":[1],"id":1}]`}
	if diff := cmp.Diff(want, peer.sent); diff != "" || outcome(good.Result()) != "1" {
		t.Errorf("the rest goes without: (-want +got)\n%s", diff)
	}
}

// TestBatchReplies answers a batch of two calls, with the ids 1 and 2, and a
// notification between them, with anything.
func TestBatchReplies(t *testing.T) {
	for _, test := range []struct {
		reason string
		reply  string
		want   string // outcomes of both, and of Send
	}{
		{"in order (6)", `[{"jsonrpc":"2.0","result":"a","id":1},{"jsonrpc":"2.0","result":"b","id":2}]`, "a b ok"},
		{"in any order (6)", `[{"jsonrpc":"2.0","result":"b","id":2},{"jsonrpc":"2.0","result":"a","id":1}]`, "a b ok"},
		{"C04: ids by value", `[{"jsonrpc":"2.0","result":"b","id":2e0},{"jsonrpc":"2.0","result":"a","id":1.0}]`, "a b ok"},
		{"C06: missing", `[{"jsonrpc":"2.0","result":"b","id":2}]`, "no_response b ok"},
		{"C06: doubled, the first counts", `[{"jsonrpc":"2.0","result":"a","id":1},{"jsonrpc":"2.0","result":"b","id":2},{"jsonrpc":"2.0","result":"x","id":1}]`, "a b ok"},
		{"C06: also if it is an error", `[{"jsonrpc":"2.0","error":{"code":1,"message":"m"},"id":1},{"jsonrpc":"2.0","result":"b","id":2},{"jsonrpc":"2.0","result":"x","id":1}]`, "error b ok"},
		{"C06: also if it is malformed", `[{"jsonrpc":"2.0","id":1},{"jsonrpc":"2.0","result":"b","id":2},{"jsonrpc":"2.0","result":"x","id":1}]`, "invalid_response b ok"},
		{"C06: stray", `[{"jsonrpc":"2.0","result":"x","id":3},{"jsonrpc":"2.0","result":"a","id":1},{"jsonrpc":"2.0","result":"b","id":2}]`, "a b ok"},
		{`C04: "1" is stray`, `[{"jsonrpc":"2.0","result":"a","id":"1"},{"jsonrpc":"2.0","result":"b","id":2}]`, "no_response b ok"},
		{"C06: malformed, with an id", `[{"jsonrpc":"2.0","result":"a","id":1},{"jsonrpc":"2.0","result":"x","error":{"code":1,"message":"m"},"id":2}]`, "a invalid_response ok"},
		{"C06: malformed, without one", `[{"jsonrpc":"2.0","result":"a","id":1},{"jsonrpc":"2.0","result":"x"}, 5, []]`, "a no_response ok"},
		{"C08: two ids", `[{"jsonrpc":"2.0","result":"a","id":1},{"jsonrpc":"2.0","result":"x","id":2,"id":2}]`, "a no_response ok"},
		{"C02: partial", `[{"jsonrpc":"2.0","result":"a","id":1},{"result":"x","id":2}]`, "a invalid_response ok"},
		{"C02: complete 1.0", `[{"jsonrpc":"2.0","result":"a","id":1},{"result":"b","error":null,"id":2}]`, "a b ok"},
		{"R16: requests are no responses", `[{"jsonrpc":"2.0","result":"a","id":1},{"jsonrpc":"2.0","method":"m","id":2}]`, "a invalid_response ok"},
		{"an error without id among them belongs to nobody for certain", `[{"jsonrpc":"2.0","result":"a","id":1},{"jsonrpc":"2.0","error":{"code":1,"message":"m"},"id":null}]`, "a no_response ok"},
		{"a batch of one is a batch", `[{"jsonrpc":"2.0","result":"a","id":1}]`, "a no_response ok"},
		{"C14: one error with the id null concerns the batch", `{"jsonrpc":"2.0","error":{"code":-32600,"message":"m"},"id":null}`, "error error error"},
		{"C14, C05: or without id", `{"jsonrpc":"2.0","error":{"code":-32600,"message":"m"}}`, "error error error"},
		{"C14: one error with an id", `{"jsonrpc":"2.0","error":{"code":-32600,"message":"m"},"id":1}`, "invalid_response invalid_response invalid_response"},
		{"C14: one result", `{"jsonrpc":"2.0","result":"a","id":1}`, "invalid_response invalid_response invalid_response"},
		{"C14: one object of another kind", `{"oops":1}`, "invalid_response invalid_response invalid_response"},
		{"an empty batch", `[]`, "invalid_response invalid_response invalid_response"},
		{"more than the limit", `[1,2,3,4,5]`, "invalid_response invalid_response invalid_response"},
		{"no JSON", `[{"jsonrpc":"2.0","result":"a","id":1},`, "parse_error parse_error parse_error"},
		{"nothing", ``, "no_response no_response no_response"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			b := client.New(saying(test.reply), client.Options{Limits: protocol.Limits{Batch: 4}}).Batch()
			first := client.Add[string](b, "m", nil)
			if err := b.Notify("m", nil); err != nil {
				t.Fatal(err)
			}
			second := client.Add[string](b, "m", nil)
			got := outcome("ok", b.Send(t.Context()))
			got = outcome(first.Result()) + " " + outcome(second.Result()) + " " + got
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestServerWithoutBatches(t *testing.T) {
	for _, test := range []struct {
		reason string
		reply  string
		want   bool
	}{
		{"one error", `{"jsonrpc":"2.0","error":{"code":-32600,"message":"m"},"id":null}`, true},
		{"one result", `{"jsonrpc":"2.0","result":1,"id":1}`, true},
		{"something else", `{}`, true},
		{"a batch", `[{}]`, false},
		{"no JSON", `<html>`, false},
	} {
		b := client.New(saying(test.reply), client.Options{}).Batch()
		future := client.Add[int](b, "m", nil)
		_ = b.Send(t.Context())
		_, err := future.Result()
		e, ok := errors.AsType[*client.BatchError](err)
		if ok != test.want || ok && !strings.Contains(e.Error(), "may not support batches") {
			t.Errorf("C14: %s: got %v", test.reason, err)
		}
	}
	b := client.New(saying(`{"jsonrpc":"2.0","error":{"code":-32600,"message":"m"},"id":null}`), client.Options{}).Batch()
	client.Add[int](b, "m", nil)
	if err := b.Send(t.Context()); !errors.Is(err, protocol.CodeInvalidRequest) {
		t.Errorf("C14: the error of the server is there: %v", err)
	}
}

func TestMissingReplyHints(t *testing.T) {
	c := client.New(saying(`[{"jsonrpc":"2.0","error":{"code":-32600,"message":"too odd"},"id":null}]`), client.Options{})
	b := c.Batch()
	future := client.Add[int](b, "m", nil)
	if err := b.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := future.Result()
	e, ok := errors.AsType[*client.NoResponseError](err)
	if !ok || e.Hint == nil || !strings.Contains(err.Error(), "too odd") || errors.Is(err, protocol.CodeInvalidRequest) {
		t.Errorf("got %v", err)
	}
}

func TestBatchOfNotifications(t *testing.T) {
	for _, reply := range []string{"", "x", "[]", `{"jsonrpc":"2.0","error":{"code":-32600,"message":"m"},"id":null}`} {
		c := client.New(saying(reply), client.Options{})
		b := c.Batch()
		if err := errors.Join(b.Notify("m", nil), b.Notify("n", nil), b.Send(t.Context())); err != nil {
			t.Errorf("C11: answer %q: %v", reply, err)
		}
		replies, err := c.SendBatch(t.Context(), protocol.Batch{protocol.NewNotification("m", nil)})
		if len(replies) > 0 || err != nil {
			t.Errorf("C11: answer %q: %v, %v", reply, replies, err)
		}
	}
}

func TestBatchesThatAreRefused(t *testing.T) {
	sender := transport.SenderFunc(func(context.Context, []byte) ([]byte, error) { panic("nothing may be sent") })
	call := func(id protocol.ID) protocol.Request { return protocol.NewRequest(id, "m", nil) }
	one, note := call(protocol.Int(1)), protocol.NewNotification("m", nil)
	for _, test := range []struct {
		reason  string
		options client.Options
		batch   protocol.Batch
		want    error
	}{
		{"beyond the limit, notifications included", client.Options{Limits: protocol.Limits{Batch: 1}}, protocol.Batch{one, note}, client.ErrBatchTooLarge},
		{"equal ids cannot be told apart", client.Options{}, protocol.Batch{one, one}, client.ErrEqualIDs},
		{"nor can those equal by value (C04)", client.Options{}, protocol.Batch{one, call(must(protocol.ParseID([]byte("1.0"))))}, client.ErrEqualIDs},
		{"1.0 has no batches", client.Options{Version: protocol.V1}, protocol.Batch{one}, client.ErrNoBatches},
		{"a message that does not encode", client.Options{}, protocol.Batch{one, protocol.NewNotification("\xff", nil)}, nil},
	} {
		replies, err := client.New(sender, test.options).SendBatch(t.Context(), test.batch)
		if client.KindOf(err) != client.KindRequest || test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%s: got %v", test.reason, err)
		}
		for _, r := range replies {
			if client.KindOf(r.Err) != client.KindRequest || r.ID.IsAbsent() {
				t.Errorf("%s: got %v for id %s", test.reason, r.Err, r.ID)
			}
		}
		if len(replies) == 0 {
			t.Errorf("%s: no replies", test.reason)
		}
	}
}

func TestSendBatch(t *testing.T) {
	c := client.New(local, client.Options{})
	replies, err := c.SendBatch(t.Context(), protocol.Batch{
		protocol.NewRequest(protocol.String("a"), "add", protocol.Raw("[1,2]")),
		protocol.NewNotification("add", nil),
		protocol.NewRequest(protocol.Null(), "fail", nil),
		{Version: protocol.V1, ID: protocol.Int(3), Method: "nothing"}, // R17
	})
	if err != nil || len(replies) != 3 {
		t.Fatalf("got %v, %v", replies, err)
	}
	var got []string
	for _, r := range replies {
		got = append(got, r.ID.String()+" "+string(must(r.Response.AppendTo(nil)))+" "+string(client.KindOf(r.Err)))
	}
	want := []string{
		`"a" {"jsonrpc":"2.0","result":3,"id":"a"} `,
		`null {"jsonrpc":"2.0","error":{"code":-32001,"message":"boom","data":{"k":1}},"id":null} error`,
		`3 {"result":null,"error":null,"id":3} `,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("whole responses, for members with an id: (-want +got)\n%s", diff)
	}
	if replies, err := c.SendBatch(t.Context(), nil); replies != nil || err != nil {
		t.Errorf("an empty batch: %v, %v", replies, err)
	}
}

func TestPartialResponseToVersion1InBatch(t *testing.T) {
	c := client.New(saying(`[{"result":1,"id":1},{"result":2,"id":2}]`), client.Options{})
	replies, err := c.SendBatch(t.Context(), protocol.Batch{
		{Version: protocol.V1, ID: protocol.Int(1), Method: "m"},
		{Version: protocol.V2, ID: protocol.Int(2), Method: "m"},
	})
	if err != nil || replies[0].Err != nil || client.KindOf(replies[1].Err) != client.KindInvalidResponse {
		t.Fatalf("C02: got %v, %v", replies, err)
	}
	problem, ok := errors.AsType[*protocol.DecodeError](replies[1].Err)
	if !ok || problem.Offset != 21 || problem.Reason != protocol.ReasonPartialResponse {
		t.Errorf("C02: got %v", problem)
	}
}

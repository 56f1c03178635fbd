package server_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
	"github.com/rpcwire/rpcwire/transport"
)

// noting returns middleware that notes what it sees.
func noting(notes *[]string, name string) server.Middleware {
	return func(next server.Method) server.Method {
		return server.MethodFunc(func(ctx context.Context, r *server.Request) (any, error) {
			*notes = append(*notes, fmt.Sprintf("%s %s %s %s %v", name, r.Method, r.Params, r.ID, r.Notification))
			result, err := next.Call(ctx, r)
			*notes = append(*notes, fmt.Sprint(name, " ", err))
			return result, err
		})
	}
}

func TestUse(t *testing.T) {
	for _, tt := range []struct {
		reason, payload string
		want            []string
	}{
		{"the first one is outermost", `{"jsonrpc":"2.0","method":"before","params":[1],"id":1}`, []string{"a before [1] 1 false", "b before [1] 1 false", "b <nil>", "a <nil>"}},
		{"methods of later are wrapped too", `{"jsonrpc":"2.0","method":"after","id":"x"}`, []string{`a after  "x" false`, `b after  "x" false`, "b error 5: five", "a error 5: five"}},
		{"notifications as well", `{"jsonrpc":"2.0","method":"before"}`, []string{"a before   true", "b before   true", "b <nil>", "a <nil>"}},
		{"and what is not registered", `{"jsonrpc":"2.0","method":"no","id":1}`, []string{"a no  1 false", "b no  1 false", "b error -32601: Method not found", "a error -32601: Method not found"}},
		{"invalid requests are no calls", `{"jsonrpc":"2.0","method":1,"id":1}`, nil},
	} {
		var notes []string
		s := server.New(server.Options{})
		handle(t, s, "before", server.MethodFunc(func(context.Context, *server.Request) (any, error) { return nil, nil }))
		s.Use(noting(&notes, "a"), nil)
		s.Use(noting(&notes, "b"))
		handle(t, s, "after", server.Func(func() error { return protocol.NewError(5, "five") }))
		serve(s, tt.payload)
		if diff := cmp.Diff(tt.want, notes); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.reason, diff)
		}
	}
}

func TestMiddlewareDecides(t *testing.T) {
	s := server.New(server.Options{})
	m := server.Func(func(text string) string { return text })
	handle(t, s, "echo", m)
	s.Use(func(next server.Method) server.Method {
		return server.MethodFunc(func(ctx context.Context, r *server.Request) (any, error) {
			switch {
			case strings.HasPrefix(r.Method, "proxy."):
				return "from elsewhere", nil
			case r.ID.String() == "403":
				return nil, &protocol.Error{Code: 403, Message: "no"}
			case r.ID.String() == "2":
				other := *r
				other.Params = protocol.Raw(`["other"]`)
				return next.Call(ctx, &other)
			case r.ID.String() == "500":
				panic("hidden")
			}
			return next.Call(ctx, r)
		})
	})
	for _, tt := range []struct{ reason, method, id, want string }{
		{"it can let a call pass", "echo", "1", `sent`},
		{"change the params", "echo", "2", `other`},
		{"refuse it", "echo", "403", `!403`},
		{"serve names that are not registered", "proxy.x", "1", `from elsewhere`},
		{"and panic", "echo", "500", `!-32603`},
	} {
		checkBrief(t, s, fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":["sent"],"id":%s}`, tt.method, tt.id), tt.want, tt.reason)
	}
	if got, _ := s.Lookup("echo"); got != server.Method(m) {
		t.Error("Lookup returns the method without middleware")
	}
}

type testKey struct{}

func TestRequestFrom(t *testing.T) {
	type seen struct {
		Method, Params, ID string
		Version            protocol.Version
		Notification       bool
		Peer, Value        string
	}
	var got seen
	s := server.New(server.Options{})
	handle(t, s, "m", server.Func(func(ctx context.Context, _ ...any) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		r := server.RequestFrom(ctx)
		got = seen{r.Method, string(r.Params), r.ID.String(), r.Version, r.Notification, transport.PeerFrom(ctx).Transport, fmt.Sprint(ctx.Value(testKey{}))}
	}))
	ctx := transport.WithPeer(context.WithValue(t.Context(), testKey{}, "kept"), &transport.Peer{Transport: "test"})
	for _, tt := range []struct {
		reason, payload string
		want            seen
	}{
		{"a call", `{"jsonrpc":"2.0","method":"m","params":[1],"id":1}`, seen{"m", "[1]", "1", protocol.V2, false, "test", "kept"}},
		{"a notification", `{"jsonrpc":"2.0","method":"m"}`, seen{"m", "", "", protocol.V2, true, "test", "kept"}},
		{"a 1.0 call", `{"method":"m","params":[],"id":"a"}`, seen{"m", "[]", `"a"`, protocol.V1, false, "test", "kept"}},
		{"a 1.0 notification", `{"method":"m","params":[],"id":null}`, seen{"m", "[]", "null", protocol.V1, true, "test", "kept"}},
		{"a member of a batch", `[{"jsonrpc":"2.0","method":"m","id":2}]`, seen{"m", "", "2", protocol.V2, false, "test", "kept"}},
	} {
		got = seen{}
		s.ServeRPC(ctx, []byte(tt.payload))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.reason, diff)
		}
	}
	if r := server.RequestFrom(t.Context()); r != nil {
		t.Errorf("a context from elsewhere has the request %v", r)
	}
}

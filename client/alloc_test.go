package client_test

import (
	"context"
	"testing"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/internal/raceflag"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

func TestAllocations(t *testing.T) {
	if raceflag.Enabled {
		t.Skip("the race detector allocates")
	}
	c := client.New(transport.Local(five, protocol.Limits{}), client.Options{})
	ctx := context.Background()
	var args any = protocol.Args{2, 3}
	var raw any = protocol.Raw("[2,3]")
	var out protocol.Raw
	for _, test := range []struct {
		reason string
		want   float64
		call   func() error
	}{
		{"the reply", 1, func() error { return c.Call(ctx, "add", raw, &out) }},
		{"the reply; encoding Go values costs nothing more", 1, func() error { return c.Call(ctx, "add", args, nil) }},
		{"the reply, the result, and what encoding/json needs to decode", 3, func() error {
			_, err := client.Call[int](ctx, c, "add", args)
			return err
		}},
		{"nothing", 0, func() error { return c.Notify(ctx, "add", args) }},
	} {
		got := testing.AllocsPerRun(200, func() {
			if err := test.call(); err != nil {
				t.Fatal(err)
			}
		})
		if got > test.want {
			t.Errorf("%s: %v allocations, want %v", test.reason, got, test.want)
		}
	}
}

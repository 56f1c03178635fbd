package client_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
)

func TestVersion1(t *testing.T) {
	var peer recorder
	c := client.New(&peer, client.Options{Version: protocol.V1})
	sum, err := client.Call[int](t.Context(), c, "add", protocol.Args{2, 3})
	if sum != 5 || err != nil {
		t.Errorf("got %d, %v", sum, err)
	}
	if err := c.Call(t.Context(), "nothing", nil, nil); err != nil {
		t.Error(err)
	}
	if err := c.Notify(t.Context(), "add", protocol.Args{2}); err != nil {
		t.Error(err)
	}
	object := must(protocol.ParseID([]byte(`{"any":"value"}`)))
	if err := c.Call(t.Context(), "nothing", protocol.Named{}, nil, client.WithID(object)); err != nil {
		t.Error(err)
	}
	if err := c.Call(t.Context(), "fail", nil, nil); client.KindOf(err) != client.KindServer {
		t.Error(err)
	}
	want := []string{
		`{"method":"add","params":[2,3],"id":1}`,
		`{"method":"nothing","params":[],"id":2}`,
		`{"method":"add","params":[2],"id":null}`,
		`{"method":"nothing","params":[],"id":{"any":"value"}}`,
		`{"method":"fail","params":[],"id":3}`,
	}
	if diff := cmp.Diff(want, peer.sent); diff != "" {
		t.Errorf("all members are there always, and a notification has the id null (R22): (-want +got)\n%s", diff)
	}
	b := c.Batch()
	future := client.Add[int](b, "add", protocol.Args{1})
	err = b.Send(t.Context())
	if got := outcome(future.Result()) + " " + outcome("ok", err); got != "request request" || len(peer.sent) != len(want) {
		t.Errorf("1.0 has no batches: got %s, sent %v", got, peer.sent)
	}
}

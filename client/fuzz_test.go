package client_test

import (
	"slices"
	"testing"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
)

// FuzzReply answers a call and a batch with anything: every outcome is a result or
// one of the kinds of errors that a reply can lead to.
func FuzzReply(f *testing.F) {
	for _, reply := range []string{
		``, `x`, `[]`, `{}`, `5`,
		`{"jsonrpc":"2.0","result":5,"id":1}`,
		`{"result":5,"error":null,"id":1.0}`,
		`{"result":5,"id":1}`,
		`{"jsonrpc":"2.0","error":{"code":1,"message":"m","data":[1]},"id":null}`,
		`[{"jsonrpc":"2.0","result":5,"id":2},{"jsonrpc":"2.0","result":6,"id":2},{"result":5,"id":1},[],{"error":1}]`,
	} {
		f.Add([]byte(reply), false)
		f.Add([]byte(reply), true)
	}
	kinds := []client.Kind{
		"", client.KindParseError, client.KindInvalidResponse, client.KindIDMismatch, client.KindNoResponse, client.KindServer,
	}
	f.Fuzz(func(t *testing.T, reply []byte, old bool) {
		options := client.Options{}
		if old {
			options.Version = protocol.V1
		}
		var raw protocol.Raw
		err := client.New(saying(string(reply)), options).Call(t.Context(), "m", nil, &raw)
		if !slices.Contains(kinds, client.KindOf(err)) || (err == nil) != (raw != nil) {
			t.Errorf("call: %s, %v", raw, err)
		}
		b := client.New(saying(string(reply)), client.Options{}).Batch()
		futures := []*client.Future[protocol.Raw]{
			client.Add[protocol.Raw](b, "m", nil), client.Add[protocol.Raw](b, "m", nil),
		}
		whole := b.Send(t.Context())
		for _, f := range futures {
			raw, err := f.Result()
			if !slices.Contains(kinds, client.KindOf(err)) || (err == nil) != (raw != nil) || whole != nil && err == nil {
				t.Errorf("batch: %v; %s, %v", whole, raw, err)
			}
		}
	})
}

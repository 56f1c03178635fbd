package server_test

import (
	"context"
	"testing"

	"github.com/rpcwire/rpcwire/internal/raceflag"
	"github.com/rpcwire/rpcwire/server"
)

func TestAllocations(t *testing.T) {
	if raceflag.Enabled {
		t.Skip("the race detector makes code allocate")
	}
	for _, tt := range []struct {
		reason, payload string
		most            float64
	}{
		{"the context and the reply of a call", `{"jsonrpc":"2.0","method":"raw","params":[1],"id":1}`, 2},
		{"the context of a notification", `{"jsonrpc":"2.0","method":"raw","params":[1]}`, 1},
	} {
		s := benchServer(t, server.Options{})
		payload := []byte(tt.payload)
		got := testing.AllocsPerRun(1000, func() { s.ServeRPC(context.Background(), payload) })
		if got > tt.most {
			t.Errorf("%s: %v allocations, want %v at most", tt.reason, got, tt.most)
		}
	}
}

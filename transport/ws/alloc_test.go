package ws_test

import (
	"context"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/internal/raceflag"
)

// Messages cost no allocations.
func TestConnAllocations(t *testing.T) {
	if raceflag.Enabled {
		t.Skip("the race detector allocates")
	}
	client, server := pair(t)
	for _, size := range []int{100, 5000, 50_000} {
		payload := []byte(strings.Repeat("x", size))
		ctx := context.Background()
		allocations := testing.AllocsPerRun(500, func() {
			if err := client.Write(ctx, payload); err != nil {
				t.Fatal(err)
			}
			if _, err := server.Read(ctx); err != nil {
				t.Fatal(err)
			}
		})
		if allocations > 0 {
			t.Errorf("a message of %d bytes costs %v allocations", size, allocations)
		}
	}
}

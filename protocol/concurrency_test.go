package protocol_test

import (
	"sync"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
)

// A payload may be read, and Parse called, by many at once: the race detector would
// see if a method wrote.
func TestConcurrentReading(t *testing.T) {
	data := []byte(`[` + request20 + `,` + request10 + `,{"jsonrpc":"2.0","error":{"code":1,"message":"\u0041"},"id":"\u0041"},{}]`)
	shared, err := protocol.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	var done sync.WaitGroup
	for range 8 {
		done.Go(func() {
			own, err := protocol.Parse(data)
			if err != nil {
				t.Error(err)
				return
			}
			for i, m := range shared.All() {
				checkMessage(t, m)
				if diff := compareFacts(factsOf(m), factsOf(own.At(i))); diff != "" {
					t.Errorf("message %d:\n%s", i, diff)
				}
			}
		})
	}
	done.Wait()
}

package transport_test

import (
	"testing"

	"github.com/rpcwire/rpcwire/transport"
)

func TestPeer(t *testing.T) {
	if p := transport.PeerFrom(t.Context()); p != nil {
		t.Errorf("a context without a peer has %+v", p)
	}
	p := &transport.Peer{Transport: "tcp"}
	if got := transport.PeerFrom(transport.WithPeer(t.Context(), p)); got != p {
		t.Errorf("got %+v, want %+v", got, p)
	}
}

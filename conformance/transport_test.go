package conformance_test

import (
	"context"
	"net/http/httptest"
	"testing"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

func localEnd(_ context.Context, h transport.Handler, l protocol.Limits) (*conformance.SenderEnd, error) {
	return &conformance.SenderEnd{Sender: transport.Local(h, l)}, nil
}

func httpEnd(_ context.Context, h transport.Handler, l protocol.Limits) (*conformance.SenderEnd, error) {
	s := httptest.NewServer(rpchttp.NewHandler(h, rpchttp.Limits(l)))
	sender, err := rpchttp.New(s.URL, rpchttp.Limits(l))
	return &conformance.SenderEnd{Sender: sender, Stop: s.CloseClientConnections}, err
}

func pipeConns(_ context.Context, l protocol.Limits) (a, b transport.Conn, err error) {
	x, y := newPipe(l)
	return x, y, nil
}

func TestTransports(t *testing.T) {
	for _, test := range []struct {
		name   string
		target conformance.TransportTarget
	}{
		{"local", conformance.TransportTarget{Sender: localEnd}},
		{"http", conformance.TransportTarget{Sender: httpEnd}},
		{"pipe", conformance.TransportTarget{Conns: pipeConns}},
	} {
		t.Run(test.name, func(t *testing.T) { conformance.TestTransport(t, test.target, patient) })
	}
}

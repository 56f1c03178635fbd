package client_test

import (
	"context"
	"fmt"

	"github.com/rpcwire/rpcwire/transport"
)

// wire sends to pets, and shows what goes over the wire and comes back.
var wire = transport.SenderFunc(func(ctx context.Context, payload []byte) ([]byte, error) {
	fmt.Println("-->", string(payload))
	reply, err := local.Send(ctx, payload)
	if reply != nil {
		fmt.Println("<--", string(reply))
	}
	return reply, err
})

package main

import (
	"context"
	"strings"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/internal/driver"
	"github.com/rpcwire/rpcwire/protocol"
)

// conformCodec tests a codec: a driver that is started, or the one of rpcwire.
func (f *conformFlags) conformCodec(ctx context.Context, args []string, s std) error {
	t := trial{run: conformance.Run{Role: conformance.RoleCodec, Address: strings.Join(args, " ")}}
	target := conformance.CodecTarget{Command: args}
	name := "rpcwire codec"
	if len(args) == 0 {
		target.Ask = func(_ context.Context, question []byte) ([]byte, error) {
			return driver.Answer(nil, question, new(protocol.Decoder)), nil
		}
	} else {
		name = args[0]
	}
	t.run.Target, t.run.TargetVersion = f.target(name)
	t.begin = func(ctx context.Context, o conformance.Options) results {
		o.Without = append(o.Without, f.client.lacks...)
		return conformance.RunCodec(ctx, target, o)
	}
	return f.try(ctx, s, t)
}

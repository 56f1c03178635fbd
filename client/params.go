package client

import (
	"fmt"

	"github.com/rpcwire/rpcwire/protocol"
)

// Params returns the params that v stands for, encoded by codec; a nil codec is
// [JSON]. There are none, and the result is nil, for nil, for empty
// [protocol.Args] and [protocol.Named], and for whatever encodes as null.
// [protocol.Raw] stands for itself. Everything else must encode as an array or an
// object, and is all of the params: a slice is never taken for the first of them.
// The error is that of the codec, or says what v encodes as.
func Params(codec Codec, v any) (protocol.Raw, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case protocol.Raw:
		return v, nil
	case protocol.Args:
		if len(v) == 0 {
			return nil, nil
		}
	case protocol.Named:
		if len(v) == 0 {
			return nil, nil
		}
	}
	if codec == nil {
		codec = JSON
	}
	data, err := codec.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("client: params: %w", err)
	}
	raw := protocol.Raw(data)
	switch {
	case raw.IsNull():
		return nil, nil
	case raw.IsArray(), raw.IsObject():
		return raw, nil
	}
	return nil, fmt.Errorf("client: params of type %T are neither an array nor an object in JSON", v)
}

package client

import (
	"fmt"

	"github.com/rpcwire/rpcwire/protocol"
)

// Params returns the params that v stands for, encoded by codec; a nil codec is
// [JSON]. There are none, and the result is nil, for nil, for empty
// [protocol.Args] and [protocol.Named], and for whatever encodes as null, [] or {}.
// [protocol.Raw] stands for itself. Everything else must encode as an array or an
// object, and is all of the params: a slice is never taken for the first of them.
// The error is of [KindRequest]; its cause is that of the codec, or says what v is.
func Params(codec Codec, v any) (protocol.Raw, error) {
	if raw, ok := paramsAsTheyAre(v); ok {
		return raw, nil
	}
	if codec == nil {
		codec = JSON
	}
	data, err := codec.Marshal(v)
	raw, err := structured(data, err, v)
	if err != nil {
		return nil, &Error{Kind: KindRequest, Err: err}
	}
	return raw, nil
}

// paramsAsTheyAre returns the params that need no codec.
func paramsAsTheyAre(v any) (_ protocol.Raw, ok bool) {
	switch v := v.(type) {
	case nil:
		return nil, true
	case protocol.Raw:
		return v, true
	case protocol.Args:
		return nil, len(v) == 0
	case protocol.Named:
		return nil, len(v) == 0
	}
	return nil, false
}

// structured returns what the codec made of v if it can be params.
func structured(data []byte, err error, v any) (protocol.Raw, error) {
	if err != nil {
		return nil, &RequestError{Problem: "params", Err: err}
	}
	raw := protocol.Raw(data)
	switch {
	case raw.IsNull(), string(raw) == "[]", string(raw) == "{}":
		return nil, nil
	case raw.IsArray(), raw.IsObject():
		return raw, nil
	}
	return nil, &RequestError{Problem: fmt.Sprintf("params of type %T are neither an array nor an object in JSON", v)}
}

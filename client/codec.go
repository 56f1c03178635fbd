package client

import (
	"bytes"
	"encoding/json"

	"github.com/rpcwire/rpcwire/protocol"
)

// A Codec turns Go values into JSON and back: params, results, error data. It must
// be safe for concurrent use, and must neither keep nor change the data that it
// unmarshals. The text that it makes belongs to the caller.
type Codec interface {
	Marshal(v any) ([]byte, error)
	Unmarshal(data []byte, v any) error
}

// JSON is the Codec of encoding/json. It does not escape HTML.
var JSON Codec = jsonCodec{}

type jsonCodec struct{}

func (jsonCodec) Marshal(v any) ([]byte, error) {
	s := borrow()
	defer s.release()
	data, err := s.json(v)
	return bytes.Clone(data), err
}

func (jsonCodec) Unmarshal(data []byte, v any) error { return json.Unmarshal(data, v) }

// decode decodes a result or the data of an error into v: nil discards it, and Raw
// takes it as it is. The data is valid JSON without white space around it.
func decode(codec Codec, data protocol.Raw, v any) error {
	switch v := v.(type) {
	case nil:
		return nil
	case *protocol.Raw:
		if v != nil {
			*v = data
			return nil
		}
	case *string:
		// For speed alone: what encoding/json does with a string without escapes.
		if codec == JSON && v != nil && len(data) >= 2 && data[0] == '"' && bytes.IndexByte(data, '\\') < 0 {
			*v = string(data[1 : len(data)-1])
			return nil
		}
	}
	return codec.Unmarshal(data, v)
}

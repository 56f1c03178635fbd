package client

import (
	"bytes"
	"encoding/json"
	"sync"

	"github.com/rpcwire/rpcwire/protocol"
)

// A scratch is the memory in which a request is encoded, and the reply to a batch
// decoded. It is used again for other requests.
type scratch struct {
	decoder protocol.Decoder
	params  bytes.Buffer
	encoder *json.Encoder // writes to params
	payload []byte
}

// scratchLimit is how much memory a scratch that is not in use may hold, in each of
// its parts.
const scratchLimit = 64 << 10

var scratches = sync.Pool{New: func() any {
	s := new(scratch)
	s.encoder = json.NewEncoder(&s.params)
	s.encoder.SetEscapeHTML(false)
	return s
}}

func borrow() *scratch { return scratches.Get().(*scratch) }

func (s *scratch) release() {
	if s.params.Cap() > scratchLimit || cap(s.payload) > scratchLimit {
		return
	}
	scratches.Put(s)
}

// json returns v as JSON text, good until the next call.
func (s *scratch) json(v any) ([]byte, error) {
	s.params.Reset()
	if err := s.encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(s.params.Bytes(), []byte{'\n'}), nil
}

// encodeParams is [Params]; what it returns may be good until the next call only.
func (s *scratch) encodeParams(codec Codec, v any) (protocol.Raw, error) {
	if raw, ok := paramsAsTheyAre(v); ok {
		return raw, nil
	}
	var data []byte
	var err error
	if codec == JSON {
		data, err = s.json(v)
	} else {
		data, err = codec.Marshal(v)
	}
	return structured(data, err, v)
}

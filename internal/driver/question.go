package driver

import (
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/rpcwire/rpcwire/protocol"
)

// The operations.
const (
	opDecode = "decode"
	opEncode = "encode"
)

// A question is one line of input.
type question struct {
	op       string
	payload  []byte         // to decode
	batch    bool           // to encode the messages as a batch
	messages []protocol.Raw // to encode
}

// parseQuestion reads a line. Members that it does not know are ignored.
func parseQuestion(line []byte) (q question, err error) {
	text, err := protocol.ParseRaw(line)
	if err != nil {
		return q, fmt.Errorf("the line is not JSON: %w", err)
	}
	if !text.IsObject() {
		return q, errors.New("the line is not a JSON object")
	}
	payload, messages := false, false
	for name, value := range text.Members() {
		ok := true
		switch name {
		case "op":
			q.op, ok = value.Text()
		case "b64":
			payload = true
			if q.payload, ok = decodeBase64(value); !ok {
				return q, errors.New("b64 is not base64")
			}
		case "batch":
			q.batch, ok = boolean(value)
		case "messages":
			messages = true
			ok = value.IsArray()
			for message := range value.Elements() {
				q.messages = append(q.messages, message)
			}
		}
		if !ok {
			return q, fmt.Errorf("%s is of the wrong type", name)
		}
	}
	switch {
	case q.op == opDecode && !payload:
		return q, errors.New("decode needs b64")
	case q.op == opEncode && !messages:
		return q, errors.New("encode needs messages")
	case q.op != opDecode && q.op != opEncode:
		return q, fmt.Errorf("there is no operation %q", q.op)
	}
	return q, nil
}

func decodeBase64(value protocol.Raw) ([]byte, bool) {
	text, ok := value.Text()
	if !ok {
		return nil, false
	}
	data, err := base64.StdEncoding.DecodeString(text)
	return data, err == nil
}

func boolean(value protocol.Raw) (b, ok bool) {
	switch string(value) {
	case "true":
		return true, true
	case "false":
		return false, true
	}
	return false, false
}

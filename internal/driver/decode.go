package driver

import (
	"errors"
	"strconv"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
	"github.com/rpcwire/rpcwire/protocol"
)

// appendRefusal appends the answer that something cannot be done.
func appendRefusal(dst []byte, reason string) []byte {
	dst = appendText(append(dst, `{"ok":false,"reason":`...), reason)
	return append(dst, '}')
}

// appendDecoded appends what the payload is.
func appendDecoded(dst, payload []byte, codec *protocol.Decoder) []byte {
	p, err := codec.Decode(payload)
	var whole *protocol.DecodeError
	switch {
	case errors.As(err, &whole):
		return appendDecodeError(dst, whole)
	case err != nil:
		return appendRefusal(dst, err.Error())
	}
	dst = append(dst, `{"ok":true,"batch":`...)
	dst = strconv.AppendBool(dst, p.IsBatch())
	dst = append(dst, `,"messages":[`...)
	for i, m := range p.All() {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendMessage(dst, m)
	}
	return append(dst, "]}"...)
}

func appendDecodeError(dst []byte, err *protocol.DecodeError) []byte {
	dst = append(dst, `{"ok":false,"code":`...)
	dst = strconv.AppendInt(dst, int64(err.Wire().Code), 10)
	dst = appendText(append(dst, `,"reason":`...), err.Reason.String())
	dst = append(dst, `,"offset":`...)
	dst = strconv.AppendInt(dst, int64(err.Offset), 10)
	return append(dst, '}')
}

// appendMessage appends a message object. JSON text travels in strings, so that no
// JSON library on the way can change it.
func appendMessage(dst []byte, m *protocol.Message) []byte {
	dst = appendText(append(dst, `{"kind":`...), m.Kind().String())
	dst = appendText(append(dst, `,"version":`...), m.Version().String())
	id := m.RawID()
	if id == nil && m.Kind() == protocol.KindInvalid {
		id = protocol.Raw("null") // what it is answered to
	}
	dst = appendMember(dst, "id", id)
	switch m.Kind() {
	case protocol.KindRequest, protocol.KindNotification:
		dst = appendText(append(dst, `,"method":`...), m.Method())
		dst = appendMember(dst, "params", m.Params())
	case protocol.KindResult:
		dst = appendMember(dst, "result", m.Result())
	case protocol.KindError:
		dst = appendErrorObject(append(dst, `,"error":`...), m)
	case protocol.KindInvalid:
		dst = append(dst, `,"code":`...)
		dst = strconv.AppendInt(dst, int64(m.Err().Code), 10)
		dst = appendText(append(dst, `,"reason":`...), m.Problem().Reason.String())
	}
	return append(dst, '}')
}

// appendErrorObject appends the error of a response: its members, with the code as
// it is written, or the whole text where it is no 2.0 error object.
func appendErrorObject(dst []byte, m *protocol.Message) []byte {
	e := m.ErrorObject()
	if e.Value != nil {
		dst = appendText(append(dst, `{"raw":`...), string(e.Value))
		return append(dst, '}')
	}
	var code protocol.Raw
	for name, value := range m.RawError().Members() {
		if name == "code" {
			code = value
		}
	}
	dst = appendText(append(dst, `{"code":`...), string(code))
	dst = appendText(append(dst, `,"message":`...), e.Message)
	dst = appendMember(dst, "data", e.Data)
	return append(dst, '}')
}

// appendMember appends a member that is JSON text, if it is there.
func appendMember(dst []byte, name string, text protocol.Raw) []byte {
	if text == nil {
		return dst
	}
	dst = append(dst, `,"`...)
	dst = append(dst, name...)
	return appendText(append(dst, `":`...), string(text))
}

// appendText appends s as a JSON string. Text of the codec is always valid.
func appendText(dst []byte, s string) []byte {
	quoted, ok := jsonscan.AppendQuoted(dst, s)
	if !ok {
		return append(dst, `""`...)
	}
	return quoted
}

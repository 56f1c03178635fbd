// A driver for the codec of package protocol.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"strconv"

	"github.com/rpcwire/rpcwire/protocol"
)

func main() {
	in, out := bufio.NewReader(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil || out.Encode(answer(line)) != nil {
			return
		}
	}
}

func answer(line []byte) object {
	var q struct {
		Op       string
		B64      []byte
		Messages []message
		Batch    bool
	}
	if err := json.Unmarshal(line, &q); err != nil {
		return refusal(err)
	}
	if q.Op == "encode" {
		return encode(q.Messages, q.Batch)
	}
	return decode(q.B64)
}

func refusal(err error) object { return object{"ok": false, "reason": err.Error()} }

type object map[string]any

// put adds a member that is JSON text, if it is there.
func (o object) put(name string, text protocol.Raw) {
	if text != nil {
		o[name] = string(text)
	}
}

func decode(payload []byte) object {
	p, err := protocol.Parse(payload)
	if e, ok := err.(*protocol.DecodeError); ok {
		return object{"ok": false, "code": e.Wire().Code, "reason": e.Error()}
	}
	messages := []object{}
	for _, m := range p.All() {
		out := object{"kind": m.Kind().String(), "version": m.Version().String()}
		out.put("id", m.RawID())
		switch m.Kind() {
		case protocol.KindRequest, protocol.KindNotification:
			out["method"] = m.Method()
			out.put("params", m.Params())
		case protocol.KindResult:
			out.put("result", m.Result())
		case protocol.KindError:
			e := m.ErrorObject()
			failure := object{"code": strconv.Itoa(int(e.Code)), "message": e.Message}
			failure.put("data", e.Data)
			if e.Value != nil { // it is no error object
				failure = object{"raw": string(e.Value)}
			}
			out["error"] = failure
		case protocol.KindInvalid:
			out["id"], out["code"] = m.AnswerID().String(), m.Err().Code
		}
		messages = append(messages, out)
	}
	return object{"ok": true, "batch": p.IsBatch(), "messages": messages}
}

// A message is one to be encoded: JSON text, but for names and the error's message.
type message struct {
	Version, ID, Params, Result string
	Method                      *string
	Error                       *struct{ Code, Message, Data, Raw string }
}

func encode(messages []message, batch bool) object {
	var texts [][]byte
	for _, m := range messages {
		text, err := m.encode()
		if err != nil {
			return refusal(err)
		}
		texts = append(texts, text)
	}
	payload := bytes.Join(texts, []byte(","))
	if batch {
		payload = append(append([]byte("["), payload...), ']')
	}
	return object{"ok": true, "b64": payload}
}

func (m message) encode() ([]byte, error) {
	var version protocol.Version // 2.0
	if m.Version == "1.0" {
		version = protocol.V1
	}
	id, err := protocol.ParseID([]byte(m.ID))
	if err != nil && m.ID != "" {
		return nil, err
	}
	if m.Method != nil {
		return protocol.Request{Version: version, ID: id, Method: *m.Method, Params: raw(m.Params)}.AppendTo(nil)
	}
	reply := protocol.Response{Version: version, ID: id, Result: raw(m.Result)}
	if e := m.Error; e != nil {
		code, err := strconv.ParseInt(e.Code, 10, 64)
		if err != nil && e.Raw == "" {
			return nil, err
		}
		reply.Error = &protocol.Error{Code: protocol.Code(code), Message: e.Message, Data: raw(e.Data), Value: raw(e.Raw)}
	}
	return reply.AppendTo(nil)
}

// raw returns JSON text, nil where there is none.
func raw(text string) protocol.Raw {
	if text == "" {
		return nil
	}
	return protocol.Raw(text)
}

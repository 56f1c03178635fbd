package driver

import (
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/rpcwire/rpcwire/protocol"
)

// appendEncoded appends the messages of a question as a payload in base64.
func appendEncoded(dst []byte, q question) []byte {
	payload, err := encode(q)
	if err != nil {
		return appendRefusal(dst, err.Error())
	}
	dst = append(dst, `{"ok":true,"b64":"`...)
	dst = base64.StdEncoding.AppendEncode(dst, payload)
	return append(dst, `"}`...)
}

// encode returns the messages of a question as a payload. A batch may mix requests
// and responses, as two-way transports may.
func encode(q question) ([]byte, error) {
	switch {
	case q.batch && len(q.messages) == 0:
		return nil, errors.New("empty batch")
	case !q.batch && len(q.messages) != 1:
		return nil, fmt.Errorf("%d messages, and no batch", len(q.messages))
	}
	var payload []byte
	for i, text := range q.messages {
		if i > 0 {
			payload = append(payload, ',')
		}
		m, err := parseMessage(text)
		if err != nil {
			return nil, fmt.Errorf("message %d: %w", i, err)
		}
		if payload, err = m.AppendTo(payload); err != nil {
			return nil, fmt.Errorf("message %d: %w", i, err)
		}
	}
	if q.batch {
		payload = append(append([]byte{'['}, payload...), ']')
	}
	return payload, nil
}

// A message is what can be encoded.
type message interface {
	AppendTo(dst []byte) ([]byte, error)
}

// fields are the members of a message object, nil where they are left out.
type fields map[string]protocol.Raw

// parseMessage reads a message object.
func parseMessage(text protocol.Raw) (message, error) {
	if !text.IsObject() {
		return nil, errors.New("not an object")
	}
	f := make(fields)
	for name, value := range text.Members() {
		f[name] = value
	}
	version, err := f.version()
	if err != nil {
		return nil, err
	}
	id, err := f.id()
	if err != nil {
		return nil, err
	}
	kind, _ := f["kind"].Text()
	switch kind {
	case "request", "notification":
		return f.request(kind == "notification", version, id)
	case "result":
		result, err := f.json("result")
		if err == nil && result == nil {
			err = errors.New("no result")
		}
		return protocol.Response{Version: version, ID: id, Result: result}, err
	case "error":
		e, err := f.errorObject()
		return protocol.Response{Version: version, ID: id, Error: e}, err
	}
	return nil, fmt.Errorf("a message of kind %q cannot be encoded", kind)
}

// request returns the request or notification of a message object.
func (f fields) request(notification bool, version protocol.Version, id protocol.ID) (message, error) {
	method, ok := f["method"].Text()
	if !ok {
		return nil, errors.New("no method")
	}
	params, err := f.json("params")
	r := protocol.Request{Version: version, ID: id, Method: method, Params: params}
	switch {
	case err != nil:
		return nil, err
	case notification && !r.IsNotification():
		return nil, errors.New("a notification has no id")
	case !notification && r.IsNotification():
		return nil, errors.New("a request has an id, which in 1.0 is not null")
	}
	return r, nil
}

// errorObject returns the error of a message object.
func (f fields) errorObject() (*protocol.Error, error) {
	text := f["error"]
	if !text.IsObject() {
		return nil, errors.New("no error object")
	}
	e := make(fields)
	for name, value := range text.Members() {
		e[name] = value
	}
	raw, err := e.json("raw")
	if err != nil {
		return nil, err
	}
	if raw != nil {
		return &protocol.Error{Value: raw}, nil
	}
	code, err := e.code()
	if err != nil {
		return nil, err
	}
	data, err := e.json("data")
	if err != nil {
		return nil, err
	}
	message, ok := e["message"].Text()
	if !ok && e["message"] != nil {
		return nil, errors.New("error.message is not a string")
	}
	return &protocol.Error{Code: code, Message: message, Data: data}, nil
}

// code returns the code of an error object, which may be written in any way.
func (f fields) code() (protocol.Code, error) {
	text, err := f.json("code")
	if err != nil {
		return 0, err
	}
	id, err := protocol.ParseID(text)
	if err != nil {
		return 0, fmt.Errorf("code: %w", err)
	}
	n, ok := id.Int64()
	if !ok {
		return 0, fmt.Errorf("code %s is not an integer within 64 bits", text)
	}
	return protocol.Code(n), nil
}

func (f fields) version() (protocol.Version, error) {
	switch text, ok := f["version"].Text(); {
	case f["version"] == nil, ok && text == "2.0":
		return protocol.V2, nil
	case ok && text == "1.0":
		return protocol.V1, nil
	}
	return 0, errors.New(`version is neither "2.0" nor "1.0"`)
}

func (f fields) id() (protocol.ID, error) {
	text, err := f.json("id")
	if err != nil || text == nil {
		return protocol.ID{}, err
	}
	id, err := protocol.ParseID(text)
	if err != nil {
		return id, fmt.Errorf("id: %w", err)
	}
	return id, nil
}

// json returns the JSON text that a member carries in a string, not validated, or
// nil if the member is left out.
func (f fields) json(name string) (protocol.Raw, error) {
	value := f[name]
	if value == nil {
		return nil, nil
	}
	text, ok := value.Text()
	if !ok {
		return nil, fmt.Errorf("%s is not JSON text in a string", name)
	}
	return protocol.Raw(text), nil
}

package conformance

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"sync/atomic"

	"github.com/rpcwire/rpcwire/protocol"
)

// A contractHandler is what the Senders under test reach. Its methods:
//
//	echo      the params
//	size(n)   a string of n bytes
//	hold      null when release is closed; nothing when the context ends before
//	fail      an error
type contractHandler struct {
	calls    atomic.Int64
	notified chan string   // the params of notifications
	held     chan struct{} // gets a value when a call is held
	release  chan struct{}
}

func newContractHandler() *contractHandler {
	return &contractHandler{notified: make(chan string, 1000), held: make(chan struct{}, 1000), release: make(chan struct{})}
}

// ServeRPC answers a payload.
func (h *contractHandler) ServeRPC(ctx context.Context, payload []byte) []byte {
	h.calls.Add(1)
	p, err := protocol.Parse(payload)
	if err != nil {
		return h.refuse(err)
	}
	var replies [][]byte
	for _, m := range p.All() {
		if reply := h.serve(ctx, m); reply != nil {
			replies = append(replies, reply)
		}
	}
	switch {
	case len(replies) == 0:
		return nil
	case p.IsBatch():
		return append(append([]byte{'['}, bytes.Join(replies, []byte{','})...), ']')
	}
	return replies[0]
}

func (h *contractHandler) refuse(err error) []byte {
	reply, _ := protocol.NewErrorResponse(protocol.Null(), protocol.NewError(protocol.CodeParseError, err.Error())).AppendTo(nil)
	return reply
}

func (h *contractHandler) serve(ctx context.Context, m *protocol.Message) []byte {
	switch m.Kind() {
	case protocol.KindNotification:
		h.notified <- string(m.Params())
		return nil
	case protocol.KindRequest:
		response := h.call(ctx, m)
		if m.Method() == "hold" && ctx.Err() != nil {
			return nil
		}
		reply, err := response.AppendTo(nil)
		if err != nil {
			return h.refuse(err)
		}
		return reply
	}
	return h.refuse(fmt.Errorf("a message of kind %s", m.Kind()))
}

func (h *contractHandler) call(ctx context.Context, m *protocol.Message) protocol.Response {
	switch m.Method() {
	case "echo":
		return protocol.NewResult(m.ID(), m.Params())
	case "size":
		for e := range m.Params().Elements() {
			if n, err := strconv.Atoi(string(e)); err == nil {
				return protocol.NewResult(m.ID(), quotedText(n))
			}
		}
	case "hold":
		h.held <- struct{}{}
		select {
		case <-ctx.Done():
		case <-h.release:
		}
		return protocol.NewResult(m.ID(), protocol.Raw("null"))
	}
	return protocol.NewErrorResponse(m.ID(), protocol.NewError(-32001, "boom"))
}

// quotedText returns a JSON string of n bytes, its quotes included.
func quotedText(n int) protocol.Raw {
	text := bytes.Repeat([]byte("x"), max(n, 2))
	text[0], text[len(text)-1] = '"', '"'
	return text
}

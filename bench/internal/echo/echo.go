package echo

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
)

// Text is what is sent and returned: 100 bytes without escapes.
var Text = strings.Repeat("0123456789", 10)

// Waiting is how long the method that waits does so.
const Waiting = 500 * time.Millisecond

// Check returns the error of calls, or one that says that a reply is wrong.
func Check(err error, replies ...string) error {
	if err != nil {
		return err
	}
	for _, reply := range replies {
		if reply != Text {
			return fmt.Errorf("the echo is %q", reply)
		}
	}
	return nil
}

// errNoText is an echo without the string to be returned.
var errNoText = errors.New("no string to return")

// decoders are kept from one request to the next.
var decoders = sync.Pool{New: func() any { return new(protocol.Decoder) }}

// Answer answers a payload with its first param, with the codec and nothing around it.
func Answer(payload []byte) ([]byte, error) {
	d := decoders.Get().(*protocol.Decoder)
	defer decoders.Put(d)
	p, err := d.Decode(payload)
	if err != nil {
		return nil, err
	}
	m := p.At(0)
	for text := range m.Params().Elements() {
		return protocol.NewResult(m.ID(), text).AppendTo(nil)
	}
	return nil, errNoText
}

// Request returns the payload that calls the method with Text.
func Request(id protocol.ID) ([]byte, error) {
	return protocol.AppendRequest(nil, id, "echo", protocol.Raw(`["`+Text+`"]`))
}

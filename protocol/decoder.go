package protocol

import (
	"math"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

// A Decoder turns payloads into messages. The zero value is ready: it has the
// default limits and the default dialect. Its storage is reused, so that it does
// not allocate once it is warm. It must not be used concurrently; every connection
// or goroutine has its own.
type Decoder struct {
	Limits  Limits  // only Depth and Batch concern the decoder
	Dialect Dialect // which messages are valid

	payload  Payload
	messages []Message // storage for batches
}

const byteOrderMark = "\uFEFF"

// Parse decodes data with the default limits and dialect: see [Decoder.Decode].
// It does not allocate for a single message. The payload is good for as long as
// data is not changed. Parse may be called concurrently.
func Parse(data []byte) (Payload, error) {
	var d Decoder
	p, err := d.Decode(data)
	if err != nil {
		return Payload{}, err
	}
	return *p, nil
}

// Decode decodes one payload, a message or a batch. It reads data once and does
// not copy it. The payload is good until the next call, and for as long as data is
// not changed. Messages that are JSON but not JSON-RPC are no errors: they are of
// [KindInvalid] and spoil no other message of the batch.
//
// The error is a [*DecodeError] and concerns the payload as a whole: it is not
// exactly one JSON value in UTF-8 (RFC 8259), or it is nested too deeply, or it is
// an empty batch or one of too many messages. In the last case the whole payload
// is still checked to be JSON.
func (d *Decoder) Decode(data []byte) (*Payload, error) {
	p := &d.payload
	p.batch = nil
	i, marked, err := d.begin(data)
	if err != nil {
		return nil, err
	}
	s := scanner{data: data, maxDepth: resolve(d.Limits.Depth, DefaultDepthLimit)}
	var refused refusal
	if data[i] == '[' {
		if i, refused, err = d.batch(&s, i); err != nil {
			return nil, err
		}
		p.batch = d.messages
	} else {
		m := &p.single[0]
		var fault jsonscan.Fault
		if i, fault = s.message(m, i, 0); fault != jsonscan.OK {
			return nil, newDecodeError(data, i, faultReasons[fault])
		}
		m.classify(&d.Dialect)
	}
	if i < len(data) {
		if i = jsonscan.Space(data, i); i < len(data) {
			return nil, newDecodeError(data, i, ReasonTrailingData) // R20
		}
	}
	if refused.reason != 0 {
		return nil, newDecodeError(data, refused.offset, refused.reason)
	}
	if marked {
		p.At(0).tolerated |= ByteOrderMark
	}
	return p, nil
}

// begin returns the index of the first character of the payload's value, and
// whether there is a byte order mark before it.
func (d *Decoder) begin(data []byte) (i int, marked bool, err error) {
	if uint64(len(data)) > math.MaxUint32 {
		return 0, false, newDecodeError(data, math.MaxInt32, ReasonPayloadTooLarge)
	}
	if len(data) > 0 && data[0] == '{' { // as nearly always
		return 0, false, nil
	}
	if len(data) >= len(byteOrderMark) && string(data[:len(byteOrderMark)]) == byteOrderMark {
		if !d.Dialect.AllowByteOrderMark {
			return 0, false, newDecodeError(data, 0, ReasonByteOrderMark) // R12
		}
		i, marked = len(byteOrderMark), true
	}
	if i = jsonscan.Space(data, i); i >= len(data) {
		return i, false, newDecodeError(data, i, ReasonEmpty) // R20
	}
	return i, marked, nil
}

// A refusal is why a batch is refused although it is JSON, and where; none has no
// reason.
type refusal struct {
	reason Reason
	offset int
}

// batch decodes the batch whose opening bracket is at i into d.messages. It returns
// the index behind the batch, and why the batch is refused if the rest is JSON too.
func (d *Decoder) batch(s *scanner, i int) (end int, refused refusal, err error) {
	data := s.data
	start := i
	if s.maxDepth < 1 {
		return i, refused, newDecodeError(data, i, ReasonTooDeep)
	}
	if i = jsonscan.Space(data, i+1); i < len(data) && data[i] == ']' {
		return i + 1, refusal{ReasonEmptyBatch, start}, nil
	}
	limit := resolve(d.Limits.Batch, DefaultBatchLimit)
	d.messages = d.messages[:0]
	var beyond Message // takes what is beyond the limit
	for n := 0; ; n++ {
		if i >= len(data) {
			return i, refused, newDecodeError(data, i, ReasonUnexpectedEnd)
		}
		m := &beyond
		if n < limit {
			m = d.next()
		} else if n == limit {
			refused = refusal{ReasonBatchTooLarge, i}
		}
		var fault jsonscan.Fault
		if i, fault = s.message(m, i, 1); fault != jsonscan.OK {
			return i, refused, newDecodeError(data, i, faultReasons[fault])
		}
		m.classify(&d.Dialect)
		if i = jsonscan.Space(data, i); i >= len(data) {
			return i, refused, newDecodeError(data, i, ReasonUnexpectedEnd)
		}
		switch data[i] {
		case ',':
			i = jsonscan.Space(data, i+1)
			continue
		case ']':
			return i + 1, refused, nil
		}
		return i, refused, newDecodeError(data, i, ReasonUnexpectedByte)
	}
}

// next returns a message of the storage that is not in use.
func (d *Decoder) next() *Message {
	n := len(d.messages)
	if n < cap(d.messages) {
		d.messages = d.messages[:n+1]
	} else {
		d.messages = append(d.messages, Message{})
	}
	return &d.messages[n]
}

package protocol

import "iter"

// ParseRequest returns the one request or notification that data holds, in the
// default dialect. Its params share the memory of data. The error is a
// [*DecodeError]: data is not JSON, or a batch, or no request. It may be called
// concurrently.
func ParseRequest(data []byte) (Request, error) {
	m, err := parseOne(data)
	if err != nil {
		return Request{}, err
	}
	return m.Request()
}

// ParseResponse returns the one response that data holds, in the default dialect:
// a result or, in its Error field, an error. Its parts share the memory of data.
// The error is a [*DecodeError]: data is not JSON, or a batch, or no response. It
// may be called concurrently.
func ParseResponse(data []byte) (Response, error) {
	m, err := parseOne(data)
	if err != nil {
		return Response{}, err
	}
	return m.Response()
}

// ParseResponses returns the responses of the batch that data holds, in the
// default dialect, in the order in which they are sent; a single response counts
// as a batch of one. A message that is no valid response is a zero Response and
// a [*DecodeError], and spoils no other. If data as a whole cannot be decoded,
// the sequence is one such pair. The parts share the memory of data.
func ParseResponses(data []byte) iter.Seq2[Response, error] {
	return func(yield func(Response, error) bool) {
		p, err := Parse(data)
		if err != nil {
			yield(Response{}, err)
			return
		}
		for _, m := range p.All() {
			if !yield(m.Response()) {
				return
			}
		}
	}
}

// ParseError returns the error that data, the error member of a response, holds:
// an error object or any other value but null, as 1.0 has them. Data and Value
// share the memory of data. The error is a [*DecodeError]. It may be called
// concurrently.
func ParseError(data []byte) (*Error, error) {
	if err := validate(data); err != nil {
		return nil, err
	}
	if Raw(data).IsNull() {
		return nil, newDecodeError(data, 0, ReasonNoResultOrError)
	}
	m := Message{kind: KindError}
	m.scanError(data)
	return m.ErrorObject(), nil
}

// parseOne returns the one message that data holds.
func parseOne(data []byte) (*Message, error) {
	p, err := Parse(data)
	if err != nil {
		return nil, err
	}
	if p.IsBatch() {
		return nil, newDecodeError(data, 0, ReasonUnexpectedBatch)
	}
	m := p.single[0]
	return &m, nil
}

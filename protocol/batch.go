package protocol

// A Batch is a batch of requests and notifications (JSON-RPC 2.0, section 6).
type Batch []Request

// Responses is the reply to a batch: one response for every request in it, and
// none for notifications, in any order.
type Responses []Response

// AppendTo appends the batch to dst as a JSON array. If it cannot be encoded it
// returns dst as it was and an [*EncodeError] that tells which message is at
// fault. An empty batch cannot be encoded, since no peer takes it.
func (b Batch) AppendTo(dst []byte) ([]byte, error) { return appendBatch(dst, b) }

// AppendTo appends the responses to dst as a JSON array. If they cannot be encoded
// it returns dst as it was and an [*EncodeError] that tells which message is at
// fault. There must be at least one: the reply to a batch of notifications is no
// message at all.
func (r Responses) AppendTo(dst []byte) ([]byte, error) { return appendBatch(dst, r) }

// appendBatch appends the messages as a JSON array.
func appendBatch[M interface{ AppendTo([]byte) ([]byte, error) }](dst []byte, messages []M) ([]byte, error) {
	if len(messages) == 0 {
		return dst, unencodable("batch", "is empty")
	}
	start := len(dst)
	var err error
	for i, m := range messages {
		if i == 0 {
			dst = append(dst, '[')
		} else {
			dst = append(dst, ',')
		}
		if dst, err = m.AppendTo(dst); err != nil {
			return dst[:start], inBatch(err, i)
		}
	}
	return append(dst, ']'), nil
}

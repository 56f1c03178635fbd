package protocol

import "bytes"

// The types of this package have the same form in encoding/json as on the wire:
// the methods below plug them in, by structure, so that this package does not
// import it. Encoding/json checks grammar in its own way before it calls; what
// only this package checks (UTF-8, the shape of messages) is checked all the same.

// MarshalJSON returns the id's JSON text. An absent id is an [*EncodeError]; the
// omitzero option leaves it out.
func (id ID) MarshalJSON() ([]byte, error) { return id.AppendTo(nil) }

// UnmarshalJSON sets the id to any JSON value, as [ParseID] does.
func (id *ID) UnmarshalJSON(data []byte) error {
	parsed, err := ParseID(data)
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}

// MarshalJSON returns r itself, and null for nil. The error is a [*DecodeError]
// if r is not valid.
func (r Raw) MarshalJSON() ([]byte, error) {
	if r == nil {
		return []byte("null"), nil
	}
	return r, r.Validate()
}

// UnmarshalJSON sets r to a copy of data.
func (r *Raw) UnmarshalJSON(data []byte) error {
	parsed, err := ParseRaw(bytes.Clone(data))
	if err != nil {
		return err
	}
	*r = parsed
	return nil
}

// MarshalJSON returns the error as [Error.AppendTo] writes it.
func (e Error) MarshalJSON() ([]byte, error) { return e.AppendTo(nil) }

// UnmarshalJSON sets e to the error that data holds: an error object, or any
// other value but null, as 1.0 has them. It copies data.
func (e *Error) UnmarshalJSON(data []byte) error {
	parsed, err := ParseError(bytes.Clone(data))
	if err != nil {
		return err
	}
	*e = *parsed
	return nil
}

// MarshalJSON returns the request as [Request.AppendTo] writes it.
func (r Request) MarshalJSON() ([]byte, error) { return r.AppendTo(nil) }

// UnmarshalJSON sets r to the request or notification that data holds, in the
// default dialect. It copies data. The error is a [*DecodeError].
func (r *Request) UnmarshalJSON(data []byte) error {
	parsed, err := ParseRequest(bytes.Clone(data))
	if err != nil {
		return err
	}
	*r = parsed
	return nil
}

// MarshalJSON returns the response as [Response.AppendTo] writes it.
func (r Response) MarshalJSON() ([]byte, error) { return r.AppendTo(nil) }

// UnmarshalJSON sets r to the response that data holds, in the default dialect.
// It copies data. The error is a [*DecodeError].
func (r *Response) UnmarshalJSON(data []byte) error {
	parsed, err := ParseResponse(bytes.Clone(data))
	if err != nil {
		return err
	}
	*r = parsed
	return nil
}

// MarshalJSON returns the batch as [Batch.AppendTo] writes it.
func (b Batch) MarshalJSON() ([]byte, error) { return b.AppendTo(nil) }

// MarshalJSON returns the responses as [Responses.AppendTo] writes them.
func (r Responses) MarshalJSON() ([]byte, error) { return r.AppendTo(nil) }

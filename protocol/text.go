package protocol

import (
	"bytes"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

// unquoted returns the text of a string whose characters between the quotes are
// body: body itself if it has no escapes, else a new slice.
func unquoted(body []byte) []byte {
	if bytes.IndexByte(body, '\\') < 0 {
		return body
	}
	return jsonscan.AppendUnquoted(make([]byte, 0, len(body)), body)
}

// quote appends s as a JSON string, or reports that it is not valid UTF-8.
func quote(dst []byte, s string) ([]byte, bool) { return jsonscan.AppendQuoted(dst, s) }

package server

import (
	"bytes"
	"reflect"
	"strconv"

	"github.com/rpcwire/rpcwire/protocol"
)

// decodeBuiltin decodes a value into dst as [JSON] would, and reports whether it has:
// it knows integers, booleans and strings without escapes, and leaves all else, what
// does not fit included, to the codec. The value must be valid JSON without white space
// around it. It is there for speed alone.
func decodeBuiltin(value protocol.Raw, dst reflect.Value) bool {
	if dst.Type().PkgPath() != "" { // it may have methods
		return false
	}
	switch k := dst.Kind(); {
	case k == reflect.String:
		if value[0] == '"' && bytes.IndexByte(value, '\\') < 0 {
			dst.SetString(string(value[1 : len(value)-1]))
			return true
		}
	case k == reflect.Bool:
		if b := string(value); b == "true" || b == "false" {
			dst.SetBool(b == "true")
			return true
		}
	case k >= reflect.Int && k <= reflect.Int64:
		if n, err := strconv.ParseInt(string(value), 10, dst.Type().Bits()); err == nil {
			dst.SetInt(n)
			return true
		}
	}
	return false
}

// encodeBuiltin returns the JSON of a result as [JSON] would, or nil for those that it
// leaves to the codec. It is there for speed alone.
func encodeBuiltin(v any) protocol.Raw {
	switch v := v.(type) {
	case bool:
		return strconv.AppendBool(nil, v)
	case int:
		return strconv.AppendInt(nil, int64(v), 10)
	case int64:
		return strconv.AppendInt(nil, v, 10)
	case string:
		if isSimple(v) {
			raw := make(protocol.Raw, 0, len(v)+2)
			return append(append(append(raw, '"'), v...), '"')
		}
	}
	return nil
}

// isSimple reports whether text stands in JSON as it is: it is ASCII without quotes,
// backslashes and control characters.
func isSimple(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= 0x7F || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

package server

import (
	"reflect"
	"strconv"

	"github.com/rpcwire/rpcwire/protocol"
)

// decodeBuiltin decodes a value into dst as [JSON] would, and reports whether it has:
// it knows integers and booleans, and leaves all else, what does not fit included, to
// the codec. It is there for speed alone.
func decodeBuiltin(value protocol.Raw, dst reflect.Value) bool {
	if dst.Type().PkgPath() != "" { // it may have methods
		return false
	}
	switch k := dst.Kind(); {
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
	}
	return nil
}

package client

import (
	"errors"

	"github.com/rpcwire/rpcwire/protocol"
)

// ErrNoData is the cause where an error has no data to be decoded.
var ErrNoData = errors.New("the error has no data")

// DecodeData decodes the data of the [*protocol.Error] in the tree of err into v, a
// pointer as for [Client.Call], with the codec of the client that err is from, else
// with [JSON]. The error is of [KindResult]: there is no such error, it has no data
// ([ErrNoData]), or the data does not fit.
func DecodeData(err error, v any) error {
	codec := JSON
	failed := &Error{Kind: KindResult}
	if e, ok := errors.AsType[*Error](err); ok {
		failed.Method, failed.ID = e.Method, e.ID
		if e.codec != nil {
			codec = e.codec
		}
	}
	var data protocol.Raw
	if e, ok := errors.AsType[*protocol.Error](err); ok {
		data = e.Data
	}
	cause := ErrNoData
	if data != nil {
		cause = decode(codec, data, v)
	}
	if cause == nil {
		return nil
	}
	failed.Err = &ResultError{Text: data, Err: cause}
	return failed
}

// ErrorData returns the data of the [*protocol.Error] in the tree of err as a T; see
// [DecodeData].
func ErrorData[T any](err error) (T, error) {
	var data T
	if err := DecodeData(err, &data); err != nil {
		var zero T
		return zero, err
	}
	return data, nil
}

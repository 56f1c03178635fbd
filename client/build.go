package client

import "github.com/rpcwire/rpcwire/protocol"

// NewRequest returns a 2.0 request with the given id, which comes from a generator
// of package idgen or is explicit, such as protocol.Int(5). Params are as for
// [Params], encoded by [JSON]; so is the error.
func NewRequest(id protocol.ID, method string, params any) (protocol.Request, error) {
	raw, err := Params(JSON, params)
	if err != nil {
		return protocol.Request{}, err
	}
	return protocol.NewRequest(id, method, raw), nil
}

// NewNotification returns a 2.0 notification. Params are as for [Params], encoded
// by [JSON]; so is the error.
func NewNotification(method string, params any) (protocol.Request, error) {
	return NewRequest(protocol.ID{}, method, params)
}

// AppendRequest appends to dst the bytes of the request that [NewRequest] makes. If
// it fails it returns dst as it was, and an error of [KindRequest].
func AppendRequest(dst []byte, id protocol.ID, method string, params any) ([]byte, error) {
	s := borrow()
	defer s.release()
	raw, err := s.encodeParams(JSON, params)
	if err == nil {
		if dst, err = protocol.AppendRequest(dst, id, method, raw); err != nil {
			err = &RequestError{Err: err}
		}
	}
	if err != nil {
		return dst, &Error{Kind: KindRequest, Method: method, ID: id, Err: err}
	}
	return dst, nil
}

// AppendNotification appends to dst the bytes of the notification that
// [NewNotification] makes. If it fails it returns dst as it was, and an error of
// [KindRequest].
func AppendNotification(dst []byte, method string, params any) ([]byte, error) {
	return AppendRequest(dst, protocol.ID{}, method, params)
}

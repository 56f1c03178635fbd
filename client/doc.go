// Package client builds JSON-RPC messages from Go values.
//
// [NewRequest] and [NewNotification] take a method and its params: positional
// ones as [protocol.Args], named ones as [protocol.Named], a struct or a map, or
// JSON text as [protocol.Raw]. What they return goes on the wire by its AppendTo
// method, or into a batch:
//
//	ids := idgen.Counter(1)
//	req, err := client.NewRequest(ids.Next(), "ping", protocol.Args{1})
//	…
//	line, err := req.AppendTo(nil)
//
// [AppendRequest] and [AppendNotification] go straight to bytes.
package client

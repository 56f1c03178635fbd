package mutant

import "github.com/rpcwire/rpcwire/protocol"

// codecBroad are wrong nearly everywhere.
var codecBroad = []*Mutant{
	{
		Name:   "refuses-all",
		Defect: "Nothing is JSON, and nothing can be encoded.",
		Cases:  everything,
		start:  coding(answered(func(object) object { return whole("-32700") }), nothingEncoded),
	},
	{
		Name:   "invalid-all",
		Defect: "Every message is invalid.",
		Cases:  everything,
		start: coding(saying(func(object) object {
			return object{{"kind", protocol.Raw(`"invalid"`)}, {"version", protocol.Raw(`"2.0"`)}, {"id", protocol.Raw(`"null"`)}, {"code", protocol.Raw("-32600")}}
		}), emitting(func([]byte) []byte { return []byte("{}") })),
	},
	{
		Name:   "takes-all",
		Defect: "Every payload is a notification.",
		Cases:  everything,
		start: coding(answered(func(object) object {
			m := object{{"kind", protocol.Raw(`"notification"`)}, {"version", protocol.Raw(`"2.0"`)}, {"method", protocol.Raw(`"f"`)}}
			return object{{"ok", protocol.Raw("true")}, {"batch", protocol.Raw("false")}, {"messages", array([]protocol.Raw{m.json()})}}
		}), emitting(func([]byte) []byte { return []byte("null") })),
	},
}

func nothingEncoded(p *codecParts) {
	p.instead = func([]protocol.Raw) []byte { return nil }
	p.batches = func(object, int) object { return emitted(nil) }
}

package protocol

// Args are positional params: Args{42, "x"} is [42,"x"]. Package client encodes
// them; this package does not reflect on Go values.
type Args []any

// Named are named params: Named{"name": "Foo"} is {"name":"Foo"}. Package client
// encodes them. As the last one of [Args] it makes the mixed form of some peers:
// Args{42, Named{"name": "Foo"}} is [42,{"name":"Foo"}].
type Named map[string]any

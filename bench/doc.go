// Package bench measures rpcwire against other Go implementations of JSON-RPC
// and against bare JSON validators.
//
// Three tables drive everything: [Payloads] is what is decoded, [Decoders] is
// what decodes it, and [Encoders] is what writes [Messages]. The benchmarks are
// named BenchmarkDecode/<payload>/<implementation> and
// BenchmarkEncode/<message>/<implementation>; the program in the report
// directory runs them and writes the results down.
//
// This is a module of its own, so that nothing it compares rpcwire with reaches
// the requirements of rpcwire itself.
package bench

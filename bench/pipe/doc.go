// Package pipe measures calls within one process, over net.Pipe with a message a line, in
// the shape of the benchmarks of go.lsp.dev/jsonrpc2: one call after the other, of a
// method that does nothing, without params and with params that are raw, and beyond
// those with params and results that are Go values. Everybody encodes these with the
// same codec, the default one of lsp.dev.
//
// The benchmarks are named BenchmarkPipe/<shape>/<implementation>; program wireload runs
// the same calls side by side and writes the results down.
package pipe

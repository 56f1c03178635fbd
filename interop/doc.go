// Interop runs the conformance suite against implementations of JSON-RPC in several
// languages, and against rpcwire itself, and writes docs/INTEROP.md and
// docs/interop.html. The README in this folder says how to use it and how to add an
// implementation.
package main

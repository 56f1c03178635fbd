// Package transport carries JSON-RPC payloads: bytes in, bytes out.
//
// Two interfaces are all that there is between a transport and its users. A
// [Sender] is the calling side: it sends a payload and returns the reply. A
// [Handler] is the serving side: it gets a payload and returns the reply. Neither
// knows of methods, params or Go values; what is in a payload is for packages
// client and server, and the codec is package protocol. [Local] joins the two in
// process.
//
// Whatever goes wrong on the way is an [*Error] that tells whether the payload may
// have reached the peer. Facts about the peer reach handlers through the context:
// see [PeerFrom].
package transport

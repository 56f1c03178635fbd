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
//
// # Two ways
//
// HTTP is a Sender here and a Handler there, and that is all. Over a connection that
// carries payloads both ways, both sides can be both. Such a transport is a [Conn],
// which only reads and writes whole payloads, and everything else is done here:
//
//   - [NewMux] makes a [Mux] of a Conn: a Sender of many calls at a time, whose replies
//     may come in any order, that also has a Handler answer what the peer asks. Both
//     sides of a connection have one.
//   - [Serve] is a Mux for those who only answer, until a context ends. [ServeListener]
//     is that for all that a [Listener] accepts; a [Group] is the same for servers which
//     get their connections from elsewhere.
//   - [Redial] makes a Sender of a function that dials: a Mux on a connection that is
//     replaced when it is lost.
//
// Who serves can call as well: [SenderFrom] finds the way back to the peer in the
// context of a Handler, and the OnConnect functions hand it out as soon as there is a
// connection.
//
// What ends when: [Mux.Close] ends everything at once; [Mux.Shutdown] refuses what is
// new and waits for what is under way, in both directions; a peer that closes its side
// gets the replies to what it asked before, within [MuxOptions].Linger. What is in
// flight when a connection ends fails with an Error whose Sent is true: it may have been
// executed.
//
// What a peer can cost is bounded: see [MuxOptions].
package transport

// Package ws carries JSON-RPC over WebSocket (RFC 6455): a payload is a text message, in
// either direction and at any time.
//
// # Calling
//
// [Dial] returns a [Conn], and [transport.NewMux] makes a Sender of it, which has many
// calls in flight at once and serves what the server asks in turn.
//
// # Serving
//
// [NewHandler] returns an http.Handler that upgrades requests and serves the connections;
// it goes beside others, and behind rpchttp.WithGet on the port and path where HTTP is
// served. [Upgrade] is for those who want the [Conn]. Both protect what they serve from
// pages in browsers: upgrades across origins, and those that reach a loopback address
// under another name, are refused unless options allow them.
//
// # Connections
//
// What is written is joined into few writes to the network, and bounded in bytes while
// the peer is slow. What is read is bounded as well, after decompression. Both sides
// ping, so that a peer that has vanished is found. An idle connection has one goroutine,
// the one that reads, and on unix systems no buffers unless there is TLS.
//
// A connection ends in good order with the close codes 1000 or 1001, which Read reports
// as [io.EOF]; any other code is a [*CloseError].
package ws

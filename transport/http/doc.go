// Package http carries JSON-RPC over HTTP: a payload is the body of a POST, its reply
// the body of the response. Importers name it rpchttp, to keep net/http apart.
//
// # Calling
//
// [New] returns a [Sender] for a URL. Its options make up a session: TLS,
// authentication, headers, cookies, compression. Options for single calls travel in
// their context ([WithCall]) and merge over those of the session.
//
// The status of a response is the server's, its body the peer's: a JSON-RPC response
// counts with any status. What a call gets instead is a [*transport.Error], whose Sent
// field tells whether the call may have been executed, and whose cause is a
// [*StatusError] if the server answered at all.
//
// # Serving
//
// [NewHandler] returns an http.Handler, to be mounted beside others or served by
// [NewServer]. It protects what it serves from pages in browsers: requests across
// origins, and requests that reach a loopback address under another name, are refused
// unless options allow them. It wraps no ResponseWriter.
package http

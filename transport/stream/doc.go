// Package stream carries JSON-RPC over anything that is a stream of bytes: TCP, unix
// sockets, TLS, the standard streams of this process or of a child, and every other
// [io.ReadWriteCloser]. A [Conn] is a [transport.Conn], from which transport.NewMux
// makes a Sender, and transport.Serve a server.
//
// # Framing
//
// A [Framing] tells where a payload ends: [Line] is one payload a line, [Header] is a
// Content-Length before each payload, as the Language Server Protocol has it. A framing
// of one's own is two methods.
//
// # What a peer can cost
//
// An idle connection holds a buffer of 4 KiB. A payload beyond the limit is not read
// into memory, but skipped where the framing allows. A payload within it takes memory as
// it arrives, not as it is announced, and gives it back after it was handled. What waits
// for a peer that reads too slowly is bounded in bytes, and a peer that does not read at
// all is cut off after [Options].WriteTimeout.
//
// # Beginning and end
//
// [Dial] and [Listen] take URLs such as tcp://127.0.0.1:4000, tls://example.org:4000 and
// unix:///run/app.sock. [Stdio] is for a program that is a child, [Command] for one that
// has a child. [Conn.Close] drops what was not sent yet; [Conn.Drain] does not.
package stream

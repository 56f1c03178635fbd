// Package server answers JSON-RPC 1.0 and 2.0 payloads by calling Go functions.
//
// A [Server] is a [transport.Handler]: bytes come in and bytes go out, whatever
// carries them. [New] makes one without Methods; [Server.Handle] adds them.
//
//	s := server.New(server.Options{})
//	err := s.Handle("add", server.Func(func(a, b int) int { return a + b }, "a", "b"))
//
// # Methods
//
// A [Method] gets the request as it is. Most are made from Go functions:
//
//   - [Typed] binds params to the fields of a struct, by position or by name;
//   - [Func] takes any function, and names for its parameters; they may be optional,
//     variadic, or filled in by the server;
//   - [Server.Register] registers the methods of an object, [Server.RegisterMap] a map
//     of Methods, and [Server.Lazy] one that is made at its first call;
//   - [MethodFunc] is for those that read [Request.Params] themselves.
//
// It is the type of a function that decides how params are bound, never what a caller
// happens to send: a lone array is the params, and never the first of them.
//
// # Answers
//
// A request is answered in its own version; a notification is executed and never
// answered, whatever comes of it. The members of a batch run concurrently, each fails
// alone, and their answers keep the order. What the whole reply to a batch may hold is
// limited (protocol.Limits.Reply); what does not fit any more is answered with
// -32603 "reply too large" and not executed, unless it has begun.
//
// # Errors
//
// A Method that returns a [*protocol.Error] says exactly what the caller gets.
// [Server.MapError] and [MapErrorAs] do so for other errors. All that is left, and
// every panic, is answered with -32603 "Internal error", and its text goes to
// [Options.Logger] only. Params that do not fit are answered with -32602 and a text
// that says why.
//
// # Middleware
//
// [Server.Use] wraps all Methods. In a Method and in everything that it calls,
// [RequestFrom] returns the request being served, and [transport.PeerFrom] who sent it.
package server

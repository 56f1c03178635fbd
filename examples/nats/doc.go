// Package natsrpc carries JSON-RPC over NATS. It is an example of a transport of one's
// own, and of how to grow past one machine with an engine that is there already: any
// number of workers answer one subject, each call goes to one of them, and NATS finds
// it.
//
// [Sender] is the calling side, a [transport.Sender]; [Worker] is the serving side,
// which passes payloads to a [transport.Handler] such as a server.Server. Packages
// client and server do the rest, as over any other transport.
//
// # What is guaranteed
//
// A call is executed at most once: nothing is sent a second time. A reply means that it
// was executed, and so does an error that the server answered. A [*transport.Error] says
// in its Sent field what is known: false means that the payload certainly reached no
// worker, and can be sent again; true, as after a timeout, that the outcome is unknown.
// Notifications are published and forgotten.
//
// NATS pushes payloads to a worker, whether it is ready for them or not. What a worker
// holds when it dies is lost, and its callers learn so by their deadlines; what it holds
// when it leaves in good order ([Worker.Serve]) is served.
//
// The engine decides who may do what: whoever may publish to the subject may call, and
// a reply goes to whatever subject the caller names. Let workers publish to "_INBOX.>"
// alone, and nobody can misuse them to reach others.
package natsrpc

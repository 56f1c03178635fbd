// Package client calls JSON-RPC methods: Go values go in as params and come out as
// results, and whatever can go wrong comes out as an error that says what it was.
//
// # Calling
//
// A [Client] needs a [transport.Sender], which carries the bytes. The function
// [Call] returns the result as a type of one's own, the method [Client.Call] stores
// it in a variable, and [Client.Notify] wants none:
//
//	c := client.New(sender, client.Options{})
//	sum, err := client.Call[int](ctx, c, "add", protocol.Args{2, 3})
//	err = c.Call(ctx, "cat", protocol.Named{"name": "Mittens"}, &cat)
//	err = c.Notify(ctx, "update", protocol.Args{1, 2, 3})
//
// [Client.Method] is a handle for one method, and [Client.Bind] makes remote
// procedures of a struct of functions. [Client.Send], [Client.SendBatch] and
// [Client.SendRaw] send messages that were made elsewhere, as they are, and return
// what comes back as it is.
//
// # Params
//
// Positional params are [protocol.Args], or any slice or array; named params are
// [protocol.Named], or any struct or map; Args with Named at the end are the mixed
// form of some peers. What is given is always all of the params: a lone slice is
// never taken for the first of them. [protocol.Raw] is JSON text that goes out as it
// is. Params that are nil or empty are left out of the message. See [Params].
//
// # Batches
//
// A [Batch] collects calls and sends them as one payload (JSON-RPC 2.0, section 6).
// [Add] returns a [Future] for the result of each call, of its own type; a call that
// fails fails alone.
//
// # Errors
//
// Every error of this package matches [ErrClient] and is an [*Error], whose Kind
// says at which point the call failed and whose cause has the details:
//
//	kind                 cause                   what happened
//	KindTransport        *transport.Error        the bytes did not get there or back
//	KindTimeout          *transport.Error        so too, since time was up
//	KindParseError       *ParseError             the reply is not JSON
//	KindInvalidResponse  *InvalidResponseError   it is JSON, but no valid response
//	KindIDMismatch       *IDMismatchError        it has the id of another call
//	KindNoResponse       *NoResponseError        there is none
//	KindServer           *protocol.Error         the server answered with an error
//	KindRequest          *RequestError           the request cannot be made; nothing was sent
//	KindResult           *ResultError            the result does not fit the Go type
//	KindMiddleware       any                     a middleware failed on its own
//
// errors.As gets at the causes, [KindOf] at the kind, and [ErrorData] at the data of
// a server's error. errors.Is with a [protocol.Code] asks for what the server
// answered, and for nothing that was found out here.
//
// # Replies
//
// What a reply may look like is up to the rulings in docs/rulings.md. A client
// follows C01 to C14: ids are compared by value, so that 1.0 answers 1 and "1" does
// not (C04); an error with the id null, or without one, belongs to the call that it
// answers (C05); in a batch, replies that are missing, doubled, stray or malformed
// spoil only the calls concerned (C06); what answers a notification is ignored (C11);
// and one object in answer to a batch is an error of the whole batch, or no valid
// response (C14). A batch of one response in answer to a single call is no valid
// response either.
//
// # JSON-RPC 1.0
//
// With [protocol.V1] in its [Options] a client speaks 1.0: notifications have the id
// null, params are positional, and there are no batches; what 1.0 cannot say is
// refused before anything is sent.
//
// # Building messages only
//
// [NewRequest] and [NewNotification] build messages from Go values and send nothing;
// [AppendRequest] and [AppendNotification] go straight to bytes.
//
// A [Client] is safe for concurrent use, and so is everything here unless it says
// otherwise.
package client

// Package protocol parses, validates and serializes JSON-RPC 1.0 and 2.0
// messages. It does no I/O: bytes come in and bytes go out, whatever carries them.
//
// # Reading
//
// [Parse] takes one payload, a message or a batch, and returns a [Payload] of
// lazy [Message] views. Parsing is one pass over the bytes that checks everything
// (the full grammar of RFC 8259, UTF-8, nesting, the members of the message) and
// builds nothing; a single message costs no allocation. A [Decoder] does the same
// with limits and a dialect of one's own, and reuses its storage for batches.
//
// There are three outcomes, and no input leads to any other:
//
//   - a message: a request, a notification, a result or an error;
//   - a message of [KindInvalid], which is JSON but not JSON-RPC: [Message.Err]
//     is what to answer, [Message.AnswerID] the id to answer it to, and
//     [Message.Problem] what is wrong and where. It spoils no other message of
//     its batch;
//   - a [*DecodeError], which concerns the payload as a whole: it is not JSON, too
//     deeply nested, an empty batch or too large a batch.
//
// [ParseRequest], [ParseResponse] and [ParseResponses] are for those who expect
// just one kind.
//
// # Writing
//
// [Request], [Response], [Batch] and [Responses] append themselves to a buffer, or
// marshal with encoding/json to the same messages. What they are given as [Raw] is
// validated, so that they never emit invalid JSON, and nothing is emitted of a
// message that cannot be encoded.
//
// # Exactness
//
// Ids keep their text: 9007199254740993, 1.50 and a number of 30 digits come back
// byte for byte, and so do params, results and error data. Member names match
// exactly after unescaping: "Method" is not method, "\u006dethod" is. A lone
// surrogate survives the way through a Go string (see [Raw.Text]).
//
// What the specifications leave open is decided by rulings, R01 to R22 for
// requests and C01 to C14 for responses; docs/rulings.md lists them. A [Dialect]
// changes some of them, and [Message.Tolerated] tells which a message needed.
package protocol

// Package conformance tests implementations of JSON-RPC 1.0 and 2.0, in any language:
// servers, clients, codecs and transports.
//
// # Cases
//
// A [Case] says what is sent to an implementation and what it may do then. Every case
// has a permanent id, a level (must, should, may), a reason, and references to sentences
// of the specifications, which [Documents] has in words of our own. What is acceptable
// is graded: [Pass] is as it should be, [Info] one of several ways that are all right,
// [Lenient] works but is not as it should be. Everything else is [Fail].
//
// The cases are JSON files in the folder cases, described by a published schema (see
// [Schema]), so that programs in other languages can use them too. Those for transports
// are Go code.
//
// # Running them
//
// [RunServer] tests a server over any transport. The profile [Bare] needs no methods of
// this suite and works against every live server, [Full] needs the reference methods
// (see [Methods]). [RunClient] starts a client, a program or a Go function, for every
// call, and plays a server that does what the case says. [RunCodec] puts questions to a
// codec by the driver protocol of docs/codec-driver.md. [RunTransport] checks the
// contract of package transport.
//
// In tests there are [TestServer], [TestClient], [TestCodec] and [TestTransport], with a
// subtest for every case.
//
// A target that hangs, floods, closes connections or sends garbage fails cases, and does
// no harm to the run. That nothing answers a notification is shown on two-way connections
// by a request that is sent behind it and is answered first, and a quiet period.
//
// # Results
//
// A [Result] has all that is needed to understand it; [Result.Explain] puts it in words.
// Runs are stored as JSON lines: see [Writer] and [ReadRuns].
//
// # Claims
//
// Frozen sets (see [Sets]) are named by the month in which they were frozen and never
// change, so that "passes 2026-11" stays true however many cases are added. Failures
// that are known, with their reasons, can be listed: see [ReadKnownFailures].
package conformance

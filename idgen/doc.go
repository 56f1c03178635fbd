// Package idgen generates the ids of requests.
//
// A server sends the id of a request back with the reply, so ids must differ as
// long as their requests are in flight; a log is easier to read if they always do.
// Five strategies are here, and [Func] makes a [Generator] of any other:
//
//	Counter   1, 2, 3 …                        short, cheap, the default
//	Hex       "1" … "a" … "10" …               the same, for peers that want strings
//	Random    "qzsib147"                       tells nothing about earlier ids
//	UUID      "45480a2f-069c-42aa-a67f-…"      unique across clients
//	UUIDv7    "0192f3c1-5e4b-7c3a-9d10-…"      so too, and in the order of time
package idgen

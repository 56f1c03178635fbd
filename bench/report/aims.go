package main

// An aim is what the project sets itself for one input. The report shows it next
// to the figure; nothing fails over it.
type aim struct {
	peer  float64 // times as fast as the main peer, 0 if there is no aim
	limit float64 // times as fast as the main limit, 0 if there is no aim
}

// decodeAims holds the aims for payloads.
var decodeAims = map[string]aim{
	"tiny":   {peer: 1.5, limit: 1},
	"medium": {peer: 1.2, limit: 1},
	"logs":   {peer: 2, limit: 0.5},
	"text":   {peer: 3, limit: 0.5},
	"batch":  {peer: 1.5},
}

// encodeAims holds the aims for messages.
var encodeAims = map[string]aim{
	"call": {peer: 1},
	"ping": {peer: 1},
}

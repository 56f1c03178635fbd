package ws

import (
	"maps"
	nethttp "net/http"
	"slices"
	"sync/atomic"
)

// ofHandshake are the headers that say the same of every connection. Connections last,
// and so does the memory of what is known of their peers.
var ofHandshake = map[string]bool{
	"Connection":               true,
	"Upgrade":                  true,
	"Sec-Websocket-Accept":     true,
	"Sec-Websocket-Extensions": true,
	"Sec-Websocket-Key":        true,
	"Sec-Websocket-Version":    true,
}

// worthKeeping returns a copy of what of a header is no matter of the handshake; nil if
// nothing is.
func worthKeeping(header nethttp.Header) nethttp.Header {
	var kept nethttp.Header
	for name, values := range header {
		if ofHandshake[name] {
			continue
		}
		if kept == nil {
			kept = make(nethttp.Header)
		}
		kept[name] = slices.Clone(values)
	}
	return kept
}

// lastHeader is the header of the last client. Many clients of one program have equal
// ones, which they then share.
type lastHeader struct {
	kept atomic.Pointer[nethttp.Header]
}

// share returns kept, or what is equal to it. Nobody changes it any more.
func (l *lastHeader) share(kept nethttp.Header) nethttp.Header {
	if last := l.kept.Load(); last != nil && maps.EqualFunc(*last, kept, slices.Equal) {
		return *last
	}
	l.kept.Store(&kept)
	return kept
}

package ws

import (
	"time"

	"github.com/rpcwire/rpcwire/protocol"
)

const (
	defaultPingInterval = 30 * time.Second
	defaultPingTimeout  = 10 * time.Second
	defaultWriteTimeout = 10 * time.Second
	defaultHandshake    = 30 * time.Second
	defaultQueue        = 1 << 20
)

// Subprotocol is the subprotocol that clients offer and servers take unless told.
const Subprotocol = "jsonrpc2.0"

// settings are what clients and servers have in common. They do not change once a
// connection has them; the connections of a handler share theirs.
type settings struct {
	limit        int
	pingInterval time.Duration // zero: no pings
	pingTimeout  time.Duration
	writeTimeout time.Duration // zero: none
	handshake    time.Duration // zero: no limit
	queue        int
	compressFrom int // size of the smallest payload that is compressed, or -1: not offered
	binary       bool
	subprotocols []string
	endpoint     string // of a client: the URL without user name, password and query
}

func defaults() settings {
	return settings{
		limit:        protocol.Limits{}.Resolved().Payload,
		pingInterval: defaultPingInterval,
		pingTimeout:  defaultPingTimeout,
		writeTimeout: defaultWriteTimeout,
		handshake:    defaultHandshake,
		queue:        defaultQueue,
		compressFrom: -1,
		subprotocols: []string{Subprotocol},
	}
}

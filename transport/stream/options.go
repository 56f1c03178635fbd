package stream

import (
	"crypto/tls"
	"io/fs"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
)

// The defaults of [Options].
const (
	DefaultQueue        = 4 << 20
	DefaultWriteTimeout = 30 * time.Second
	DefaultMode         = fs.FileMode(0o600)
	DefaultGrace        = 2 * time.Second
)

// Options are how connections work. The zero value is ready, and a copy is made of what
// is used.
type Options struct {
	// Limits bound what is read; only Payload concerns streams. What is written is up to
	// the limits of the peer.
	Limits protocol.Limits

	// Queue is how many bytes may wait for a peer that reads too slowly, or else one
	// larger payload; then Write waits. Zero or less is [DefaultQueue].
	Queue int

	// WriteTimeout is how long a peer may read nothing while something waits for it,
	// before the connection ends; it may take twice as long. Zero is
	// [DefaultWriteTimeout], a negative value is no timeout.
	WriteTimeout time.Duration

	// ReadTimeout is how long a peer may send nothing while Read waits for it, before
	// the connection ends. Zero or less is no timeout: most connections have nothing to
	// say for hours.
	ReadTimeout time.Duration

	// TLS makes Dial and Listen use TLS, whatever the scheme of the address is. For
	// Listen, a certificate is needed. With the scheme tls, Dial does without it.
	TLS *tls.Config

	// Mode is who may connect to the socket file that Listen makes: whoever may write to
	// it. Zero is [DefaultMode]: processes of the same user.
	Mode fs.FileMode

	// Grace is how long the child of [Command] has to end after its standard input was
	// closed, and then again after SIGTERM where there are signals, before it is killed.
	// Zero or less is [DefaultGrace].
	Grace time.Duration
}

// resolved returns the options with the defaults filled in.
func (o Options) resolved() Options {
	o.Limits = o.Limits.Resolved()
	if o.Queue <= 0 {
		o.Queue = DefaultQueue
	}
	if o.WriteTimeout == 0 {
		o.WriteTimeout = DefaultWriteTimeout
	}
	o.WriteTimeout = max(o.WriteTimeout, 0)
	if o.Mode == 0 {
		o.Mode = DefaultMode
	}
	if o.Grace <= 0 {
		o.Grace = DefaultGrace
	}
	if o.TLS != nil {
		o.TLS = o.TLS.Clone()
	}
	return o
}

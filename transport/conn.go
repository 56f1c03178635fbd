package transport

import "context"

// A Conn carries whole payloads both ways between two peers. It is what a two-way
// transport has to offer; [Mux] makes a Sender of it and serves what the peer asks.
//
// Its errors are an [*Error], or any other error, which then counts as one that leaves
// open whether a payload was delivered.
type Conn interface {
	// Read returns the next payload that the peer sent. It is called by one goroutine
	// at a time; the payload belongs to the Conn and is valid until the next Read. The
	// end of ctx ends it; the Conn may then be unusable. After the peer has closed in
	// good order it is [io.EOF].
	//
	// A payload beyond the limit that was skipped, so that the next one can be read, is
	// an error that matches [ErrPayloadTooLarge] and not [ErrClosed]; whoever reads
	// answers it and goes on.
	Read(ctx context.Context) (payload []byte, err error)

	// Write sends a payload. It may be called concurrently, and while Read is. It
	// neither changes the payload nor keeps it after it returns. That it returns without
	// an error means that the payload is on its way, not that it arrived: what is
	// written later than that may fail, and then Read does as well. It waits while the
	// peer is too slow, until ctx ends. Any error but that of ctx, and one that matches
	// [ErrPayloadTooLarge], is the end of the connection: Read ends before long, too.
	Write(ctx context.Context, payload []byte) error

	// Close ends the connection, and with it Read and Write. It may be called at any
	// time, more than once and concurrently. It does not wait for the peer.
	Close() error
}

// A Drainer is a Conn that can say farewell: Drain waits until all that was written
// went out, tells the peer that nothing will follow where the transport has words for
// that, and closes, at the latest when ctx ends. It may be called at any time, more than
// once and concurrently. Without it, [Mux.Shutdown] closes.
type Drainer interface {
	Drain(ctx context.Context) error
}

// A PeerConn is a Conn that knows facts about its peer. They do not change, except that
// Peer may return nil as long as they are not known.
type PeerConn interface {
	Peer() *Peer
}

// A Listener accepts connections.
type Listener interface {
	// Accept returns the next connection. The end of ctx ends it. After Close it is an
	// error that matches [ErrClosed]; any other error concerns one connection only.
	Accept(ctx context.Context) (Conn, error)

	// Close ends listening, and with it Accept. Connections that were accepted stay.
	Close() error
}

package transport

import "context"

// A Sender is the calling side of a transport. It must be safe for concurrent use.
type Sender interface {
	// Send sends a payload, one message or a batch, and returns the payload that
	// answers it. Nil and no error mean that no reply will come, as after a
	// notification. It neither changes the payload nor keeps it after it returns;
	// the reply belongs to the caller. It ends when ctx does. The error is an
	// [*Error].
	Send(ctx context.Context, payload []byte) (reply []byte, err error)
}

// SenderFunc makes a Sender of a function.
type SenderFunc func(ctx context.Context, payload []byte) ([]byte, error)

// Send calls f.
func (f SenderFunc) Send(ctx context.Context, payload []byte) ([]byte, error) {
	return f(ctx, payload)
}

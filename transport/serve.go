package transport

import (
	"context"
	"errors"
	"io"
)

// Serve answers what the peer of conn asks, with h, until the peer closes the connection
// or ctx ends; then it shuts down, for which there is [MuxOptions.Grace]. It owns conn.
// It returns nil if the connection ended in good order or by ctx, else why it ended.
func Serve(ctx context.Context, conn Conn, h Handler, o MuxOptions) error {
	return NewMux(conn, h, o).serveUntil(ctx)
}

// serveUntil waits for the end of the Mux, or of ctx.
func (m *Mux) serveUntil(ctx context.Context) error {
	select {
	case <-m.Done():
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.Background(), max(0, m.options.Grace))
		defer cancel()
		_ = m.Shutdown(grace) // what takes longer is cut
		<-m.Done()
	}
	if err := m.Err(); !isGood(err) {
		return err
	}
	return nil
}

// isGood reports whether a connection that ended with err did so in good order.
func isGood(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, ErrClosed) }

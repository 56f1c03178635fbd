package jobs

import (
	"context"
	"net"
	"strings"
)

// DialTCP connects to the server of a job over TCP.
func (j *Job) DialTCP(ctx context.Context) (*net.TCPConn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", strings.TrimPrefix(j.URL, "tcp://"))
	if err != nil {
		return nil, err
	}
	return conn.(*net.TCPConn), nil
}

// Finish closes a connection for writing and waits until the server has read everything
// and closed it, which the library tells by ended; or until ctx ends.
func Finish[T any](ctx context.Context, conn *net.TCPConn, ended <-chan T) error {
	defer func() { _ = conn.Close() }() // it may be closed
	if err := conn.CloseWrite(); err != nil {
		return err
	}
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

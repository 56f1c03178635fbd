package stream

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"syscall"
)

// listenFile listens at a socket file that it makes, and that remove removes.
func listenFile(ctx context.Context, path string, mode fs.FileMode) (_ net.Listener, remove func(), err error) {
	l, err := bind(ctx, path, mode)
	if errors.Is(err, syscall.EADDRINUSE) && isStale(ctx, path) {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, nil, err
		}
		l, err = bind(ctx, path, mode)
	}
	if err != nil {
		return nil, nil, err
	}
	made, err := os.Lstat(path)
	if err != nil {
		_ = l.Close() // the other error came first
		return nil, nil, err
	}
	return l, func() { removeFile(path, made) }, nil
}

// bind makes a socket file with a mode and listens at it. Where the system allows, nobody
// can connect before the mode is right.
func bind(ctx context.Context, path string, mode fs.FileMode) (net.Listener, error) {
	config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		return restrict(c, mode)
	}}
	l, err := config.Listen(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false) // another server may have replaced it by then
	if err := os.Chmod(path, mode); err != nil {
		_ = l.Close() // the other error came first
		_ = os.Remove(path)
		return nil, err
	}
	return l, nil
}

// isStale reports whether there is a socket file at which no server listens.
func isStale(ctx context.Context, path string) bool {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Type() != fs.ModeSocket {
		return false
	}
	var d net.Dialer
	c, err := d.DialContext(ctx, "unix", path)
	if err == nil {
		_ = c.Close() // it was only a question
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

// removeFile removes a socket file, if it is still the one that was made.
func removeFile(path string, made fs.FileInfo) {
	if info, err := os.Lstat(path); err == nil && os.SameFile(info, made) {
		_ = os.Remove(path) // nobody listens there in any case
	}
}

//go:build unix

package stream

import (
	"errors"
	"os"
	"sync"
	"syscall"
	"time"
)

// An unblocked file is a non-blocking twin of a blocking file.
type unblocked struct {
	*os.File
	original *os.File
	restore  bool
	once     sync.Once
	closeErr error
}

// unblock returns a twin of a blocking file whose operations can be interrupted. Until it
// is closed, the original is non-blocking and must not be used, and if restore is not set
// afterwards as well.
func unblock(f *os.File, restore bool) (*unblocked, error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, err
	}
	var twin int
	var failed error
	err = raw.Control(func(fd uintptr) { twin, failed = duplicate(int(fd)) })
	if err := errors.Join(err, failed); err != nil {
		return nil, err
	}
	u := &unblocked{File: os.NewFile(uintptr(twin), f.Name()), original: f, restore: restore}
	if err := u.SetDeadline(time.Time{}); err != nil {
		_ = u.File.Close() // the other error came first
		return nil, errors.Join(err, u.block())
	}
	return u, nil
}

// duplicate returns a non-blocking duplicate of a file descriptor, which children do not
// inherit.
func duplicate(fd int) (twin int, err error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if twin, err = syscall.Dup(fd); err != nil {
		return 0, err
	}
	syscall.CloseOnExec(twin)
	if err := syscall.SetNonblock(twin, true); err != nil {
		_ = syscall.Close(twin) // the other error came first
		return 0, err
	}
	return twin, nil
}

// block makes the original blocking again: others may have it, too.
func (u *unblocked) block() error {
	if !u.restore {
		return nil
	}
	raw, err := u.original.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) { failed = syscall.SetNonblock(int(fd), false) })
	return errors.Join(err, failed)
}

// Close closes both, after what was being done has ended.
func (u *unblocked) Close() error {
	u.once.Do(func() { u.closeErr = errors.Join(u.File.Close(), u.block(), u.original.Close()) })
	return u.closeErr
}

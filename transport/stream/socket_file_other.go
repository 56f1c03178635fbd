//go:build !unix

package stream

import (
	"io/fs"
	"syscall"
)

// restrict does nothing: such systems have no modes.
func restrict(syscall.RawConn, fs.FileMode) error { return nil }

//go:build unix

package stream

import (
	"io/fs"
	"syscall"
)

// restrict gives a socket that is not bound yet a mode, which its file then has from the
// beginning. Not all systems do that; the mode is set again later.
func restrict(c syscall.RawConn, mode fs.FileMode) error {
	return c.Control(func(fd uintptr) {
		_ = syscall.Fchmod(int(fd), uint32(mode.Perm()))
	})
}

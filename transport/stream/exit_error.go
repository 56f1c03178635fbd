package stream

import (
	"bytes"
	"io"
	"os"
)

// An ExitError is the end of a child process that [Command] has started. If the process
// ended with success, it matches [io.EOF], but [io.ErrUnexpectedEOF] if it was in the
// midst of a payload.
type ExitError struct {
	// State tells how the process ended; it is nil if that could not be learned.
	State *os.ProcessState

	// Stderr is the end of what the process wrote to standard error, at most 4 KiB.
	Stderr []byte

	// Err is what package os/exec says, or nil if the process ended with success.
	Err error

	truncated bool // the last payload is incomplete
}

// Error returns how the process ended and the last line of its standard error.
func (e *ExitError) Error() string {
	text := "the process ended"
	switch {
	case e.Err != nil:
		text += ": " + e.Err.Error()
	case e.State != nil:
		text += ": " + e.State.String()
	}
	lines := bytes.Split(bytes.TrimSpace(e.Stderr), []byte("\n"))
	if last := bytes.TrimSpace(lines[len(lines)-1]); len(last) > 0 {
		const most = 200
		text += ": " + string(last[max(0, len(last)-most):])
	}
	return text
}

// Unwrap returns Err.
func (e *ExitError) Unwrap() error { return e.Err }

// Is reports whether target is the error of a stream that ended as this process did.
func (e *ExitError) Is(target error) bool {
	if e.truncated {
		return target == io.ErrUnexpectedEOF
	}
	return target == io.EOF && e.Err == nil
}

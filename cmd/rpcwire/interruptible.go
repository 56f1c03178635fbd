package main

import (
	"context"
	"errors"
	"io"
)

// errInterrupted is the error of reading on after the command was interrupted.
var errInterrupted = errors.New("interrupted")

// An interruptible is standard input, which nobody waits for any longer when ctx ends.
type interruptible struct {
	ctx context.Context
	r   io.Reader
}

// Read reads, or fails when ctx ends. What is read then, by a goroutine that is left
// behind, is lost with the process.
func (i *interruptible) Read(p []byte) (int, error) {
	if i.ctx.Err() != nil {
		return 0, errInterrupted
	}
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		buffer := make([]byte, len(p)) // p is the caller's again after Read
		n, err := i.r.Read(buffer)
		done <- result{buffer[:n], err}
	}()
	select {
	case r := <-done:
		return copy(p, r.data), r.err
	case <-i.ctx.Done():
		return 0, errInterrupted
	}
}

package child

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
)

// An Output is what a program that was run to its end printed.
type Output struct {
	Stdout []byte
	Stderr string // the end of it, as the end of a message
	Exit   string // "exit status 3", "signal: killed"; "" for success
}

// ErrTooMuch is a program that prints more than it may.
var ErrTooMuch = errors.New("the program prints too much")

// Run runs a program with the given input. It ends when ctx does, which is an error, as
// it is to print more than limit bytes.
func Run(ctx context.Context, command []string, input []byte, limit int) (Output, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var errs tail
	out := &bounded{limit: limit, full: cancel}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(input), out, &errs
	cmd.WaitDelay = waitDelay
	if err := cmd.Start(); err != nil {
		return Output{}, fmt.Errorf("%w: %w", ErrStart, err)
	}
	err := cmd.Wait()
	o := Output{Stdout: out.data.Bytes(), Stderr: errs.String()}
	var exit *exec.ExitError
	switch {
	case out.over:
		return o, fmt.Errorf("%w: more than %d bytes", ErrTooMuch, limit)
	case ctx.Err() != nil:
		return o, fmt.Errorf("the program does not end%s", o.Stderr)
	case errors.As(err, &exit):
		o.Exit = exit.Error()
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		o.Exit = err.Error()
	}
	return o, nil
}

// A bounded holds what is written to it up to a limit.
type bounded struct {
	data  bytes.Buffer
	limit int
	full  func() // called beyond the limit
	over  bool
}

func (b *bounded) Write(data []byte) (int, error) {
	if b.data.Len()+len(data) > b.limit {
		b.over = true
		b.full()
		return 0, io.ErrShortWrite
	}
	return b.data.Write(data)
}

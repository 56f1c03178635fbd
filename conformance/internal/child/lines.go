package child

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"
)

// ErrStart is a program that cannot be started.
var ErrStart = errors.New("the program cannot be started")

// waitDelay is how long the pipes of a program that was killed may stay open, which
// programs that it started can bring about.
const waitDelay = time.Second

// A Lines is a program that answers lines with lines. It is used by one goroutine at a
// time.
type Lines struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	pipe   *io.PipeReader
	out    *bufio.Reader
	errs   *tail
	limit  int
	waited chan struct{}
	err    error // of the end of the program
}

// StartLines starts a program. Ctx ends it. Limit is how long an answer can be.
func StartLines(ctx context.Context, command []string, limit int) (*Lines, error) {
	l := &Lines{cmd: exec.CommandContext(ctx, command[0], command[1:]...), errs: new(tail), limit: limit, waited: make(chan struct{})}
	l.cmd.Stderr = l.errs
	l.cmd.WaitDelay = waitDelay
	var err error
	if l.in, err = l.cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStart, err)
	}
	// Not StdoutPipe: Wait would close it before everything is read.
	r, w := io.Pipe()
	l.cmd.Stdout, l.pipe = w, r
	l.out = bufio.NewReaderSize(r, 64<<10)
	if err := l.cmd.Start(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStart, err)
	}
	go func() {
		l.err = l.cmd.Wait()
		_ = w.Close() // a reader sees the end
		close(l.waited)
	}()
	return l, nil
}

// Ask writes a line and returns the line that answers it, without line feeds. After an
// error, which also the end of ctx is, the program has to be stopped.
func (l *Lines) Ask(ctx context.Context, line []byte) ([]byte, error) {
	type answer struct {
		line []byte
		err  error
	}
	answers := make(chan answer, 1)
	var asking sync.WaitGroup
	defer asking.Wait()
	asking.Go(func() {
		// Both at once: a program may answer before it has read everything.
		var writing sync.WaitGroup
		writing.Go(func() {
			_, _ = l.in.Write(append(line[:len(line):len(line)], '\n')) // the answer tells
		})
		text, err := l.read()
		if err != nil {
			answers <- answer{nil, err}
			return
		}
		writing.Wait()
		answers <- answer{text, nil}
	})
	select {
	case a := <-answers:
		if a.err != nil {
			return nil, l.failure(a.err)
		}
		return a.line, nil
	case <-ctx.Done():
		l.kill()
		return nil, fmt.Errorf("no answer in time%s", l.errs)
	}
}

// read returns the next line.
func (l *Lines) read() ([]byte, error) {
	var line []byte
	for {
		piece, err := l.out.ReadSlice('\n')
		line = append(line, piece...)
		switch {
		case len(line) > l.limit:
			return nil, fmt.Errorf("an answer of more than %d bytes", l.limit)
		case err == bufio.ErrBufferFull:
			continue
		case err != nil:
			return nil, err
		}
		return line[:len(line)-1], nil
	}
}

// failure returns why there is no answer.
func (l *Lines) failure(err error) error {
	if err != io.EOF {
		l.kill()
		return err
	}
	<-l.waited
	if l.err == nil {
		return fmt.Errorf("the program ended%s", l.errs)
	}
	return fmt.Errorf("the program ended: %w%s", l.err, l.errs)
}

func (l *Lines) kill() {
	_ = l.cmd.Process.Kill() // it may have ended
	_ = l.pipe.Close()       // nobody reads what it still had to say
	<-l.waited
}

// Stop ends the program, which gets a moment to do so by itself.
func (l *Lines) Stop() {
	_ = l.in.Close() // tells it to end
	go func() {      // so that it can
		_, _ = io.Copy(io.Discard, l.out)
	}()
	select {
	case <-l.waited:
	case <-time.After(waitDelay):
		l.kill()
	}
}

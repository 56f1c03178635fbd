package stream

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// A process is a child process as a stream.
type process struct {
	cmd     *exec.Cmd
	in, out *os.File // the ends of its pipes
	stderr  tail
	grace   time.Duration

	exited chan struct{} // closed when err is set
	err    error

	reading sync.Mutex
	closed  chan struct{} // nobody wants to read any more
}

// wait waits for the end of the process.
func (p *process) wait() {
	err := p.cmd.Wait()
	if errors.Is(err, exec.ErrWaitDelay) { // it has succeeded; others have its standard error
		err = nil
	}
	p.err = err
	close(p.exited)
	_ = p.out.SetReadDeadline(time.Now().Add(linger)) // others may have its standard output
}

// Read implements [io.Reader].
func (p *process) Read(b []byte) (int, error) {
	p.reading.Lock()
	defer p.reading.Unlock()
	if isDone(p.closed) {
		return 0, os.ErrClosed
	}
	if isDone(p.exited) {
		_ = p.out.SetReadDeadline(time.Now().Add(linger)) // if it fails, so does Read
	}
	return p.out.Read(b)
}

func isDone(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// explain returns what is behind an error of reading: at the end of the output the end
// of the process, for which it waits, but not for long.
func (p *process) explain(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		timer := time.NewTimer(linger)
		defer timer.Stop()
		select {
		case <-p.exited:
		case <-p.closed:
		case <-timer.C:
		}
	}
	if !isDone(p.exited) {
		return err
	}
	exit := p.exitError()
	exit.truncated = err == io.ErrUnexpectedEOF
	return exit
}

func (p *process) exitError() *ExitError {
	return &ExitError{State: p.cmd.ProcessState, Stderr: p.stderr.bytes(), Err: p.err}
}

// Write implements [io.Writer].
func (p *process) Write(b []byte) (int, error) { return p.in.Write(b) }

// SetReadDeadline implements [deadlined].
func (p *process) SetReadDeadline(t time.Time) error { return p.out.SetReadDeadline(t) }

// SetWriteDeadline implements [deadlined].
func (p *process) SetWriteDeadline(t time.Time) error { return p.in.SetWriteDeadline(t) }

// CloseWrite closes the standard input of the process.
func (p *process) CloseWrite() error { return p.in.Close() }

// Close ends the process and waits for that. It is called once.
func (p *process) Close() error {
	_ = p.in.Close() // CloseWrite may have done it
	close(p.closed)
	if p.out.SetReadDeadline(longAgo) != nil {
		_ = p.out.Close() // that is what is left to end a Read
	}
	p.reading.Lock() // by now, nobody reads
	defer p.reading.Unlock()
	rest := make(chan struct{})
	go p.discard(rest)
	p.terminate()
	_ = p.out.Close()
	<-rest
	if p.err != nil {
		return p.exitError()
	}
	return nil
}

// discard takes what the process still writes, so that it is not held up.
func (p *process) discard(done chan<- struct{}) {
	defer close(done)
	if p.out.SetReadDeadline(time.Time{}) == nil {
		_, _ = io.Copy(io.Discard, p.out) // until the process ends, or the file is closed
	}
}

// terminate makes sure that the process has ended.
func (p *process) terminate() {
	if p.endsWithin(p.grace) {
		return
	}
	if p.cmd.Process.Signal(syscall.SIGTERM) == nil && p.endsWithin(p.grace) {
		return
	}
	_ = p.cmd.Process.Kill() // it fails only if it has ended by now
	<-p.exited
}

func (p *process) endsWithin(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-p.exited:
		return true
	case <-timer.C:
		return false
	}
}

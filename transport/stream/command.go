package stream

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// Command starts a child process and returns a connection over its standard input and
// output. Stdin and Stdout of cmd must not be set. Stderr may be: it gets a copy, since
// the end of it is part of the [*ExitError] that Read returns when the process has ended;
// it is written by one goroutine. If cmd has a context (see [exec.CommandContext]), its
// end ends the process. F is [Line] if it is nil.
//
// Close ends Read and Write, closes the standard input of the process, and waits for its
// end: Options.Grace, then another one after SIGTERM, then it kills. Its error is nil if
// the process ended with success, else an [*ExitError]. After any of it, or when the
// process has ended by itself, nothing is left of it; of processes that it has started
// itself, Close knows nothing.
func Command(cmd *exec.Cmd, f Framing, o Options) (*Conn, error) {
	o = o.resolved()
	p, err := startProcess(cmd, o.Grace)
	if err != nil {
		return nil, &transport.Error{Op: "start", Endpoint: cmd.Path, Err: err}
	}
	peer := &transport.Peer{Transport: "process", Identity: strconv.Itoa(cmd.Process.Pid)}
	c := newConn(p, f, o, facts{cmd.Path, always(peer)})
	c.explain = p.explain
	return c, nil
}

// startProcess starts a process that has the other ends of two pipes.
func startProcess(cmd *exec.Cmd, grace time.Duration) (*process, error) {
	if cmd.Stdin != nil || cmd.Stdout != nil {
		return nil, errors.New("stream: Stdin or Stdout of the command is set")
	}
	childIn, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, childOut, err := os.Pipe()
	if err != nil {
		closeAll(childIn, in)
		return nil, err
	}
	p := &process{cmd: cmd, in: in, out: out, grace: grace}
	p.exited, p.closed = make(chan struct{}), make(chan struct{})
	p.stderr.copy = cmd.Stderr
	cmd.Stdin, cmd.Stdout, cmd.Stderr = childIn, childOut, &p.stderr
	if cmd.WaitDelay == 0 {
		cmd.WaitDelay = linger // for others who have the standard error of the process
	}
	err = cmd.Start()
	closeAll(childIn, childOut)
	if err != nil {
		closeAll(in, out)
		return nil, err
	}
	go p.wait()
	return p, nil
}

func closeAll(files ...io.Closer) {
	for _, f := range files {
		_ = f.Close() // nothing was written that could be lost
	}
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
)

// A program is an executable file that serves as a method: it reads the params as
// JSON from standard input, null where there are none, and writes the result as JSON
// to standard output; nothing is null. An exit code other than zero is an error: the
// one that it wrote, if that is an object with code and message, else -32000.
type program struct {
	log   *slog.Logger
	path  string
	slots chan struct{} // one for each process that may run at once, of all programs
	limit programLimits
}

// programLimits bound what the programs of a server can take.
type programLimits struct {
	time   time.Duration // of one call
	number int           // of processes at once
	output int           // of one call, in bytes
}

// The reasons why a program gives no result.
var (
	errProgramOutput = errors.New("the program wrote too much")
	errProgramTime   = errors.New("the program took too long")
)

// stderrTail is how much of what a program says on standard error is kept.
const stderrTail = 4 << 10

// findPrograms returns the executables in a folder, by their names.
func findPrograms(dir string, limit programLimits, log *slog.Logger) (map[string]*program, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	slots := make(chan struct{}, limit.number)
	found := make(map[string]*program)
	for _, entry := range entries {
		path, err := filepath.Abs(filepath.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		info, err := os.Stat(path)
		if err != nil || !isExecutable(info) || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		found[entry.Name()] = &program{log, path, slots, limit}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("there are no executables in %s", dir)
	}
	return found, nil
}

// Call runs the program once.
func (p *program) Call(ctx context.Context, req *server.Request) (any, error) {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	params := req.Params
	if params == nil {
		params = protocol.Raw("null")
	}
	out, said, err := p.run(ctx, params)
	if err != nil || len(said) > 0 {
		p.log.WarnContext(ctx, "program", "method", req.Method, "error", err, "stderr", string(said))
	}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return nil, programError(out, exit)
	case err != nil:
		return nil, err
	case len(out) == 0:
		return nil, nil
	}
	result, err := protocol.ParseRaw(out)
	if err != nil {
		return nil, fmt.Errorf("%s did not write JSON: %w", p.path, err)
	}
	return result, nil
}

// run runs the program, and returns what it wrote and the end of what it said on
// standard error. When ctx ends or a limit is reached, the program and the processes
// that it started are killed.
func (p *program) run(ctx context.Context, params protocol.Raw) (out, said []byte, err error) {
	ctx, stop := context.WithTimeoutCause(ctx, p.limit.time, errProgramTime)
	defer stop()
	ctx, abort := context.WithCancelCause(ctx)
	defer abort(nil)
	stdout := &boundedBuffer{limit: p.limit.output, full: func() { abort(errProgramOutput) }}
	stderr := &tailBuffer{limit: stderrTail}
	cmd := exec.CommandContext(ctx, p.path)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(params), stdout, stderr
	cmd.WaitDelay = time.Second // for what a process that left the group keeps open
	setGroup(cmd)
	cmd.Cancel = func() error { return killGroup(cmd) }
	err = cmd.Run()
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	return bytes.TrimSpace(stdout.kept), bytes.TrimSpace(stderr.tail), err
}

// programError returns the error of a program that ended with an exit code.
func programError(out []byte, exit *exec.ExitError) error {
	if e, err := protocol.ParseError(out); err == nil && e.Value == nil {
		return e
	}
	return protocol.NewError(-32000, exit.String()) // such as "exit status 3"
}

// A boundedBuffer keeps up to limit bytes; when more come, it calls full. It is no
// bytes.Buffer, whose ReadFrom would go past the limit.
type boundedBuffer struct {
	kept  []byte
	limit int
	full  func()
}

func (b *boundedBuffer) Write(p []byte) (int, error) {
	if len(b.kept)+len(p) > b.limit {
		b.full()
		return 0, errProgramOutput
	}
	b.kept = append(b.kept, p...)
	return len(p), nil
}

// A tailBuffer keeps the last limit bytes.
type tailBuffer struct {
	tail  []byte
	limit int
}

func (b *tailBuffer) Write(p []byte) (int, error) {
	b.tail = append(b.tail, p...)
	if extra := len(b.tail) - b.limit; extra > 0 {
		b.tail = append(b.tail[:0], b.tail[extra:]...)
	}
	return len(p), nil
}

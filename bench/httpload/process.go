package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
)

// A process is a server process.
type process struct {
	implementation
	url   string // where it is called
	facts string // where it tells about itself
	cmd   *exec.Cmd
	stdin io.Closer // closing it ends the process
}

// startProcess starts this program again, as the server of an implementation.
func startProcess(im implementation) (*process, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(path)
	cmd.Env = append(os.Environ(), serveEnv+"="+im.name)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{implementation: im, cmd: cmd, stdin: stdin}
	var calls, facts string
	if _, err := fmt.Fscanln(stdout, &calls, &facts); err != nil {
		return nil, errors.Join(fmt.Errorf("the server of %s did not start: %w", im.name, err), p.stop())
	}
	p.url, p.facts = "http://"+calls+"/", "http://"+facts
	return p, nil
}

// stop ends the process.
func (p *process) stop() error {
	return errors.Join(p.stdin.Close(), p.cmd.Wait())
}

// goroutines returns how many goroutines the process has, those included that
// answer the question.
func (p *process) goroutines(ctx context.Context) (int, error) {
	text, err := p.fact(ctx, "/goroutines")
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(string(text))
}

// fact asks the process something over a connection that is closed afterwards.
func (p *process) fact(ctx context.Context, path string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.facts+path, http.NoBody)
	if err != nil {
		return nil, err
	}
	r.Close = true
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // all that matters is read
	return io.ReadAll(res.Body)
}

package child

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"os/exec"
	"strconv"
)

// A Process is a server process.
type Process struct {
	Address string // where it serves

	facts string // where it tells about itself
	cmd   *exec.Cmd
	stdin io.Closer // closing it ends the process
}

// Start starts this program again, for a job, and waits until it serves.
func Start(job Job) (*Process, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(path)
	cmd.Env = append(os.Environ(), nameEnv+"="+job.Name, addressEnv+"="+job.Address)
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
	p := &Process{cmd: cmd, stdin: stdin}
	if _, err := fmt.Fscanln(stdout, &p.Address, &p.facts); err != nil {
		return nil, errors.Join(fmt.Errorf("the server of %s did not start: %w", job.Name, err), p.Stop())
	}
	return p, nil
}

// Stop ends the process.
func (p *Process) Stop() error {
	return errors.Join(p.stdin.Close(), p.cmd.Wait())
}

// Kill ends the process without a chance to say farewell.
func (p *Process) Kill() error {
	if err := p.cmd.Process.Kill(); err != nil {
		return err
	}
	_ = p.cmd.Wait() // it was killed
	return nil
}

// PeakMemory returns how much memory the process has had at most, in MB, as Linux
// tells. Elsewhere it is NaN.
func (p *Process) PeakMemory() float64 {
	n := status(strconv.Itoa(p.cmd.Process.Pid), "VmHWM")
	if n == 0 {
		return math.NaN()
	}
	return n / 1e6
}

// Writes returns how often the process has written to files and sockets, as Linux tells.
// Elsewhere it is NaN.
func (p *Process) Writes() float64 { return writes(strconv.Itoa(p.cmd.Process.Pid)) }

// Goroutines returns how many goroutines the process has, those included that answer
// the question.
func (p *Process) Goroutines(ctx context.Context) (int, error) {
	text, err := p.fact(ctx, "/goroutines")
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(string(text))
}

// Memory returns what the process has after it was asked to tidy up.
func (p *Process) Memory(ctx context.Context) (Memory, error) {
	text, err := p.fact(ctx, "/memory")
	if err != nil {
		return Memory{}, err
	}
	var m Memory
	_, err = fmt.Sscan(string(text), &m.Heap, &m.Stack, &m.Resident)
	return m, err
}

// WriteProfile writes where the process spends its time during so many seconds.
func (p *Process) WriteProfile(ctx context.Context, path string, seconds int) error {
	profile, err := p.fact(ctx, fmt.Sprintf("/profile?seconds=%d", seconds))
	if err != nil {
		return err
	}
	return os.WriteFile(path, profile, 0o644)
}

// WriteHeap writes what holds the memory of the process.
func (p *Process) WriteHeap(ctx context.Context, path string) error {
	profile, err := p.fact(ctx, "/heap")
	if err != nil {
		return err
	}
	return os.WriteFile(path, profile, 0o644)
}

// fact asks the process something over a connection that is closed afterwards.
func (p *Process) fact(ctx context.Context, path string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.facts+path, http.NoBody)
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

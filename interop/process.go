package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

const (
	// startTime is how long a server may take until it listens, on a machine that has
	// much else to do.
	startTime = time.Minute

	// waitDelay is how long the output of a process that was killed may stay open.
	waitDelay = time.Second

	// tailSize is how much of the output of a process is kept.
	tailSize = 2 << 10
)

// listening is what a server says before its URL.
const listening = "listening on "

// A process is a server that was started. It has a group of its own, which ends with it.
type process struct {
	url   string
	cmd   *exec.Cmd
	said  *transcript
	ended chan struct{}
}

// startProcess starts a server and waits until it says where it listens.
func startProcess(ctx context.Context, cmd *exec.Cmd) (*process, error) {
	p := &process{cmd: cmd, said: newTranscript(), ended: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.said, p.said
	cmd.WaitDelay = waitDelay
	setGroup(cmd)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = cmd.Wait() // how it ended is told by what it said
		close(p.ended)
	}()
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	select {
	case p.url = <-p.said.url:
		return p, nil
	case <-p.ended:
		return nil, fmt.Errorf("it ended at once: %s", p.said)
	case <-ctx.Done():
		p.stop()
		return nil, fmt.Errorf("it did not say where it listens: %w: %s", ctx.Err(), p.said)
	}
}

// hasEnded reports whether the process ends by itself within a time.
func (p *process) hasEnded(within time.Duration) bool {
	timer := time.NewTimer(within)
	defer timer.Stop()
	select {
	case <-p.ended:
		return true
	case <-timer.C:
	}
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// stop ends the process and its group.
func (p *process) stop() {
	killGroup(p.cmd)
	<-p.ended
}

// A transcript takes the output of a process: it finds the URL and keeps the end.
type transcript struct {
	url chan string

	mu    sync.Mutex
	found bool
	line  []byte
	tail  []byte
}

func newTranscript() *transcript { return &transcript{url: make(chan string, 1)} }

// Write implements io.Writer.
func (t *transcript) Write(data []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tail = append(t.tail, data[max(0, len(data)-tailSize):]...)
	t.tail = t.tail[max(0, len(t.tail)-tailSize):]
	if !t.found {
		t.find(data)
	}
	return len(data), nil
}

// find looks for the line with the URL.
func (t *transcript) find(data []byte) {
	for line := range bytes.Lines(data) {
		t.line = append(t.line, line[:min(len(line), tailSize)]...)
		if line[len(line)-1] != '\n' {
			return
		}
		if url, ok := strings.CutPrefix(strings.TrimSpace(string(t.line)), listening); ok && !t.found {
			t.found = true
			t.url <- url
		}
		t.line = t.line[:0]
	}
}

// String returns the last line that says something: no part of a stack, and not the
// version that Node.js ends with.
func (t *transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	last := "it said nothing"
	for line := range strings.Lines(string(t.tail)) {
		text := strings.TrimSpace(line)
		if text == "" || text == "}" || line[0] == ' ' || line[0] == '\t' || strings.HasPrefix(text, "Node.js v") {
			continue
		}
		last = text
	}
	return last
}

// run runs a command to its end. The error has the last line of what it said.
func run(ctx context.Context, words []string, folder string) error {
	if len(words) == 0 {
		return errors.New("the command is empty")
	}
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "PIP_DISABLE_PIP_VERSION_CHECK=1")
	said := newTranscript()
	cmd.Stdout, cmd.Stderr = said, said
	cmd.WaitDelay = waitDelay
	setGroup(cmd)
	cmd.Cancel = func() error { killGroup(cmd); return nil }
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(words, " "), err, said)
	}
	return nil
}

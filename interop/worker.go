package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
)

// mostReport is how many bytes of a report on one job are read.
const mostReport = 80 << 20

// spare is how many clients are ready beyond those that are at work, for when one has to
// be replaced.
const spare = 2

// A worker is a client that does one job after the other: it reads a job a line, and
// prints a line for each call and an empty one behind them. It says that it is ready by
// an empty line as well.
type worker struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
	pipe  *io.PipeReader
	said  *transcript
	ended chan struct{}
}

// startWorker starts a client and waits until it is ready.
func startWorker(ctx context.Context, cmd *exec.Cmd) (*worker, error) {
	w := &worker{cmd: cmd, said: newTranscript(), ended: make(chan struct{})}
	var err error
	if w.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	r, out := io.Pipe()
	w.pipe, w.out = r, bufio.NewReaderSize(r, 64<<10)
	cmd.Stdout, cmd.Stderr = out, w.said
	cmd.WaitDelay = waitDelay
	setGroup(cmd)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = cmd.Wait()  // how it ended is told by what it said
		_ = out.Close() // the reader sees the end
		close(w.ended)
	}()
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	if _, err := w.report(ctx); err != nil {
		w.stop()
		return nil, fmt.Errorf("the client did not start: %w", err)
	}
	return w, nil
}

// do has the worker do a job. After an error it has to be stopped.
func (w *worker) do(ctx context.Context, job []byte) ([]byte, error) {
	go func() {
		_, _ = w.in.Write(append(job, '\n')) // the report tells
	}()
	return w.report(ctx)
}

// report reads what the worker prints up to an empty line.
func (w *worker) report(ctx context.Context) ([]byte, error) {
	type outcome struct {
		report []byte
		err    error
	}
	outcomes := make(chan outcome, 1)
	go func() {
		report, err := w.read()
		outcomes <- outcome{report, err}
	}()
	select {
	case o := <-outcomes:
		return o.report, o.err
	case <-ctx.Done():
		w.stop()
		<-outcomes
		return nil, errors.New("the client does not end")
	}
}

func (w *worker) read() ([]byte, error) {
	var report []byte
	begun := 0 // where the line under way began
	for {
		piece, err := w.out.ReadSlice('\n')
		report = append(report, piece...)
		switch {
		case len(report) > mostReport:
			return nil, fmt.Errorf("the client prints more than %d bytes", mostReport)
		case err == bufio.ErrBufferFull:
			continue
		case err != nil:
			<-w.ended
			return report, fmt.Errorf("the client died: %s", w.said)
		}
		if len(bytes.TrimSpace(report[begun:])) == 0 {
			return report, nil
		}
		begun = len(report)
	}
}

// stop ends the worker.
func (w *worker) stop() {
	_ = w.in.Close() // it may have ended
	killGroup(w.cmd)
	_ = w.pipe.Close() // nobody reads any more
	<-w.ended
}

// Workers are clients of one kind, as many as jobs are done at once.
type workers struct {
	start func(context.Context) (*worker, error)
	idle  chan *worker

	mu      sync.Mutex
	deaths  int
	stopped bool
	pending sync.WaitGroup
}

// startWorkers starts n workers; they begin to work when all of them are ready.
func startWorkers(ctx context.Context, n int, start func(context.Context) (*worker, error)) (*workers, error) {
	ws := &workers{start: start, idle: make(chan *worker, n)}
	errs := make([]error, n)
	var starting sync.WaitGroup
	for i := range n {
		starting.Go(func() {
			w, err := start(ctx)
			if errs[i] = err; err == nil {
				ws.idle <- w
			}
		})
	}
	starting.Wait()
	if err := errors.Join(errs...); err != nil {
		ws.stop()
		return nil, err
	}
	return ws, nil
}

// do does a job. A worker that dies of it, or does not end, is replaced.
func (ws *workers) do(ctx context.Context, job *conformance.ClientJob) ([]byte, error) {
	encoded, err := encodeJob(job)
	if err != nil {
		return nil, err
	}
	var w *worker
	select {
	case w = <-ws.idle:
	case <-ctx.Done():
		return nil, errors.New("no client was ready in time")
	}
	report, err := w.do(ctx, encoded)
	if err == nil {
		ws.idle <- w
		return report, nil
	}
	w.stop()
	ws.replace()
	return report, err
}

// replace starts a worker for one that was stopped.
func (ws *workers) replace() {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	ws.deaths++
	if ws.stopped {
		return
	}
	ws.pending.Go(func() {
		if w, err := ws.start(context.Background()); err == nil {
			ws.idle <- w
		}
	})
}

// stop ends all workers. It is called once, when nothing is done any more.
func (ws *workers) stop() {
	ws.mu.Lock()
	ws.stopped = true
	ws.mu.Unlock()
	ws.pending.Wait()
	close(ws.idle)
	for w := range ws.idle {
		w.stop()
	}
}

// encodeJob returns a job as package conformance passes it to commands.
func encodeJob(j *conformance.ClientJob) ([]byte, error) {
	type call struct {
		Method string       `json:"method"`
		Params protocol.Raw `json:"params,omitempty"`
		ID     protocol.Raw `json:"id,omitempty"`
		Notify bool         `json:"notify,omitempty"`
	}
	op := "call"
	calls := make([]call, len(j.Calls))
	for i, c := range j.Calls {
		calls[i] = call(c)
		if c.Notify {
			op = "notify"
		}
	}
	if j.Batch {
		op = "batch"
	}
	return json.Marshal(struct {
		URL     string `json:"url"`
		Op      string `json:"op"`
		Version string `json:"version"`
		Timeout int64  `json:"timeout_ms"`
		Calls   []call `json:"calls"`
	}{j.URL, op, j.Version, j.Timeout.Milliseconds(), calls})
}

// runClient runs the suite against a client.
func (h *harness) runClient(ctx context.Context, t *trial, run *conformance.Run) error {
	o, err := h.options(t)
	if err != nil {
		return err
	}
	target := conformance.ClientTarget{TwoWay: t.Transport == "tcp"}
	if t.Command != nil {
		c := t.Command
		target.Command = &conformance.ClientCommand{Call: h.fill(c.Call), Notify: h.fill(c.Notify), Batch: h.fill(c.Batch), Input: c.Input}
		return run.Collect(conformance.RunClient(ctx, target, o), o.Known)
	}
	command := h.command(t)
	ws, err := startWorkers(ctx, o.Jobs+spare, func(ctx context.Context) (*worker, error) { return startWorker(ctx, command()) })
	if err != nil {
		return err
	}
	defer ws.stop()
	target.Do = ws.do
	err = run.Collect(conformance.RunClient(ctx, target, o), o.Known)
	if ws.deaths > 0 {
		h.noteDeaths(t, ws.deaths)
	}
	return err
}

// runCodec runs the suite against a codec.
func (h *harness) runCodec(ctx context.Context, t *trial, run *conformance.Run) error {
	o, err := h.options(t)
	if err != nil {
		return err
	}
	return run.Collect(conformance.RunCodec(ctx, conformance.CodecTarget{Command: h.fill(t.Start)}, o), o.Known)
}

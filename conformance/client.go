package conformance

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/rpcwire/rpcwire/conformance/internal/child"
	"github.com/rpcwire/rpcwire/protocol"
)

// A ClientTarget is a client under test. Exactly one of Command and Do is set.
type ClientTarget struct {
	// Command is a program that is started for every call.
	Command *ClientCommand

	// Do does what a job says and returns what a program would print: one JSON object for
	// every call, each on a line of its own,
	//
	//	{"result":…}
	//	{"error":{"code":…,"message":…,"data":…}}
	//	{"failure":"id_mismatch","message":…}
	//
	// in the order of the calls, and {} or nothing for notifications. It may be called
	// concurrently.
	Do func(ctx context.Context, job *ClientJob) (printed []byte, err error)

	// TwoWay says that the client speaks over a TCP connection, one message a line, and not
	// over HTTP.
	TwoWay bool
}

// A ClientJob is what a client is told to do, once.
type ClientJob struct {
	// URL is where the server is: "http://127.0.0.1:1234/", or "tcp://127.0.0.1:1234".
	URL string

	// Version is that of JSON-RPC, "2.0" or "1.0".
	Version string

	// Calls are the calls and notifications, one unless Batch is set.
	Calls []ClientRequest
	Batch bool

	// Timeout is when the client should give up waiting.
	Timeout time.Duration
}

// A ClientRequest is a call or a notification.
type ClientRequest struct {
	Method string

	// Params are an array or an object; nil for none.
	Params protocol.Raw

	// ID is the id to use; nil where the client chooses it.
	ID protocol.Raw

	Notify bool
}

// op returns what is to be done in one word.
func (j *ClientJob) op() string {
	switch {
	case j.Batch:
		return "batch"
	case j.Calls[0].Notify:
		return "notify"
	}
	return "call"
}

// answered returns how many calls are answered.
func (j *ClientJob) answered() int {
	n := 0
	for i := range j.Calls {
		if !j.Calls[i].Notify {
			n++
		}
	}
	return n
}

// RunClient runs the cases for clients, on the terms of [RunServer]. For every call it
// starts a server on a loopback address, which does what the case says.
func RunClient(ctx context.Context, target ClientTarget, o Options) iter.Seq2[Result, error] {
	o = o.withDefaults()
	if (target.Command == nil) == (target.Do == nil) {
		return failed(fmt.Errorf("%w: it needs either Command or Do", ErrTarget))
	}
	o.Without = slices.Clone(o.Without)
	r := &clientRunner{do: target.Do, twoWay: target.TwoWay, options: &o}
	if target.Command != nil {
		if err := target.Command.check(); err != nil {
			return failed(err)
		}
		o.Without = append(o.Without, target.Command.lacks()...)
		r.do = target.Command.run(&o)
	}
	if target.TwoWay {
		o.Without = append(o.Without, "http")
	} else {
		o.Without = append(o.Without, "two-way")
	}
	return runAll(ctx, RoleClient, o, r)
}

// A clientRunner runs cases against a client.
type clientRunner struct {
	do      func(context.Context, *ClientJob) ([]byte, error)
	twoWay  bool
	options *Options
}

// errForm is an id that does not have a form that a case asks for.
var errForm = errors.New("the ids of the client have no such form")

func (r *clientRunner) run(ctx context.Context, c *Case) (Result, error) {
	result := Result{Outcome: Pass}
	for i := range c.client.steps {
		run := clientRun{runner: r, step: &c.client.steps[i], version: c.Version, result: &result}
		if err := run.run(ctx); errors.Is(err, child.ErrStart) {
			return Result{}, fmt.Errorf("%w: %w", ErrUnreachable, err)
		}
		if result.Outcome == Fail || result.Outcome == Skip {
			break
		}
	}
	return result, nil
}

// A clientRun is a step of a case on its way.
type clientRun struct {
	runner  *clientRunner
	step    *clientStep
	version string
	result  *Result
}

// job returns what the client is told.
func (r *clientRun) job(url string) *ClientJob {
	j := &ClientJob{URL: url, Version: r.version, Batch: r.step.batch, Timeout: r.patience()}
	for i := range r.step.calls {
		call := &r.step.calls[i]
		request := ClientRequest{Method: call.method, Notify: call.notify}
		if call.params != nil {
			request.Params = protocol.Raw(call.params.text.text)
		}
		if call.id != nil {
			request.ID = protocol.Raw(call.id.text.text)
		}
		j.Calls = append(j.Calls, request)
	}
	return j
}

// patience is when the client should give up: early where that is what the case waits
// for, else late, so that a slow machine makes no difference.
func (r *clientRun) patience() time.Duration {
	limit := r.runner.options.Timeout * 3 / 4
	if r.step.expect[0].expectsTimeout() {
		return min(limit, time.Second)
	}
	return limit
}

// expectsTimeout reports whether a timeout is what should be reported.
func (o *clientOutcome) expectsTimeout() bool {
	return slices.Contains(o.failures, "timeout") || slices.ContainsFunc(o.batch, func(part clientOutcome) bool { return part.expectsTimeout() })
}

// run has the client do what the step says, and judges it. The error is that of the
// client.
func (r *clientRun) run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, r.runner.options.Timeout)
	defer cancel()
	s, err := startScript(ctx, r.step, r.version, r.runner)
	if err != nil {
		return fmt.Errorf("%w: %w", child.ErrStart, err)
	}
	printed, err := r.runner.do(ctx, r.job(s.url))
	s.stop()
	x := Exchange{Sent: NewData(s.answer), Received: NewData(s.request), Reported: NewData(printed), Event: s.event}
	for i := range r.step.expect {
		x.Expected = append(x.Expected, r.step.expect[i].describe())
	}
	j := judgement{step: r.step, job: r.job(s.url), script: s, printed: printed, err: err}
	j.judge(r.result)
	r.result.Exchanges = append(r.result.Exchanges, x)
	return err
}

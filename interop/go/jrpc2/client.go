package main

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"strings"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
	"github.com/creachadair/jrpc2/jhttp"

	"github.com/rpcwire/rpcwire/interop/go/internal/jobs"
)

// A client has a connection of its own for each job.
type client struct{}

// A session is a jrpc2.Client, and why it stopped.
type session struct {
	*jrpc2.Client
	nc      *net.TCPConn // nil over HTTP
	ended   chan struct{}
	stopped error // once it has ended
}

// dial connects to the server of a job, over HTTP or TCP.
func dial(ctx context.Context, job *jobs.Job) (*session, error) {
	s := &session{ended: make(chan struct{})}
	options := &jrpc2.ClientOptions{OnStop: func(_ *jrpc2.Client, err error) {
		s.stopped = err
		close(s.ended)
	}}
	if !strings.HasPrefix(job.URL, "tcp://") {
		s.Client = jrpc2.NewClient(jhttp.NewChannel(job.URL, nil), options)
		return s, nil
	}
	nc, err := job.DialTCP(ctx)
	if err != nil {
		return nil, err
	}
	s.nc = nc
	s.Client = jrpc2.NewClient(channel.Line(nc, nc), options)
	return s, nil
}

// flush ends the session when what it sent has been read, or ctx ends.
func (s *session) flush(ctx context.Context) error {
	if s.nc != nil {
		return jobs.Finish(ctx, s.nc, s.ended)
	}
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	select {
	case err := <-closed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// abandon ends the session, which a reply that never comes does not delay.
func (s *session) abandon() { go func() { _ = s.Close() }() }

// Call implements jobs.Client.
func (client) Call(ctx context.Context, job *jobs.Job) jobs.Report {
	s, err := dial(ctx, job)
	if err != nil {
		return jobs.Failed(err)
	}
	defer s.abandon()
	call := job.Calls[0]
	response, err := s.Call(ctx, call.Method, params(call))
	if err != nil {
		return s.failed(err)
	}
	return succeeded(response)
}

// Notify implements jobs.Client.
func (client) Notify(ctx context.Context, job *jobs.Job) error {
	s, err := dial(ctx, job)
	if err != nil {
		return err
	}
	call := job.Calls[0]
	if err := s.Notify(ctx, call.Method, params(call)); err != nil {
		return err
	}
	return s.flush(ctx)
}

// Batch implements jobs.Client.
func (client) Batch(ctx context.Context, job *jobs.Job) []jobs.Report {
	s, err := dial(ctx, job)
	if err != nil {
		return job.Each(jobs.Failed(err))
	}
	var specs []jrpc2.Spec
	for _, call := range job.Calls {
		specs = append(specs, jrpc2.Spec{Method: call.Method, Params: params(call), Notify: call.Notify})
	}
	responses, err := s.Batch(ctx, specs)
	if err != nil {
		s.abandon()
		return job.Each(s.failed(err))
	}
	if len(responses) == 0 {
		if err := s.flush(ctx); err != nil {
			return []jobs.Report{jobs.Failed(err)}
		}
		return nil
	}
	defer s.abandon()
	var reports []jobs.Report
	for _, response := range responses {
		if err := response.Error(); err != nil {
			reports = append(reports, s.failed(err))
		} else {
			reports = append(reports, succeeded(response))
		}
	}
	return reports
}

// succeeded returns the report on a response that is no error. It has a result if that
// can be read.
func succeeded(response *jrpc2.Response) jobs.Report {
	var anything any
	if err := response.UnmarshalResult(&anything); err != nil {
		return jobs.Failed(err)
	}
	return jobs.Succeeded(json.RawMessage(response.ResultString()))
}

// params returns the params of a call as the library takes them.
func params(call jobs.Call) any {
	if call.Params == nil {
		return nil
	}
	return call.Params
}

// failed returns the report on an error. The library has one type for errors of the
// server, for replies that are invalid, and for connections that end; only the last can
// be told apart, by whether the client has stopped, and why.
func (s *session) failed(err error) jobs.Report {
	var e *jrpc2.Error
	if s.IsStopped() {
		<-s.ended
		if errors.As(s.stopped, &e) {
			return jobs.Failure(jobs.ParseError, s.stopped)
		}
		return jobs.Failure(jobs.Transport, s.stopped)
	}
	if !errors.As(err, &e) {
		return jobs.Failed(err)
	}
	if e.Code == jrpc2.DeadlineExceeded {
		return jobs.Failure(jobs.Timeout, err)
	}
	return jobs.Report{Error: jobs.Error{Code: int64(e.Code), Message: e.Message, Data: e.Data}}
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"net"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/rpcwire/rpcwire/interop/go/internal/jobs"
)

// A client has a connection of its own for each job.
type client struct{}

// A session is a connection, and the errors that it logged.
type session struct {
	*jsonrpc2.Conn
	nc     *net.TCPConn
	logged chan error
}

// Printf implements jsonrpc2.Logger. It keeps the first error among what is logged.
func (s *session) Printf(_ string, values ...any) {
	for _, v := range values {
		if err, ok := v.(error); ok {
			select {
			case s.logged <- err:
			default:
			}
		}
	}
}

// dial connects to the server of a job, over TCP.
func dial(ctx context.Context, job *jobs.Job) (*session, error) {
	nc, err := job.DialTCP(ctx)
	if err != nil {
		return nil, err
	}
	s := &session{nc: nc, logged: make(chan error, 1)}
	ignore := jsonrpc2.HandlerWithError(func(context.Context, *jsonrpc2.Conn, *jsonrpc2.Request) (any, error) {
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: "this is a client"}
	})
	stream := jsonrpc2.NewPlainObjectStream(nc)
	s.Conn = jsonrpc2.NewConn(context.Background(), stream, ignore, jsonrpc2.SetLogger(s))
	return s, nil
}

// Call implements jobs.Client.
func (client) Call(ctx context.Context, job *jobs.Job) jobs.Report {
	s, err := dial(ctx, job)
	if err != nil {
		return jobs.Failed(err)
	}
	defer func() { _ = s.Close() }() // it may be closed
	call := job.Calls[0]
	var options []jsonrpc2.CallOption
	if call.ID != nil {
		var id jsonrpc2.ID
		if err := json.Unmarshal(call.ID, &id); err != nil {
			return jobs.Failed(err) // an id that the library does not have
		}
		options = append(options, jsonrpc2.PickID(id))
	}
	var result json.RawMessage
	if err := s.Call(ctx, call.Method, params(call), &result, options...); err != nil {
		return s.failed(ctx, err)
	}
	return jobs.Succeeded(result)
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
	return jobs.Finish(ctx, s.nc, s.DisconnectNotify())
}

// Batch implements jobs.Client; the library has no batches.
func (client) Batch(_ context.Context, job *jobs.Job) []jobs.Report {
	return job.Each(jobs.Failure(jobs.NoResponse, errors.New("the library has no batches")))
}

// params returns the params of a call as the library takes them.
func params(call jobs.Call) any {
	if call.Params == nil {
		return nil
	}
	return call.Params
}

// failed returns the report on an error. The library tells callers only that the
// connection is closed, and logs why, unless the server closed it.
func (s *session) failed(ctx context.Context, err error) jobs.Report {
	var e *jsonrpc2.Error
	switch {
	case errors.As(err, &e):
		report := jobs.Error{Code: e.Code, Message: e.Message}
		if e.Data != nil {
			report.Data = *e.Data
		}
		return jobs.Report{Error: report}
	case !errors.Is(err, jsonrpc2.ErrClosed):
		return jobs.Failed(err)
	}
	select {
	case cause := <-s.logged:
		return jobs.Failed(cause)
	case <-ctx.Done():
		return jobs.Failure(jobs.Transport, err)
	}
}

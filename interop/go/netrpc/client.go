package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/rpc"
	"net/rpc/jsonrpc"

	"github.com/rpcwire/rpcwire/interop/go/internal/jobs"
)

// A client has a connection of its own for each job.
type client struct{}

// Call implements jobs.Client.
func (client) Call(ctx context.Context, job *jobs.Job) jobs.Report {
	conn, err := job.DialTCP(ctx)
	if err != nil {
		return jobs.Failed(err)
	}
	c := jsonrpc.NewClient(conn)
	defer func() { _ = c.Close() }() // it may be closed
	var result json.RawMessage
	call := c.Go(job.Calls[0].Method, argument(job.Calls[0]), &result, nil)
	select {
	case <-call.Done:
	case <-ctx.Done():
		return jobs.Failed(ctx.Err())
	}
	var e rpc.ServerError
	switch err := call.Error; {
	case err == nil:
		return jobs.Succeeded(result)
	case errors.As(err, &e):
		return jobs.Report{Error: string(e)}
	case errors.Is(err, rpc.ErrShutdown):
		return jobs.Failure(jobs.Transport, err)
	default:
		return jobs.Failed(err)
	}
}

// argument returns the params of a call as the library takes them: there is always one.
func argument(call jobs.Call) any {
	var params []json.RawMessage
	if json.Unmarshal(call.Params, &params) == nil && len(params) == 1 {
		return params[0]
	}
	return call.Params
}

// Notify implements jobs.Client; the library has no notifications.
func (client) Notify(context.Context, *jobs.Job) error {
	return errors.New("the library has no notifications")
}

// Batch implements jobs.Client; the library has no batches.
func (client) Batch(_ context.Context, job *jobs.Job) []jobs.Report {
	return job.Each(jobs.Failure(jobs.NoResponse, errors.New("the library has no batches")))
}

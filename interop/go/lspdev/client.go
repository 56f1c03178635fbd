package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"

	"github.com/go-json-experiment/json/jsontext"
	"go.lsp.dev/jsonrpc2"

	"github.com/rpcwire/rpcwire/interop/go/internal/jobs"
)

// A client has a connection of its own for each job.
type client struct{}

// dial connects to the server of a job, by lines over TCP.
func dial(ctx context.Context, job *jobs.Job) (jsonrpc2.Conn, *net.TCPConn, error) {
	nc, err := job.DialTCP(ctx)
	if err != nil {
		return nil, nil, err
	}
	conn := jsonrpc2.NewConn(jsonrpc2.NewNDJSONStream(nc))
	conn.Go(context.Background(), jsonrpc2.MethodNotFoundHandler)
	return conn, nc, nil
}

// Call implements jobs.Client.
func (client) Call(ctx context.Context, job *jobs.Job) jobs.Report {
	conn, nc, err := dial(ctx, job)
	if err != nil {
		return jobs.Failed(err)
	}
	defer func() { _ = nc.Close() }() // it may be closed
	call := job.Calls[0]
	var result raw
	if _, err := conn.Call(ctx, call.Method, params(call), &result); err != nil {
		return failed(conn, err)
	}
	return jobs.Succeeded(json.RawMessage(result))
}

// raw is a result as it is. Unlike the type of the library for that, it is read by its
// codec, as other results are.
type raw json.RawMessage

// UnmarshalJSON implements json.Unmarshaler.
func (r *raw) UnmarshalJSON(data []byte) error { //nolint:unparam // the interface has an error
	*r = bytes.Clone(data)
	return nil
}

// Notify implements jobs.Client.
func (client) Notify(ctx context.Context, job *jobs.Job) error {
	conn, nc, err := dial(ctx, job)
	if err != nil {
		return err
	}
	call := job.Calls[0]
	if err := conn.Notify(ctx, call.Method, params(call)); err != nil {
		return err
	}
	return jobs.Finish(ctx, nc, conn.Done())
}

// Batch implements jobs.Client. The library sends batches as bytes that its user has put
// together, and gives back the bytes of the reply: there is nothing of it to test.
func (client) Batch(_ context.Context, job *jobs.Job) []jobs.Report {
	return job.Each(jobs.Failure(jobs.NoResponse, errors.New("batches are left to the user of the library")))
}

// params returns the params of a call as the library takes them.
func params(call jobs.Call) any {
	if call.Params == nil {
		return nil
	}
	return jsonrpc2.RawMessage(call.Params)
}

// failed returns the report on an error. One that the connection ended with is none of
// the server, though it may be of the same type.
func failed(conn jsonrpc2.Conn, err error) jobs.Report {
	var e *jsonrpc2.Error
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.As(err, &syntactic):
		return jobs.Failure(jobs.ParseError, err)
	case !errors.As(err, &e):
		return jobs.Failed(err)
	case err != conn.Err():
		return jobs.Report{Error: jobs.Error{Code: int64(e.Code), Message: e.Message, Data: json.RawMessage(e.Data)}}
	case errors.Is(err, jsonrpc2.ErrParse):
		return jobs.Failure(jobs.ParseError, err)
	default:
		return jobs.Failure(jobs.InvalidResponse, err)
	}
}

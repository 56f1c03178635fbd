package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/gorilla/rpc/v2/json2"

	"github.com/rpcwire/rpcwire/interop/go/internal/jobs"
)

// A client encodes requests and decodes replies with the library, and sends them with
// net/http.
type client struct{}

// errStatus is a reply that is none of the server for JSON-RPC.
var errStatus = errors.New("unexpected status")

// Call implements jobs.Client.
func (client) Call(ctx context.Context, job *jobs.Job) jobs.Report {
	call := job.Calls[0]
	var args any = struct{}{} // the library always has some
	if call.Params != nil {
		args = call.Params
	}
	body, err := json2.EncodeClientRequest(call.Method, args)
	if err != nil {
		return jobs.Failed(err)
	}
	var result json.RawMessage
	err = post(ctx, job.URL, body, &result)
	var e *json2.Error
	switch {
	case err == nil:
		return jobs.Succeeded(result)
	case errors.As(err, &e):
		return reportError(e)
	case errors.Is(err, errStatus):
		return jobs.Failure(jobs.Transport, err)
	}
	return jobs.Failed(err)
}

// post sends a request and reads the reply.
func post(ctx context.Context, url string, body []byte, result any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }() // it was read
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%w: %s", errStatus, res.Status)
	}
	return json2.DecodeClientResponse(res.Body, result)
}

func reportError(e *json2.Error) jobs.Report {
	report := jobs.Error{Code: int64(e.Code), Message: e.Message}
	if e.Data != nil {
		data, err := json.Marshal(e.Data)
		if err != nil {
			return jobs.Failed(err)
		}
		report.Data = data
	}
	return jobs.Report{Error: report}
}

// Notify implements jobs.Client; the library has no notifications.
func (client) Notify(context.Context, *jobs.Job) error {
	return errors.New("the library has no notifications")
}

// Batch implements jobs.Client; the library has no batches.
func (client) Batch(_ context.Context, job *jobs.Job) []jobs.Report {
	return job.Each(jobs.Failure(jobs.NoResponse, errors.New("the library has no batches")))
}

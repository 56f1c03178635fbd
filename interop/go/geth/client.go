package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/ethereum/go-ethereum/rpc"

	"github.com/rpcwire/rpcwire/interop/go/internal/jobs"
)

// A client has a rpc.Client of its own for each job, over HTTP.
type client struct{}

// Call implements jobs.Client.
func (client) Call(ctx context.Context, job *jobs.Job) jobs.Report {
	c, err := rpc.DialContext(ctx, job.URL)
	if err != nil {
		return jobs.Failed(err)
	}
	defer c.Close()
	arguments, err := arguments(job.Calls[0])
	if err != nil {
		return jobs.Failed(err)
	}
	var result json.RawMessage
	if err := c.CallContext(ctx, &result, job.Calls[0].Method, arguments...); err != nil {
		return failed(err)
	}
	return jobs.Succeeded(result)
}

// Notify implements jobs.Client.
func (client) Notify(ctx context.Context, job *jobs.Job) error {
	c, err := rpc.DialContext(ctx, job.URL)
	if err != nil {
		return err
	}
	defer c.Close()
	arguments, err := arguments(job.Calls[0])
	if err != nil {
		return err
	}
	return c.Notify(ctx, job.Calls[0].Method, arguments...)
}

// Batch implements jobs.Client.
func (client) Batch(ctx context.Context, job *jobs.Job) []jobs.Report {
	c, err := rpc.DialContext(ctx, job.URL)
	if err != nil {
		return job.Each(jobs.Failed(err))
	}
	defer c.Close()
	var batch []rpc.BatchElem
	for _, call := range job.Calls {
		arguments, err := arguments(call)
		if call.Notify {
			err = errors.New("the library has no notifications in batches")
		}
		if err != nil {
			return job.Each(jobs.Failed(err))
		}
		batch = append(batch, rpc.BatchElem{Method: call.Method, Args: arguments, Result: new(json.RawMessage)})
	}
	if err := c.BatchCallContext(ctx, batch); err != nil {
		return job.Each(failed(err))
	}
	var reports []jobs.Report
	for i := range batch {
		if batch[i].Error != nil {
			reports = append(reports, failed(batch[i].Error))
		} else {
			reports = append(reports, jobs.Succeeded(*batch[i].Result.(*json.RawMessage)))
		}
	}
	return reports
}

// arguments returns the params of a call as the library takes them: by position.
func arguments(call jobs.Call) ([]any, error) {
	if call.Params == nil {
		return nil, nil
	}
	var params []json.RawMessage
	if err := json.Unmarshal(call.Params, &params); err != nil {
		return nil, err
	}
	arguments := make([]any, len(params))
	for i, p := range params {
		arguments[i] = p
	}
	return arguments, nil
}

// failed returns the report on an error.
func failed(err error) jobs.Report {
	var (
		coded  rpc.Error
		data   rpc.DataError
		status rpc.HTTPError
	)
	switch {
	case errors.As(err, &coded):
		report := jobs.Error{Code: int64(coded.ErrorCode()), Message: coded.Error()}
		if errors.As(err, &data) && data.ErrorData() != nil {
			report.Data, err = json.Marshal(data.ErrorData())
			if err != nil {
				return jobs.Failed(err)
			}
		}
		return jobs.Report{Error: report}
	case errors.As(err, &status):
		return jobs.Failure(jobs.Transport, err)
	case errors.Is(err, rpc.ErrMissingBatchResponse), err == io.EOF:
		return jobs.Failure(jobs.NoResponse, err)
	}
	return jobs.Failed(err)
}

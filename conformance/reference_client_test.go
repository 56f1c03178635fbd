package conformance_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// doJob does a job with the client of this module.
func doJob(ctx context.Context, j *conformance.ClientJob) ([]byte, error) {
	options := client.Options{Timeout: j.Timeout}
	if j.Version == "1.0" {
		options.Version = protocol.V1
	}
	sender, err := rpchttp.New(j.URL)
	if err != nil {
		return nil, err
	}
	defer sender.CloseIdle()
	return jobWith(ctx, j, client.New(sender, options))
}

// jobWith does a job with a client.
func jobWith(ctx context.Context, j *conformance.ClientJob, c *client.Client) ([]byte, error) {
	if !j.Batch {
		return single(ctx, &j.Calls[0], c)
	}
	batch := c.Batch()
	var futures []*client.Future[protocol.Raw]
	for i := range j.Calls {
		call := &j.Calls[i]
		if call.Notify {
			if err := batch.Notify(call.Method, anyParams(call.Params)); err != nil {
				return nil, err
			}
			continue
		}
		futures = append(futures, client.Add[protocol.Raw](batch, call.Method, anyParams(call.Params), withID(call)...))
	}
	if err := batch.Send(ctx); err != nil && len(futures) == 0 {
		return report(nil, err), nil
	}
	var printed []byte
	for _, f := range futures {
		printed = append(printed, report(f.Result())...)
	}
	return printed, nil
}

func anyParams(p protocol.Raw) any {
	if p == nil {
		return nil
	}
	return p
}

func single(ctx context.Context, call *conformance.ClientRequest, c *client.Client) ([]byte, error) {
	if call.Notify {
		if err := c.Notify(ctx, call.Method, anyParams(call.Params)); err != nil {
			return report(nil, err), nil
		}
		return []byte("{}\n"), nil
	}
	var result protocol.Raw
	err := c.Call(ctx, call.Method, anyParams(call.Params), &result, withID(call)...)
	return report(result, err), nil
}

// withID returns the option for an id that the case gives.
func withID(call *conformance.ClientRequest) []client.CallOption {
	id, err := protocol.ParseID(call.ID)
	if err != nil {
		return nil
	}
	return []client.CallOption{client.WithID(id)}
}

// report returns the line about a call.
func report(result protocol.Raw, err error) []byte {
	var failure *protocol.Error
	line := map[string]any{}
	switch {
	case err == nil:
		return append(append([]byte(`{"result":`), result...), "}\n"...)
	case errors.As(err, &failure):
		text, err := failure.AppendTo([]byte(`{"error":`))
		if err == nil {
			return append(text, "}\n"...)
		}
		line["failure"] = "invalid_response"
	default:
		line["failure"], line["message"] = client.KindOf(err), err.Error()
	}
	data, err := json.Marshal(line)
	if err != nil {
		return nil
	}
	return append(data, '\n')
}

func TestReferenceClient(t *testing.T) {
	allPass(t, conformance.RunClient(t.Context(), conformance.ClientTarget{Do: doJob}, patient))
}

// doTwoWay does a job over a connection of its own.
func doTwoWay(ctx context.Context, j *conformance.ClientJob) ([]byte, error) {
	conn, err := stream.Dial(ctx, j.URL, stream.Line, stream.Options{})
	if err != nil {
		return nil, err
	}
	mux := transport.NewMux(conn, nil, transport.MuxOptions{})
	options := client.Options{Timeout: j.Timeout}
	if j.Version == "1.0" {
		options.Version = protocol.V1
	}
	printed, err := jobWith(ctx, j, client.New(mux, options))
	if err == nil {
		_ = mux.Shutdown(ctx) // so that a notification is not lost
	}
	return printed, errors.Join(err, mux.Close())
}

func TestReferenceClientTwoWay(t *testing.T) {
	target := conformance.ClientTarget{Do: doTwoWay, TwoWay: true}
	waiting := conformance.Options{Timeout: patient.Timeout, Jobs: 32} // most of it is waiting
	allPass(t, conformance.RunClient(t.Context(), target, waiting))
}

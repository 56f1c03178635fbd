package mutant

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// clientParts are what the reference client is made of.
type clientParts struct {
	dialect protocol.Dialect
	limits  protocol.Limits
	job     []func(conformance.ClientJob) conformance.ClientJob
	sender  []func(transport.Sender) transport.Sender
	trip    []func(http.RoundTripper) http.RoundTripper
	printed []func(j *conformance.ClientJob, printed []byte) []byte
	instead func(ctx context.Context, j *conformance.ClientJob) ([]byte, error)

	// mux makes a Sender of a connection; nil is one like the reference.
	mux func(transport.Conn) lineSender
}

// A lineSender is a Sender over a two-way connection.
type lineSender interface {
	transport.Sender
	Shutdown(context.Context) error
	Close() error
}

// A clientChange makes a mutant of the parts of the reference.
type clientChange func(*clientParts)

func newClientParts(changes []clientChange) *clientParts {
	p := new(clientParts)
	for _, change := range changes {
		change(p)
	}
	return p
}

// calling starts a client of HTTP.
func calling(changes ...clientChange) func() (*target, error) {
	p := newClientParts(changes)
	return func() (*target, error) {
		return &target{client: conformance.ClientTarget{Do: p.overHTTP}}, nil
	}
}

// callingTwoWay starts a client of two-way connections.
func callingTwoWay(changes ...clientChange) func() (*target, error) {
	p := newClientParts(changes)
	return func() (*target, error) {
		return &target{client: conformance.ClientTarget{Do: p.overConn, TwoWay: true}}, nil
	}
}

func (p *clientParts) overHTTP(ctx context.Context, j *conformance.ClientJob) ([]byte, error) {
	if p.instead != nil {
		return p.instead(ctx, j)
	}
	options := []rpchttp.Option{rpchttp.Limits(p.limits)}
	if p.trip != nil {
		t := new(http.Transport)
		defer t.CloseIdleConnections()
		trip := http.RoundTripper(t)
		for _, wrap := range p.trip {
			trip = wrap(trip)
		}
		options = append(options, rpchttp.Client(&http.Client{Transport: trip}))
	}
	s, err := rpchttp.New(j.URL, options...)
	if err != nil {
		return nil, err
	}
	defer s.CloseIdle()
	return p.do(ctx, j, s)
}

func (p *clientParts) overConn(ctx context.Context, j *conformance.ClientJob) ([]byte, error) {
	conn, err := stream.Dial(ctx, j.URL, stream.Line, stream.Options{})
	if err != nil {
		return nil, err
	}
	var s lineSender
	if p.mux != nil {
		s = p.mux(conn)
	} else {
		s = transport.NewMux(conn, nil, transport.MuxOptions{})
	}
	printed, err := p.do(ctx, j, s)
	if err == nil {
		_ = s.Shutdown(ctx) // so that a notification is not lost
	}
	return printed, errors.Join(err, s.Close())
}

// do does a job over a Sender.
func (p *clientParts) do(ctx context.Context, j *conformance.ClientJob, s transport.Sender) ([]byte, error) {
	told := *j
	for _, change := range p.job {
		told = change(told)
	}
	for _, wrap := range p.sender {
		s = wrap(s)
	}
	o := client.Options{Timeout: j.Timeout, Dialect: p.dialect, Limits: p.limits}
	if j.Version == "1.0" {
		o.Version = protocol.V1
	}
	printed, err := jobWith(ctx, &told, client.New(s, o))
	for _, change := range p.printed {
		if err == nil {
			printed = change(j, printed)
		}
	}
	return printed, err
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

// withID returns the option for an id that the job gives.
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

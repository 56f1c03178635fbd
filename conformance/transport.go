package conformance

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// A TransportTarget makes ends of a transport under test. At least one of both is set;
// cases for the other one are skipped. The functions may be called concurrently; every
// case gets ends of its own.
type TransportTarget struct {
	// Sender starts to serve a handler and returns a Sender that reaches it. Both sides
	// have the limits.
	Sender func(ctx context.Context, h transport.Handler, limits protocol.Limits) (*SenderEnd, error)

	// Conns returns the two ends of a connection. Both have the limits.
	Conns func(ctx context.Context, limits protocol.Limits) (a, b transport.Conn, err error)
}

// A SenderEnd is a Sender and what it takes to end it.
type SenderEnd struct {
	Sender transport.Sender

	// Close closes the Sender; nil if it cannot be closed.
	Close func() error

	// Stop ends the serving side at once, and with it all its connections. It is called
	// at the end of every case, possibly for a second time.
	Stop func()
}

// RunTransport runs the contract of package transport against a transport, on the terms
// of [RunServer]. A transport that does not end when it should is left alone, with the
// goroutines that it has.
func RunTransport(ctx context.Context, target TransportTarget, o Options) iter.Seq2[Result, error] {
	o = o.withDefaults()
	if target.Sender == nil && target.Conns == nil {
		return failed(fmt.Errorf("%w: it has neither Sender nor Conns", ErrTarget))
	}
	o.Selection.Skip = slices.Clone(o.Selection.Skip)
	if target.Sender == nil {
		o.Selection.Skip = append(o.Selection.Skip, "transport/sender")
	}
	if target.Conns == nil {
		o.Selection.Skip = append(o.Selection.Skip, "transport/conn")
	}
	return runAll(ctx, RoleTransport, o, &transportRunner{target, &o})
}

// A transportRunner runs the checks of a transport.
type transportRunner struct {
	target  TransportTarget
	options *Options
}

// errSkipped is a check that cannot be made.
var errSkipped = errors.New("the transport has no such thing")

func (r *transportRunner) run(ctx context.Context, c *Case) (Result, error) {
	ctx, cancel := context.WithTimeout(ctx, r.options.Timeout)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- r.check(ctx, c.check) }()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		timer := time.NewTimer(r.options.Timeout / 2) // checks that wait for ctx need a moment
		defer timer.Stop()
		select {
		case err = <-done:
		case <-timer.C:
			err = errors.New("it hangs")
		}
	}
	switch {
	case err == nil:
		return Result{Outcome: Pass}, nil
	case errors.Is(err, errSkipped):
		return Result{Outcome: Skip, Note: err.Error()}, nil
	}
	return Result{Outcome: Fail, Message: err.Error(), Exchanges: []Exchange{{Event: err.Error()}}}, nil
}

// check makes a check with ends of its own.
func (r *transportRunner) check(ctx context.Context, c *transportCheck) error {
	if c.conn != nil {
		k := connCheck{ctx: ctx, target: &r.target, options: r.options}
		defer k.end()
		return c.conn(&k)
	}
	k := senderCheck{ctx: ctx, target: &r.target, options: r.options, handler: newContractHandler()}
	defer k.end()
	return c.sender(&k)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// A rateKey names one cell of the calls per second.
type rateKey struct {
	load string
	impl string
}

// rates are calls per second, one for each round.
type rates map[rateKey][]float64

// A target is an implementation that serves and can be called.
type target struct {
	*process
	*caller
}

// measureRates puts every load on every implementation in every round, so that
// whatever else the machine does in the meantime meets everybody.
func measureRates(ctx context.Context, o options) (r rates, err error) {
	targets, stop, err := startTargets()
	defer func() { err = errors.Join(err, stop()) }()
	if err != nil {
		return nil, err
	}
	if err := make(rates).round(ctx, targets, o.time/5); err != nil { // to warm up
		return nil, err
	}
	r = make(rates)
	for i := range o.rounds {
		fmt.Fprintf(os.Stderr, "httpload: round %d of %d\n", i+1, o.rounds)
		if err := r.round(ctx, targets, o.time); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// round measures everything once.
func (r rates) round(ctx context.Context, targets []target, d time.Duration) error {
	for _, l := range loads {
		for _, t := range targets {
			if !l.takes(t.caller) {
				continue
			}
			rate, err := l.run(ctx, t.caller, d)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", t.name, l.title, err)
			}
			k := rateKey{l.title, t.name}
			r[k] = append(r[k], rate)
		}
	}
	return ctx.Err()
}

// startTargets starts a process for every implementation. Stop ends those that
// were started, also if there is an error.
func startTargets() (targets []target, stop func() error, err error) {
	stop = func() error {
		var failures []error
		for _, t := range targets {
			failures = append(failures, t.stop())
		}
		return errors.Join(failures...)
	}
	for _, im := range implementations() {
		t, err := startTarget(im, conns)
		if err != nil {
			return nil, stop, err
		}
		targets = append(targets, t)
	}
	return targets, stop, nil
}

// startTarget starts a process for an implementation and connects to it.
func startTarget(im implementation, conns int) (target, error) {
	p, err := startProcess(im)
	if err != nil {
		return target{}, err
	}
	c, err := im.dial(p.url, conns)
	if err != nil {
		return target{}, errors.Join(err, p.Stop())
	}
	return target{p, c}, nil
}

// stop closes the connections and ends the process.
func (t target) stop() error {
	t.close()
	return t.Stop()
}

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/rpcwire/rpcwire/bench/internal/child"
)

// A cell names what a rate was taken of.
type cell struct {
	field    string
	name     string
	inFlight int
}

// A sample is what was measured of a cell in a round.
type sample struct {
	rate   float64 // calls per second
	writes float64 // of both processes to sockets, for a call; NaN where nobody tells
}

// rates are the samples, one for each round.
type rates map[cell][]sample

// measureRates puts every load on every contender.
func measureRates(ctx context.Context, o options, dir string) (rates, error) {
	r := make(rates)
	for _, f := range o.selected(fields()) {
		if err := r.measureField(ctx, f, o, dir); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// measureField puts every load on every contender of a field in every round, so that
// whatever else the machine does in the meantime meets everybody.
func (r rates) measureField(ctx context.Context, f field, o options, dir string) (err error) {
	targets, stop, err := startTargets(ctx, f, dir)
	defer func() { err = errors.Join(err, stop()) }()
	if err != nil {
		return err
	}
	if err := make(rates).round(ctx, f, targets, o.time/5); err != nil { // to warm up
		return err
	}
	for i := range o.rounds {
		fmt.Fprintf(os.Stderr, "wireload: %s, round %d of %d\n", f.title, i+1, o.rounds)
		if err := r.round(ctx, f, targets, o.time); err != nil {
			return err
		}
	}
	return nil
}

// round measures everything once.
func (r rates) round(ctx context.Context, f field, targets []*target, d time.Duration) error {
	for _, n := range f.inFlight {
		for _, t := range targets {
			if !slices.Contains(f.loadsOf(t.contender), n) {
				continue
			}
			s, err := t.sample(ctx, n, d)
			if err != nil {
				return fmt.Errorf("%s, %s, %d in flight: %w", f.title, t.name, n, err)
			}
			c := cell{f.name, t.name, n}
			r[c] = append(r[c], s)
		}
	}
	return ctx.Err()
}

// sample drives for some time.
func (t *target) sample(ctx context.Context, inFlight int, d time.Duration) (sample, error) {
	writes := child.Writes() + t.Writes()
	start := time.Now()
	calls, err := t.drive(ctx, inFlight, start.Add(d))
	took := time.Since(start)
	writes = child.Writes() + t.Writes() - writes
	return sample{float64(calls) / took.Seconds(), writes / float64(calls)}, err
}

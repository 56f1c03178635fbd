package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"
)

// brokerRound is how long brokers are called in a round: some hundred times as long as
// a call takes.
const brokerRound = 12 // times options.time

// A dispatch is how a broker spread calls over its workers.
type dispatch struct {
	rate      float64 // calls per second
	half, p99 float64 // milliseconds, until so many calls were answered
}

// measureBrokers calls everybody in every round.
func measureBrokers(ctx context.Context, o options, dir string) (map[string][]dispatch, error) {
	all := make(map[string][]dispatch)
	for i := range min(o.rounds, fewRounds) {
		for _, f := range brokerFields() {
			fmt.Fprintf(os.Stderr, "wireload: %s, round %d\n", f.title, i+1)
			for _, c := range f.contenders {
				d, err := measureBroker(ctx, f, c, brokerRound*o.time, dir)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", c.name, err)
				}
				all[c.name] = append(all[c.name], d)
			}
		}
	}
	return all, nil
}

// measureBroker calls one of them for some time.
func measureBroker(ctx context.Context, f field, c contender, d time.Duration, dir string) (_ dispatch, err error) {
	t, err := startTarget(ctx, f, c, dir)
	if err != nil {
		return dispatch{}, err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	if _, err := t.sample(ctx, f.inFlight[0], d/10); err != nil { // to warm up
		return dispatch{}, err
	}
	start := time.Now()
	times, err := t.times(ctx, f.inFlight[0], start.Add(d))
	if err != nil {
		return dispatch{}, err
	}
	took := time.Since(start)
	slices.Sort(times)
	return dispatch{
		rate: float64(len(times)) / took.Seconds(),
		half: milliseconds(times[len(times)/2]), p99: milliseconds(times[len(times)*99/100]),
	}, nil
}

// times does as drive, and returns how long each call took.
func (c *caller) times(ctx context.Context, inFlight int, end time.Time) ([]time.Duration, error) {
	var mu sync.Mutex
	var all []time.Duration
	err := c.eachByItself(inFlight, func(next call) error {
		var own []time.Duration
		defer func() {
			mu.Lock()
			defer mu.Unlock()
			all = append(all, own...)
		}()
		for time.Now().Before(end) {
			start := time.Now()
			if err := next(ctx); err != nil {
				return err
			}
			own = append(own, time.Since(start))
		}
		return nil
	})
	return all, err
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

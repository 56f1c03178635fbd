package main

import (
	"context"
	"sync"

	"github.com/rpcwire/rpcwire/conformance"
)

// A laneResult is what became of a case.
type laneResult struct {
	result conformance.Result
	err    error
}

// lanes runs all cases, each on its own, against servers that are started for it: as many
// as cases may run at once. The results come in the order of the cases. A case that ends
// its server ends no other.
func lanes(ctx context.Context, trials []*serverTrial) results {
	return func(yield func(conformance.Result, error) bool) {
		cases, err := trials[0].options.Selection.Select(conformance.RoleServer)
		if err != nil {
			yield(conformance.Result{}, err)
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		var running sync.WaitGroup
		defer running.Wait()
		defer cancel()
		slots := make([]chan laneResult, len(cases))
		for i := range slots {
			slots[i] = make(chan laneResult, 1)
		}
		next := make(chan int)
		running.Go(func() {
			defer close(next)
			for i := range cases {
				select {
				case next <- i:
				case <-ctx.Done():
					for _, slot := range slots[i:] { // they never begin
						slot <- laneResult{err: context.Cause(ctx)}
					}
					return
				}
			}
		})
		for _, s := range trials {
			running.Go(func() {
				defer s.stop()
				for i := range next {
					r, err := s.one(ctx, cases[i].ID)
					slots[i] <- laneResult{r, err}
				}
			})
		}
		for _, slot := range slots {
			o := <-slot
			if o.err == nil {
				trials[0].options.Known.Mark(&o.result)
			}
			if !yield(o.result, o.err) || o.err != nil {
				return
			}
		}
	}
}

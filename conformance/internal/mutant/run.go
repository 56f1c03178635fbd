package mutant

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
)

// Options are which mutants and cases to run, and how.
type Options struct {
	// Mutants and Cases are patterns as of conformance.Selection; a mutant goes by
	// "role/name". Nil stands for all of them.
	Mutants, Cases []string

	// Parallel is how many mutants run at once; 2 unless told.
	Parallel int
}

// Roles are the roles that have mutants.
var Roles = []conformance.Role{conformance.RoleServer, conformance.RoleClient, conformance.RoleCodec}

// Run runs cases against mutants. The error says why a mutant could not be run.
func Run(ctx context.Context, o Options) (*Matrix, error) {
	m := &Matrix{outcomes: make(map[*Mutant]map[string]conformance.Outcome), Took: make(map[*Mutant]time.Duration)}
	for _, role := range Roles {
		cases, err := conformance.Selection{Run: o.Cases}.Select(role)
		if err == nil {
			m.Cases = append(m.Cases, cases...)
		}
	}
	for _, mutant := range All() {
		if len(o.Mutants) == 0 || slices.ContainsFunc(o.Mutants, mutant.matches) {
			m.Mutants = append(m.Mutants, mutant)
		}
	}
	if o.Parallel <= 0 {
		o.Parallel = 2
	}
	return m, m.run(ctx, &o)
}

func (m *Matrix) run(ctx context.Context, o *Options) error {
	var (
		mu      sync.Mutex
		running sync.WaitGroup
		first   error
		queue   = make(chan *Mutant)
	)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for range o.Parallel {
		running.Go(func() {
			for mutant := range queue {
				began := time.Now()
				outcomes, err := mutant.run(ctx, o.Cases)
				mu.Lock()
				m.outcomes[mutant], m.Took[mutant] = outcomes, time.Since(began)
				if err != nil && first == nil {
					first = fmt.Errorf("%s: %w", mutant, err)
					cancel()
				}
				mu.Unlock()
			}
		})
	}
	for _, mutant := range m.Mutants {
		queue <- mutant
	}
	close(queue)
	running.Wait()
	return first
}

// run runs cases against the mutant and returns the outcomes by the ids of the cases.
func (m *Mutant) run(ctx context.Context, cases []string) (map[string]conformance.Outcome, error) {
	outcomes := make(map[string]conformance.Outcome)
	selection, err := m.selection(cases)
	if err != nil || selection == nil || ctx.Err() != nil {
		return outcomes, err
	}
	t, err := m.start()
	if err != nil {
		return nil, err
	}
	if t.stop != nil {
		defer t.stop()
	}
	o := conformance.Options{Selection: *selection, Timeout: m.Timeout, Jobs: 8}
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	results := conformance.RunServer(ctx, t.server, o)
	switch m.Role {
	case conformance.RoleClient:
		results = conformance.RunClient(ctx, t.client, o)
	case conformance.RoleCodec:
		results = conformance.RunCodec(ctx, t.codec, o)
	}
	var run conformance.Run
	if err := run.Collect(results, nil); err != nil && !errorIsNothing(err) {
		return nil, err
	}
	for i := range run.Results {
		outcomes[run.Results[i].Case] = run.Results[i].Outcome
	}
	return outcomes, nil
}

// selection returns the cases that are run against the mutant, or nil if none is among
// those that are asked for.
func (m *Mutant) selection(asked []string) (*conformance.Selection, error) {
	own := conformance.Selection{Run: m.Cases}
	if m.Cases == nil {
		own.Skip = costly
	}
	if len(asked) == 0 {
		return &own, nil
	}
	cases, err := own.Select(m.Role)
	if err != nil {
		return nil, err
	}
	also, err := conformance.Selection{Run: asked}.Select(m.Role)
	if err != nil {
		return nil, nil // of another role
	}
	var ids []string
	for _, c := range cases {
		if slices.Contains(also, c) {
			ids = append(ids, c.ID)
		}
	}
	if ids == nil {
		return nil, nil
	}
	return &conformance.Selection{Run: ids}, nil
}

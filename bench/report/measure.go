package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// benchPackage is the package whose benchmarks are run.
const benchPackage = "github.com/rpcwire/rpcwire/bench"

// measure compiles the benchmarks once and runs all of them in every round, so
// that whatever else the machine does in the meantime meets everybody.
func measure(ctx context.Context, o options) (r *results, err error) {
	dir, err := os.MkdirTemp("", "rpcwire-bench")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	binary := filepath.Join(dir, "bench.test")
	if err := compile(ctx, binary); err != nil {
		return nil, err
	}
	r = newResults()
	for round := range o.rounds {
		fmt.Fprintf(os.Stderr, "report: round %d of %d\n", round+1, o.rounds)
		output, err := runRound(ctx, binary, o)
		if err != nil {
			return nil, err
		}
		if err := r.read(bytes.NewReader(output)); err != nil {
			return nil, err
		}
	}
	if len(r.cells) == 0 {
		return nil, fmt.Errorf("no benchmark matches %q", o.pattern)
	}
	return r, nil
}

// compile builds the test binary.
func compile(ctx context.Context, binary string) error {
	cmd := exec.CommandContext(ctx, "go", "test", "-c", "-o", binary, benchPackage)
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("compile the benchmarks: %w\n%s", err, output)
	}
	return nil
}

// runRound runs the benchmarks once and returns what they print.
func runRound(ctx context.Context, binary string, o options) ([]byte, error) {
	cmd := exec.CommandContext(ctx, binary, "-test.run=^$", "-test.bench="+o.pattern, "-test.benchtime="+o.benchtime)
	var output, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("run the benchmarks: %w\n%s%s", err, output.Bytes(), stderr.Bytes())
	}
	return output.Bytes(), nil
}

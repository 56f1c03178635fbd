package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync/atomic"

	"github.com/rpcwire/rpcwire/bench/internal/child"
)

// A target is a contender that serves in a process of its own and can be called.
type target struct {
	contender
	*child.Process
	*caller
}

// sockets counts the socket files, so that each has a name of its own.
var sockets atomic.Int64

// startProcess starts a process for a contender. Dir is for socket files.
func startProcess(f field, c contender, dir string) (*child.Process, error) {
	job := child.Job{Name: f.name + "/" + c.name}
	if c.network == "unix" {
		job.Address = filepath.Join(dir, fmt.Sprintf("%d.sock", sockets.Add(1)))
	}
	return child.Start(job)
}

// startTarget starts a process for a contender and connects to it.
func startTarget(ctx context.Context, f field, c contender, dir string) (*target, error) {
	p, err := startProcess(f, c, dir)
	if err != nil {
		return nil, err
	}
	caller, err := c.dial(ctx, p.Address)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", c.name, err), p.Stop())
	}
	return &target{c, p, caller}, nil
}

// startTargets starts all of a field. Stop ends those that were started, also if there
// is an error.
func startTargets(ctx context.Context, f field, dir string) (targets []*target, stop func() error, err error) {
	stop = func() error {
		var failures []error
		for _, t := range targets {
			failures = append(failures, t.stop())
		}
		return errors.Join(failures...)
	}
	for _, c := range f.contenders {
		t, err := startTarget(ctx, f, c, dir)
		if err != nil {
			return targets, stop, err
		}
		targets = append(targets, t)
	}
	return targets, stop, nil
}

// stop closes the connection and ends the process.
func (t *target) stop() error {
	t.close()
	return t.Stop()
}

// serve is what a server process does.
func serve(job child.Job, in io.Reader, out io.Writer) error {
	c, err := contenderOf(job.Name)
	if err != nil {
		return err
	}
	return child.Serve(in, out, func(failed chan<- error) (string, error) { return c.serve(job.Address, failed) })
}

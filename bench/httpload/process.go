package main

import (
	"io"

	"github.com/rpcwire/rpcwire/bench/internal/child"
)

// A process is a server process.
type process struct {
	*child.Process
	implementation
	url string // where it is called
}

// startProcess starts this program again, as the server of an implementation.
func startProcess(im implementation) (*process, error) {
	p, err := child.Start(child.Job{Name: im.name})
	if err != nil {
		return nil, err
	}
	return &process{p, im, "http://" + p.Address + "/"}, nil
}

// serve is what a server process does.
func serve(job child.Job, in io.Reader, out io.Writer) error {
	im, err := implementationOf(job.Name)
	if err != nil {
		return err
	}
	return child.Serve(in, out, func(failed chan<- error) (string, error) {
		return child.Listen(job.Address, im.server(), failed)
	})
}

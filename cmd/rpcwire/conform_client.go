package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/rpcwire/rpcwire/conformance"
)

// clientFlags are the flags that say how a client under test is started.
type clientFlags struct {
	notify string
	batch  string
	input  string
	twoWay bool
	lacks  repeated
}

func (f *clientFlags) register(fs *flag.FlagSet) {
	fs.StringVar(&f.notify, "notify", "", "the `COMMAND` by which a client notifies; words as after --")
	fs.StringVar(&f.batch, "batch", "", "the `COMMAND` by which it sends a batch")
	fs.StringVar(&f.input, "input", "", "what these commands read from standard input, `{job}|{lines}`")
	fs.BoolVar(&f.twoWay, "two-way", false, "the client speaks over TCP, a message a line, and not over HTTP")
	fs.Var(&f.lacks, "without", "the target lacks a `FEATURE` (batch, v1, http, two-way, limits, method:NAME); may be repeated")
}

// conformClient tests a client.
func (f *conformFlags) conformClient(ctx context.Context, args []string, s std) error {
	command, name, err := f.clientCommand(args)
	if err != nil {
		return err
	}
	t := trial{run: conformance.Run{
		Role:      conformance.RoleClient,
		Address:   strings.Join(command.Call, " "),
		Transport: map[bool]string{true: "tcp", false: "http"}[f.client.twoWay],
	}}
	t.run.Target, t.run.TargetVersion = f.target(name)
	t.begin = func(ctx context.Context, o conformance.Options) results {
		o.Without = append(o.Without, f.client.lacks...)
		return conformance.RunClient(ctx, conformance.ClientTarget{Command: command, TwoWay: f.client.twoWay}, o)
	}
	return f.try(ctx, s, t)
}

// clientCommand returns how the client is started, and what to call it.
func (f *conformFlags) clientCommand(args []string) (*conformance.ClientCommand, string, error) {
	if len(args) == 0 {
		self, err := os.Executable()
		if err != nil {
			return nil, "", fmt.Errorf("which command? %w", err)
		}
		return conformance.RPCWire(self), "rpcwire call", nil
	}
	return &conformance.ClientCommand{
		Call:   args,
		Notify: strings.Fields(f.client.notify),
		Batch:  strings.Fields(f.client.batch),
		Input:  f.client.input,
	}, args[0], nil
}

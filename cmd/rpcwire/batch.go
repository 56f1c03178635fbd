package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/idgen"
	"github.com/rpcwire/rpcwire/protocol"
)

func batchCommand() command {
	return command{
		name:    "batch",
		args:    "URL [FILE|-]",
		summary: "send many calls at once and print their results",
		help: `
Reads calls from a file, or from standard input, and sends them as one batch. A line is
"METHOD ARG...", with arguments as for "rpcwire call" (JSON may have white space in
it, and name="some text" too), or a JSON-RPC request or notification. Empty lines are
skipped. Prints a line of JSON for each call, in the order of the calls:
  {"id":1,"result":...}
  {"id":2,"error":{"code":...,"message":...}}
  {"id":3,"failure":KIND,"message":...}

Exits with 0 if all calls have a result, with 5 if not, with 2 after wrong usage, with
130 when interrupted.

Examples:
  seq 10 | sed 's/^/cube /' | rpcwire batch http://127.0.0.1:8080
  rpcwire batch http://127.0.0.1:8080 requests.ndjson -v`,
		setup: func(fs *flag.FlagSet) action {
			var f batchFlags
			f.register(fs)
			return f.run
		},
	}
}

// batchFlags are the flags of the command batch.
type batchFlags struct {
	endpointFlags
	idKind string
}

func (f *batchFlags) register(fs *flag.FlagSet) {
	f.endpointFlags.register(fs)
	fs.StringVar(&f.idKind, "id-kind", "counter", idKindUsage)
}

func (f *batchFlags) run(ctx context.Context, args []string, s std) error {
	if len(args) == 0 || len(args) > 2 {
		return errors.New("URL, and at most one FILE, are needed")
	}
	ids, err := newGenerator(f.idKind)
	if err != nil {
		return err
	}
	text, err := readFile(args[1:], s)
	if err != nil {
		return err
	}
	requests, err := readBatch(text, ids)
	if err != nil {
		return err
	}
	sender, closing, err := f.open(args[0], s)
	if err != nil {
		return err
	}
	defer closing()
	// How many calls are too many is for the server to say.
	c := client.New(sender, client.Options{Timeout: f.timeout, Limits: protocol.Limits{Batch: -1}})
	replies, err := c.SendBatch(ctx, requests)
	if client.KindOf(err) == client.KindRequest {
		return err
	}
	if ctx.Err() != nil {
		return exitError{exitInterrupted, nil}
	}
	return printReplies(s, requests, replies, err)
}

// readBatch returns the requests that the lines of text describe. Those that are
// METHOD ARG... get ids that no other line has.
func readBatch(text []byte, ids idgen.Generator) (protocol.Batch, error) {
	var batch protocol.Batch
	var generated []int                 // positions of those that need an id
	taken := make(map[protocol.ID]bool) // ids that lines bring themselves
	for i, line := range bytes.Split(text, []byte{'\n'}) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		r, err := readCall(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		if line[0] != '{' {
			generated = append(generated, len(batch))
		}
		taken[r.ID.Canonical()] = true
		batch = append(batch, r)
	}
	if len(batch) == 0 {
		return nil, errors.New("there are no calls")
	}
	for _, i := range generated {
		id := ids.Next()
		for taken[id] {
			id = ids.Next()
		}
		batch[i].ID = id
	}
	return batch, nil
}

// readCall returns the request of one line, without id if it is METHOD ARG...
func readCall(line []byte) (r protocol.Request, err error) {
	if line[0] == '{' {
		return protocol.ParseRequest(line)
	}
	words, err := splitWords(string(line))
	if err != nil {
		return r, err
	}
	r.Method = words[0]
	r.Params, err = paramsFromArgs(words[1:])
	return r, err
}

// printReplies prints how the calls of a batch ended.
func printReplies(s std, requests protocol.Batch, replies []client.Reply, whole error) error {
	failed := whole != nil
	next := 0
	for _, r := range requests {
		if r.IsNotification() {
			continue
		}
		reply := replies[next]
		next++
		failed = failed || reply.Err != nil
		var result protocol.Raw
		if reply.Err == nil {
			result = reply.Response.Result
		}
		line := append([]byte(`{"id":`), r.ID.String()...)
		line = append(append(line, ','), outcomeObject(result, reply.Err)...)
		if err := printed(s, string(line)+"}\n"); err != nil {
			return err
		}
	}
	if !failed {
		return nil
	}
	if next == 0 {
		return exitError{exitBatch, whole} // there is no line that tells
	}
	return exitError{exitBatch, nil}
}

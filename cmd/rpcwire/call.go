package main

import (
	"context"
	"errors"
	"flag"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
)

// argsHelp explains the arguments that are params.
const argsHelp = `An ARG is a param:
  42  [1,2]  "42"      JSON is positional
  Mittens              any other text is positional, as a string
  name=Mittens         named, as a string
  age:=7               named, as JSON
Positional and named params together make an array whose last element is the
object of the named ones. -d gives all params at once instead.`

func callCommand() command {
	return command{
		name:    "call",
		args:    "URL METHOD [ARG...]",
		summary: "call a method and print its result",
		help: `
Calls METHOD of the server at URL. The result is printed on standard output,
everything else on standard error. ` + argsHelp + `

Exits with 0, or: 1 the server cannot be reached, 2 wrong usage, 3 the server
answered with an error, 4 what it answered is no answer, 6 time was up,
130 interrupted.

Examples:
  rpcwire call http://127.0.0.1:8080 subtract 42 23
  rpcwire call http://127.0.0.1:8080 subtract minuend:=42 subtrahend:=23 -v
  rpcwire call https://host/rpc eth_call -d @params.json --bearer "$TOKEN"
  rpcwire call http://127.0.0.1:8080 echo hello --output json`,
		setup: func(fs *flag.FlagSet) action {
			var f callFlags
			f.register(fs)
			f.idFlags.register(fs)
			return f.call
		},
	}
}

func notifyCommand() command {
	return command{
		name:    "notify",
		args:    "URL METHOD [ARG...]",
		summary: "send a notification",
		help: `
Calls METHOD of the server at URL without waiting for a result. ` + argsHelp + `

Exits with 0 when the notification went out, or: 1 the server cannot be reached,
2 wrong usage, 6 time was up, 130 interrupted.

Examples:
  rpcwire notify http://127.0.0.1:8080 update 1 2 3
  rpcwire notify http://127.0.0.1:8080 log level=info text="it works"`,
		setup: func(fs *flag.FlagSet) action {
			var f callFlags
			f.register(fs)
			return f.notify
		},
	}
}

// callFlags are the flags of the commands that call a method.
type callFlags struct {
	endpointFlags
	outputFlag
	idFlags
	data optional
	v1   bool
}

func (f *callFlags) register(fs *flag.FlagSet) {
	f.endpointFlags.register(fs)
	f.outputFlag.register(fs)
	fs.Var(&f.data, "d", "the params: `JSON`, or @FILE, or @- for standard input")
	fs.BoolVar(&f.v1, "v1", false, "speak JSON-RPC 1.0")
}

// A target is what a call needs.
type target struct {
	client *client.Client
	close  func()
	method string
	params any
	json   bool
}

// target returns what the command line describes.
func (f *callFlags) target(args []string, s std) (t target, err error) {
	if len(args) < 2 {
		return t, errors.New("URL and METHOD are needed")
	}
	if t.json, err = f.isJSON(); err != nil {
		return t, err
	}
	t.method = args[1]
	raw, err := params(args[2:], f.data, s.in)
	if err != nil {
		return t, err
	}
	if raw != nil {
		t.params = raw
	}
	sender, closing, err := f.open(args[0], s)
	if err != nil {
		return t, err
	}
	t.close = closing
	options := client.Options{Timeout: f.timeout}
	if f.v1 {
		options.Version = protocol.V1
	}
	t.client = client.New(sender, options)
	return t, nil
}

func (f *callFlags) call(ctx context.Context, args []string, s std) error {
	t, err := f.target(args, s)
	if err != nil {
		return err
	}
	defer t.close()
	id, err := f.next()
	if err != nil {
		return err
	}
	var result protocol.Raw
	err = t.client.Call(ctx, t.method, t.params, &result, client.WithID(id))
	return printOutcome(ctx, s, t.json, result, err)
}

func (f *callFlags) notify(ctx context.Context, args []string, s std) error {
	t, err := f.target(args, s)
	if err != nil {
		return err
	}
	defer t.close()
	err = t.client.Notify(ctx, t.method, t.params)
	switch {
	case err != nil:
		return printOutcome(ctx, s, t.json, nil, err)
	case t.json:
		return printed(s, "{}\n")
	}
	return nil
}

// printed prints text on standard output.
func printed(s std, text string) error {
	if _, err := s.out.Write([]byte(text)); err != nil {
		return exitError{exitInvalid, err}
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"flag"

	"github.com/rpcwire/rpcwire/protocol"
)

func encodeCommand() command {
	return command{
		name:    "encode",
		args:    "METHOD [ARG...]",
		summary: "print a request or a notification",
		help: `
Prints the message that calls METHOD. ` + argsHelp + `

Examples:
  rpcwire encode subtract 42 23
  rpcwire encode cat name=Mittens age:=7 --id '"five"'
  rpcwire encode update 1 2 3 --notify
  rpcwire encode sum -d @params.json --id-kind uuid
  rpcwire encode echo hello --v1
  rpcwire encode echo -- --not-a-flag`,
		setup: func(fs *flag.FlagSet) action {
			var f encodeFlags
			f.register(fs)
			return f.run
		},
	}
}

// encodeFlags are the flags of the command encode.
type encodeFlags struct {
	idFlags
	data   optional
	notify bool
	v1     bool
}

func (f *encodeFlags) register(fs *flag.FlagSet) {
	f.idFlags.register(fs)
	fs.Var(&f.data, "d", "the params: `JSON`, or @FILE, or @- for standard input")
	fs.BoolVar(&f.notify, "notify", false, "make a notification, which has no id (in 1.0: null)")
	fs.BoolVar(&f.v1, "v1", false, "speak JSON-RPC 1.0")
}

func (f *encodeFlags) run(_ context.Context, args []string, s std) error {
	if len(args) == 0 {
		return errors.New("METHOD is missing")
	}
	request, err := f.request(args[0], args[1:], s)
	if err != nil {
		return err
	}
	line, err := request.AppendTo(nil)
	if err != nil {
		return err
	}
	if _, err := s.out.Write(append(line, '\n')); err != nil {
		return exitError{exitInvalid, err}
	}
	return nil
}

// request returns the request that the command line describes.
func (f *encodeFlags) request(method string, args []string, s std) (r protocol.Request, err error) {
	r.Method = method
	if f.v1 {
		r.Version = protocol.V1
	}
	if f.notify && f.id.set {
		return r, errors.New("a notification has no id: --notify or --id, one will do")
	}
	if !f.notify {
		if r.ID, err = f.next(); err != nil {
			return r, err
		}
	}
	r.Params, err = params(args, f.data, s.in)
	return r, err
}

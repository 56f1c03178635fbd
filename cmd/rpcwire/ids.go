package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/rpcwire/rpcwire/idgen"
	"github.com/rpcwire/rpcwire/protocol"
)

// idKinds are the values of --id-kind.
var idKinds = []string{"counter", "hex", "random", "uuid", "uuidv7"}

// idKindUsage explains the flag.
var idKindUsage = "how to make ids that are not given: " + strings.Join(idKinds, ", ") + " (`KIND`)"

// newGenerator returns the generator of the given kind.
func newGenerator(kind string) (idgen.Generator, error) {
	switch kind {
	case "counter":
		return idgen.Counter(1), nil
	case "hex":
		return idgen.Hex(1), nil
	case "random":
		return idgen.Random(), nil
	case "uuid":
		return idgen.UUID(), nil
	case "uuidv7":
		return idgen.UUIDv7(), nil
	}
	return nil, fmt.Errorf("there is no kind of id %q: it is one of %s", kind, strings.Join(idKinds, ", "))
}

// idFlags are the flags that choose the id of a request.
type idFlags struct {
	id     optional
	idKind string
}

func (f *idFlags) register(fs *flag.FlagSet) {
	fs.Var(&f.id, "id", "the id, as `JSON`: 5, '\"five\"' or null")
	fs.StringVar(&f.idKind, "id-kind", "counter", idKindUsage)
}

// next returns the explicit id, or a generated one.
func (f *idFlags) next() (protocol.ID, error) {
	if !f.id.set {
		ids, err := newGenerator(f.idKind)
		if err != nil {
			return protocol.ID{}, err
		}
		return ids.Next(), nil
	}
	id, err := protocol.ParseID([]byte(f.id.text))
	if err != nil {
		return id, fmt.Errorf("--id is not JSON (a string needs its quotes): %w", err)
	}
	return id, nil
}

func idCommand() command {
	return command{
		name:    "id",
		args:    "",
		summary: "print ids, as JSON, one a line",
		help: `
Prints ids as they stand in messages: strings with their quotes.

Examples:
  rpcwire id                                          1
  rpcwire id --id-kind hex -n 3 --start 15            "f" "10" "11"
  rpcwire id --id-kind random --length 12             "k2v0qz81mh3d"
  rpcwire id --id-kind uuid                           a UUID of version 4
  rpcwire encode ping --id "$(rpcwire id --id-kind uuidv7)"`,
		setup: func(fs *flag.FlagSet) action {
			var f idCommandFlags
			f.register(fs)
			return f.run
		},
	}
}

// idCommandFlags are the flags of the command id.
type idCommandFlags struct {
	kind     string
	count    int
	start    int64
	length   int
	alphabet string
}

func (f *idCommandFlags) register(fs *flag.FlagSet) {
	fs.StringVar(&f.kind, "id-kind", "counter", idKindUsage)
	fs.IntVar(&f.count, "n", 1, "how many to print (`N`)")
	fs.Int64Var(&f.start, "start", 1, "the first id of counter and hex (`N`)")
	fs.IntVar(&f.length, "length", idgen.DefaultLength, "the characters of a random id (`N`)")
	fs.StringVar(&f.alphabet, "alphabet", idgen.DefaultAlphabet, "the `CHARACTERS` to draw random ids from")
}

func (f *idCommandFlags) run(ctx context.Context, args []string, s std) error {
	if len(args) > 0 {
		return fmt.Errorf("unexpected argument %q", args[0])
	}
	if f.count < 0 {
		return errors.New("-n must not be negative")
	}
	ids, err := f.generator()
	if err != nil {
		return err
	}
	for range f.count {
		if ctx.Err() != nil {
			return errInterrupted
		}
		if _, err := fmt.Fprintln(s.out, ids.Next()); err != nil {
			return exitError{exitInvalid, err}
		}
	}
	return nil
}

func (f *idCommandFlags) generator() (idgen.Generator, error) {
	switch f.kind {
	case "counter":
		return idgen.Counter(f.start), nil
	case "hex":
		if f.start < 0 {
			return nil, errors.New("--start must not be negative for hex")
		}
		return idgen.Hex(uint64(f.start)), nil
	case "random":
		return idgen.RandomOf(f.length, f.alphabet)
	}
	return newGenerator(f.kind)
}

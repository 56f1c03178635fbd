package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/rpcwire/rpcwire/internal/lines"
	"github.com/rpcwire/rpcwire/protocol"
)

func checkCommand() command {
	return command{
		name:    "check",
		args:    "[FILE...|-]",
		summary: "tell what messages are, or what is wrong with them",
		help: `
Reads payloads, a message or a batch a line, and prints a line for each message: its
kind, version, id and method, or what is wrong with it and where. At the end it
prints how many are valid. Exits with 1 if any is not, with 2 if a file cannot be
read.

Examples:
  rpcwire check requests.ndjson responses.ndjson
  tcpflow -C port 8545 | rpcwire check --json
  rpcwire check --dialect strict --quiet messages.ndjson`,
		setup: func(fs *flag.FlagSet) action {
			var f checkFlags
			f.register(fs)
			return f.run
		},
	}
}

// checkFlags are the flags of the command check.
type checkFlags struct {
	json    bool
	quiet   bool
	dialect string
	limits  protocol.Limits
}

func (f *checkFlags) register(fs *flag.FlagSet) {
	fs.BoolVar(&f.json, "json", false, "print a JSON object for each message")
	fs.BoolVar(&f.quiet, "quiet", false, "print only what is invalid, and the count")
	fs.StringVar(&f.dialect, "dialect", "default", "what is valid: default, strict or lenient (`NAME`)")
	fs.IntVar(&f.limits.Payload, "max-payload", protocol.DefaultPayloadLimit, "the longest line in `BYTES`")
	fs.IntVar(&f.limits.Depth, "max-depth", protocol.DefaultDepthLimit, "the deepest nesting (`N`)")
	fs.IntVar(&f.limits.Batch, "max-batch", protocol.DefaultBatchLimit, "the most messages in a batch (`N`)")
}

func (f *checkFlags) run(ctx context.Context, files []string, s std) error {
	dialect, err := dialectNamed(f.dialect)
	if err != nil {
		return err
	}
	if f.limits.Payload <= 0 || f.limits.Depth <= 0 || f.limits.Batch <= 0 {
		return errors.New("limits must be positive")
	}
	if len(files) == 0 {
		files = []string{"-"}
	}
	c := &checker{
		decoder:  protocol.Decoder{Limits: f.limits, Dialect: dialect},
		report:   newReport(s.out, f.json, f.quiet),
		progress: newProgress(s),
		ctx:      ctx,
	}
	unreadable := c.files(files, s)
	c.progress.clear()
	if err := c.report.finish(s.err); err != nil {
		return exitError{exitInvalid, err}
	}
	switch {
	case ctx.Err() != nil:
		return errInterrupted
	case unreadable != nil:
		return exitError{exitUsage, unreadable}
	case c.report.invalid > 0:
		return exitError{exitInvalid, nil}
	}
	return nil
}

func dialectNamed(name string) (protocol.Dialect, error) {
	switch name {
	case "default":
		return protocol.Default, nil
	case "strict":
		return protocol.Strict, nil
	case "lenient":
		return protocol.Lenient, nil
	}
	return protocol.Dialect{}, fmt.Errorf("there is no dialect %q: it is default, strict or lenient", name)
}

// A checker checks the lines of files.
type checker struct {
	decoder  protocol.Decoder
	report   *report
	progress *progress
	ctx      context.Context // ends when the rest need not be checked
}

// files checks all files, and returns the errors of those that cannot be read.
func (c *checker) files(names []string, s std) error {
	var unreadable []error
	for _, name := range names {
		if err := c.file(name, s); err != nil {
			unreadable = append(unreadable, err)
		}
	}
	return errors.Join(unreadable...)
}

func (c *checker) file(name string, s std) error {
	if name == "-" {
		return c.lines(name, s.in)
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was only read: there is nothing to lose
	return c.lines(name, file)
}

// lines checks the lines of one file. It ends early if nothing more can be printed.
func (c *checker) lines(name string, r io.Reader) error {
	in := lines.NewReader(r, c.decoder.Limits.Payload)
	for at := (place{file: name, line: 1}); c.report.err == nil && c.ctx.Err() == nil; at.line++ {
		line, err := in.Next()
		switch {
		case err == io.EOF:
			return nil
		case errors.Is(err, lines.ErrTooLong):
			c.report.payload(at, &protocol.DecodeError{Reason: protocol.ReasonPayloadTooLarge, Offset: c.decoder.Limits.Payload})
		case err != nil:
			return fmt.Errorf("%s: line %d: %w", name, at.line, err)
		default:
			c.line(at, line)
		}
		c.progress.advance(len(line))
	}
	return nil
}

// line checks one line.
func (c *checker) line(at place, line []byte) {
	payload, err := c.decoder.Decode(line)
	if err != nil {
		var whole *protocol.DecodeError
		if errors.As(err, &whole) {
			c.report.payload(at, whole)
		}
		return
	}
	at.batch = payload.IsBatch()
	for i, m := range payload.All() {
		at.index = i
		c.report.message(at, m)
	}
}

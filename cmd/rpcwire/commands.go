package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// A command is one of the things that rpcwire does.
type command struct {
	name    string
	args    string // what follows the name
	summary string // one line
	help    string // what the flags do not say, with examples
	setup   func(fs *flag.FlagSet) action
}

// An action runs a command after its flags are parsed; ctx ends when the person in
// front of it no longer wants it to go on. An error is a usage error unless it is an
// [exitError].
type action func(ctx context.Context, args []string, s std) error

// An exitError ends rpcwire with a code; its cause, if there is one, is printed.
type exitError struct {
	code  int
	cause error
}

func (e exitError) Error() string {
	if e.cause == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.cause.Error()
}

func (e exitError) Unwrap() error { return e.cause }

// commands returns all commands, in the order in which help lists them.
func commands() []command {
	return []command{
		callCommand(), notifyCommand(), batchCommand(), sendCommand(), serveCommand(), proxyCommand(),
		checkCommand(), encodeCommand(), idCommand(), codecCommand(), conformCommand(), versionCommand(),
	}
}

// run runs rpcwire and returns its exit code.
func run(ctx context.Context, args []string, s std) int {
	if len(args) == 0 {
		fmt.Fprint(s.err, overview())
		return exitUsage
	}
	switch args[0] {
	case "-h", "-help", "--help":
		return show(s, overview())
	case "help":
		if len(args) > 1 {
			return run(ctx, []string{args[1], "-h"}, s)
		}
		return show(s, overview())
	case "--version":
		args = []string{"version"}
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(ctx, args[1:], s)
		}
	}
	fmt.Fprintf(s.err, "rpcwire: there is no command %q\n\n%s", args[0], overview())
	return exitUsage
}

// show prints text that was asked for.
func show(s std, text string) int {
	if _, err := io.WriteString(s.out, text); err != nil {
		return exitInvalid
	}
	return exitOK
}

// overview returns the list of commands.
func overview() string {
	var b strings.Builder
	b.WriteString("rpcwire speaks JSON-RPC 1.0 and 2.0 from the shell.\n\nUsage: rpcwire COMMAND [FLAGS] [ARGS]\n\nCommands:\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-9s %s\n", c.name, c.summary)
	}
	b.WriteString("\n\"rpcwire COMMAND -h\" tells more about one.\n")
	return b.String()
}

// run parses the command line of a command and runs it.
func (c command) run(ctx context.Context, args []string, s std) int {
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	act := c.setup(fs)
	args, err := parseFlags(fs, args)
	if errors.Is(err, flag.ErrHelp) {
		return show(s, c.usage(fs))
	}
	if err == nil {
		s.in = &interruptible{ctx, s.in}
		err = act(ctx, args, s)
	}
	if errors.Is(err, errInterrupted) {
		return exitInterrupted
	}
	code := exitOK
	if exit := (exitError{}); errors.As(err, &exit) {
		code, err = exit.code, exit.cause
	} else if err != nil {
		code = exitUsage
	}
	if err != nil {
		fmt.Fprintf(s.err, "rpcwire %s: %v\n", c.name, err)
		if code == exitUsage {
			fmt.Fprintf(s.err, "\"rpcwire %s -h\" tells how to use it.\n", c.name)
		}
	}
	return code
}

// usage returns the help text of a command.
func (c command) usage(fs *flag.FlagSet) string {
	var b strings.Builder
	line := strings.TrimSpace("rpcwire " + c.name + " [FLAGS] " + c.args)
	fmt.Fprintf(&b, "%s\n\nUsage: %s\n\n%s\n", c.summary, line, strings.TrimSpace(c.help))
	b.WriteString("\nFlags:\n")
	fs.SetOutput(&b)
	fs.PrintDefaults()
	b.WriteString("  -h\tprint this text\n\nFlags may stand before or after the arguments; -- ends them.\n")
	return b.String()
}

package main

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"runtime/debug"
)

func versionCommand() command {
	return command{
		name:    "version",
		summary: "print the version of rpcwire",
		help:    "Prints the version, that of Go, and the platform it was built for.",
		setup:   func(*flag.FlagSet) action { return runVersion },
	}
}

func runVersion(_ context.Context, args []string, s std) error {
	if len(args) > 0 {
		return fmt.Errorf("unexpected argument %q", args[0])
	}
	if _, err := fmt.Fprintf(s.out, "rpcwire %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH); err != nil {
		return exitError{exitInvalid, err}
	}
	return nil
}

// version returns the version of the module that rpcwire was built from, and
// "(devel)" where it was not built from a release.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

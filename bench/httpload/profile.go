package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"time"
)

// writeProfiles puts the loads on rpcwire and on net/http, and writes for each of
// them where client and server spend their time.
func writeProfiles(ctx context.Context, o options) error {
	for _, im := range []implementation{rpcwireImplementation(), rawImplementation()} {
		for _, l := range loads {
			if err := writeProfile(ctx, im, l, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// profilePath returns what the names of the files of a load begin with.
func profilePath(im implementation, l load, directory string) string {
	name := strings.NewReplacer(" ", "-", "/", "-", ",", "").Replace(im.name + " " + l.title)
	return filepath.Join(directory, name)
}

// writeProfile writes a file for each side, if the implementation takes the load.
func writeProfile(ctx context.Context, im implementation, l load, o options) (err error) {
	t, err := startTarget(im, conns)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	if !l.takes(t.caller) {
		return nil
	}
	path := profilePath(im, l, o.profiles)
	file, err := os.Create(path + "-client.pprof")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := pprof.StartCPUProfile(file); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	seconds := max(int(o.time/time.Second), 1)
	remote := make(chan error, 1)
	go func() { remote <- t.WriteProfile(ctx, path+"-server.pprof", seconds) }()
	rate, err := l.run(ctx, t.caller, time.Duration(seconds)*time.Second)
	fmt.Printf("%s, %s: %.0f calls/s\n", im.name, l.title, rate)
	return errors.Join(err, <-remote)
}

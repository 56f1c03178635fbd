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

// writeProfiles puts the loads on rpcwire and on the raw echoes, and writes for each of
// them where client and server spend their time.
func writeProfiles(ctx context.Context, o options, dir string) error {
	for _, f := range o.selected(fields()) {
		for _, c := range f.contenders {
			if c.module != selfModule && c.name != rawName {
				continue
			}
			if err := writeContender(ctx, f, c, o, dir); err != nil {
				return fmt.Errorf("%s, %s: %w", f.title, c.name, err)
			}
		}
	}
	return nil
}

// writeContender writes the profiles of one contender.
func writeContender(ctx context.Context, f field, c contender, o options, dir string) (err error) {
	t, err := startTarget(ctx, f, c, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	for _, n := range f.loadsOf(c) {
		name := fmt.Sprintf("%s %s %d", f.name, c.name, n)
		path := filepath.Join(o.profiles, strings.NewReplacer(" ", "-", "/", "-", ",", "").Replace(name))
		if err := t.writeProfile(ctx, n, path, max(int(o.time/time.Second), 1)); err != nil {
			return err
		}
	}
	return nil
}

// writeProfile writes a file for each side.
func (t *target) writeProfile(ctx context.Context, inFlight int, path string, seconds int) (err error) {
	file, err := os.Create(path + "-client.pprof")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := pprof.StartCPUProfile(file); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	remote := make(chan error, 1)
	go func() { remote <- t.WriteProfile(ctx, path+"-server.pprof", seconds) }()
	s, err := t.sample(ctx, inFlight, time.Duration(seconds)*time.Second)
	fmt.Printf("%s, %d in flight: %.0f calls/s, %.2f writes per call\n", t.name, inFlight, s.rate, s.writes)
	return errors.Join(err, <-remote)
}

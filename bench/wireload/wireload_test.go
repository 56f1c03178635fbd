package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/bench/internal/child"
	"github.com/rpcwire/rpcwire/bench/pipe"
)

// TestMain lets the test binary be the server process, as the program is.
func TestMain(m *testing.M) {
	if job, ok := child.Given(); ok {
		if err := serve(job, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestContenders checks that everybody who is measured does what is asked of him.
func TestContenders(t *testing.T) {
	for _, f := range append(fields(), brokerFields()...) {
		for _, c := range f.contenders {
			t.Run(f.name+"/"+strings.ReplaceAll(c.name, "/", "-"), func(t *testing.T) { testContender(t, f, c) })
		}
	}
}

func testContender(t *testing.T, f field, c contender) {
	t.Helper()
	target, err := startTarget(t.Context(), f, c, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := target.stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	}()
	for _, n := range f.loadsOf(c) {
		s, err := target.sample(t.Context(), n, time.Millisecond)
		if err != nil || s.rate <= 0 {
			t.Errorf("%d in flight: %v calls/s, %v", n, s.rate, err)
		}
	}
}

func TestServeUnknown(t *testing.T) {
	for _, name := range []string{"nobody", "ws/nobody"} {
		if err := serve(child.Job{Name: name}, strings.NewReader(""), nil); err == nil {
			t.Errorf("serve(%q) succeeded, want an error about the name", name)
		}
	}
}

func TestMeasureCrowd(t *testing.T) {
	f := crowdField()
	for _, contender := range f.contenders {
		t.Run(contender.name, func(t *testing.T) {
			c, err := measureCrowd(t.Context(), f, contender, 20, t.TempDir())
			if err != nil || c.errors > 0 || c.seconds < 0.5 || c.atServer > 0 || c.atClient > 0 {
				t.Errorf("%+v, %v; want no errors and nothing left, after half a second", c, err)
			}
		})
	}
}

func TestMeasureIdle(t *testing.T) {
	idles, err := measureIdle(t.Context(), options{conns: 20}, t.TempDir())
	if err != nil || len(idles) != 4 {
		t.Errorf("%+v, %v; want four", idles, err)
	}
}

func TestMeasureComeback(t *testing.T) {
	c, err := measureComeback(t.Context(), 5, t.TempDir())
	if err != nil || c.all < c.half || c.attempts < 1 || c.peak < 1 {
		t.Errorf("%+v, %v; want everybody to be back", c, err)
	}
}

func TestMeasureBrokers(t *testing.T) {
	brokers, err := measureBrokers(t.Context(), options{rounds: 1, time: 5 * time.Millisecond}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, all := range brokers {
		if d := all[0]; d.rate <= 0 || d.half > d.p99 {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

func TestMeasurePipes(t *testing.T) {
	pipes, err := measurePipes(t.Context(), options{rounds: 1, time: time.Millisecond})
	if want := len(pipe.Shapes()) * len(pipe.Implementations()); err != nil || len(pipes) != want {
		t.Errorf("%d figures, %v; want %d", len(pipes), err, want)
	}
}

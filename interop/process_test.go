package main

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"
)

func TestProcess(t *testing.T) {
	p, err := startProcess(t.Context(), peerCommand("says where"))
	if err != nil {
		t.Fatal(err)
	}
	if p.url != "tcp://127.0.0.1:7" {
		t.Errorf("the URL is %q", p.url)
	}
	if p.hasEnded(0) {
		t.Error("it ended by itself")
	}
	p.stop()
	if !p.hasEnded(0) {
		t.Error("it is still there")
	}
}

func TestProcessThatFails(t *testing.T) {
	for _, test := range []struct{ reason, what, want string }{
		{"what it said last is the reason, not its stack", "ends", "it ended at once: Error: no such module"},
		{"one that never listens is not waited for", "says nothing", "it did not say where it listens: context deadline exceeded: it said nothing"},
	} {
		t.Run(test.what, func(t *testing.T) {
			ctx := t.Context()
			if test.what == "says nothing" {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, 100*time.Millisecond)
				defer cancel()
			}
			if _, err := startProcess(ctx, peerCommand(test.what)); err == nil || err.Error() != test.want {
				t.Errorf("%s: got %v, want %s", test.reason, err, test.want)
			}
		})
	}
}

// What a peer has started itself ends with it.
func TestProcessGroup(t *testing.T) {
	p, err := startProcess(t.Context(), peerCommand("has a child"))
	if err != nil {
		t.Fatal(err)
	}
	p.stop()
	address := strings.TrimPrefix(p.url, "tcp://")
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		c, err := net.Dial("tcp", address)
		if err != nil {
			return
		}
		_ = c.Close() // it was just a question
		if time.Now().After(end) {
			t.Fatal("the child still listens")
		}
	}
}

func TestRun(t *testing.T) {
	if err := run(t.Context(), []string{"go", "version"}, t.TempDir()); err != nil {
		t.Error(err)
	}
	err := run(t.Context(), []string{"go", "no-such-command"}, t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "no-such-command: exit status 2: ") {
		t.Errorf("got %v", err)
	}
	if err := run(t.Context(), nil, t.TempDir()); err == nil {
		t.Error("nothing could be run")
	}
}

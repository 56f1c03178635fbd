//go:build zmq && unix

package main

import (
	"strings"
	"testing"
)

// startWorker runs rpcwire as a worker of the broker whose workers connect to a URL.
func startWorker(t *testing.T, url string) {
	t.Helper()
	startSaying(t, []string{"serve", "--worker", url})
}

// TestZeroMQ speaks to the reference server over ZeroMQ, directly, by proxy and by a
// broker with workers.
func TestZeroMQ(t *testing.T) {
	t.Run("tcp", func(t *testing.T) { speaks(t, startAt(t, "zmq+tcp://127.0.0.1:0", "serve")) })
	t.Run("ipc", func(t *testing.T) { speaks(t, startAt(t, "zmq+ipc://"+t.TempDir()+"/s", "serve")) })
	t.Run("from a proxy", func(t *testing.T) {
		passes(t, startAt(t, "zmq+tcp://127.0.0.1:0", "proxy", "--to", startAt(t, "tcp://127.0.0.1:0", "serve")))
	})
	t.Run("to a proxy", func(t *testing.T) {
		target := startAt(t, "zmq+tcp://127.0.0.1:0", "serve")
		for _, from := range []string{"http://127.0.0.1:0", "tcp://127.0.0.1:0"} {
			passes(t, startAt(t, from, "proxy", "--to", target))
		}
	})
	t.Run("broker", func(t *testing.T) {
		backend := "zmq+ipc://" + t.TempDir() + "/workers"
		frontend := startAt(t, "zmq+tcp://127.0.0.1:0", "serve", "--broker", backend)
		for range 2 {
			startWorker(t, backend)
		}
		speaks(t, frontend)
	})
}

// TestZeroMQUsage says what is wrong with the command line.
func TestZeroMQUsage(t *testing.T) {
	for _, test := range []struct {
		reason string
		args   []string
		err    string
	}{
		{"no such ZeroMQ", []string{"call", "zmq+udp://x:1", "f"}, "zmq+tcp://host:port"},
		{"a broker without clients", []string{"serve", "--broker", "zmq+tcp://127.0.0.1:0"}, "needs one --listen"},
		{"a broker with methods", []string{"serve", "--broker", "zmq+tcp://127.0.0.1:0", "--page"}, "serves no methods"},
		{"a worker that listens", []string{"serve", "--worker", "zmq+tcp://127.0.0.1:1", "--listen", "http://127.0.0.1:0"}, "does not --listen"},
		{"a worker that takes nothing", []string{"serve", "--worker", "zmq+tcp://127.0.0.1:1", "--capacity", "0"}, "at least 1"},
	} {
		if got := rpcwire("", test.args...); got.code != exitUsage || !strings.Contains(got.err, test.err) {
			t.Errorf("%s: rpcwire %q: %+v, want exit 2 and %q", test.reason, test.args, got, test.err)
		}
	}
}

//go:build cgo && unix

package zmq

import (
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pebbe/zmq4"

	"github.com/rpcwire/rpcwire/transport"
)

// flying starts n calls that a child never answers, waits until it has them, and returns
// what they end with.
func flying(t *testing.T, c *childProcess, sender *Sender, n int) chan error {
	t.Helper()
	failed := make(chan error, n)
	for range n {
		go func() { failed <- second(sendText(within(t), sender, waitText)) }()
	}
	for range n {
		c.line(t)
	}
	return failed
}

// all checks that n calls fail since their connection is lost, and returns how long the
// last one took.
func all(t *testing.T, failed chan error, n int) time.Duration {
	t.Helper()
	begin := time.Now()
	for range n {
		e := transportError(t, next(t, failed, "the end of a call"))
		if !e.Sent || !errors.Is(e, transport.ErrDisconnected) {
			t.Errorf("got %v (Sent %t)", e, e.Sent)
		}
	}
	return time.Since(begin)
}

// A server that is killed ends all calls, and the first call after it was started again
// works.
func TestServerKilled(t *testing.T) {
	const n = 64
	for reason, endpoint := range map[string]string{"tcp": free(t), "ipc": ipcPath(t)} {
		server := child(t, "server", endpoint)
		sender := dialed(t, server.line(t))
		works(t, sender)
		failed := flying(t, server, sender, n)
		if err := server.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: the last of %d calls failed after %v", reason, n, all(t, failed, n))
		server.kill()
		again := make(chan error, 1)
		go func() { again <- second(sendText(within(t), sender, callText)) }()
		until(t, "a call that waits", func() bool { return sender.calls.pending() == 1 })
		child(t, "server", endpoint).line(t)
		if err := next(t, again, "the reply"); err != nil {
			t.Errorf("%s: %v", reason, err)
		}
	}
}

// A server that just stops is found by its silence.
func TestServerStopped(t *testing.T) {
	const n = 8
	server := child(t, "server", loopback)
	sender := dialed(t, server.line(t), Heartbeat(100*time.Millisecond, 400*time.Millisecond))
	failed := flying(t, server, sender, n)
	if err := server.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	t.Logf("the last of %d calls failed after %v", n, all(t, failed, n))
	if err := server.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	until(t, "a reply", func() bool { // on a slow machine, the next connection may look silent as well
		return second(sendText(within(t), sender, callText)) == nil
	})
}

// isLost reports whether a call ended since its worker is gone.
func isLost(t *testing.T, err error) bool {
	t.Helper()
	s, ok := errors.AsType[*StatusError](err)
	return ok && s.Status == StatusLost && transportError(t, err).Sent
}

// A worker that is killed takes down the calls that it had, and no others.
func TestWorkerKilled(t *testing.T) {
	b := broker(t)
	worker := child(t, "worker", b.Backend())
	worker.line(t)
	workersOf(t, b, 1)
	sender := dialed(t, b.Frontend())
	had := make(chan error, 1)
	go func() { had <- second(sendText(within(t), sender, waitText)) }()
	worker.line(t)
	waiting := make(chan error, 10)
	for range cap(waiting) {
		go func() { waiting <- second(sendText(within(t), sender, callText)) }()
	}
	until(t, "calls in the queue", func() bool { return b.Stats().Queued == cap(waiting) })
	begin := time.Now()
	if err := worker.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := next(t, had, "the end of the call"); !isLost(t, err) {
		t.Errorf("got %v", err)
	}
	t.Logf("it ended after %v", time.Since(begin))
	if n := len(waiting); n != 0 {
		t.Errorf("%d calls that no worker had have ended", n)
	}
	child(t, "worker", b.Backend()).line(t)
	for range cap(waiting) {
		if err := next(t, waiting, "a reply"); err != nil {
			t.Error(err)
		}
	}
	if s := b.Stats(); s.Lost != 1 || s.Workers != 1 {
		t.Errorf("got %+v", s)
	}
}

// A plain REQ peer whose worker is killed gets an error with its ids.
func TestWorkerKilledREQ(t *testing.T) {
	b := broker(t)
	worker := child(t, "worker", b.Backend())
	worker.line(t)
	req := plain(t, zmq4.REQ, connectTo(b.Frontend()))
	req.send(t, "["+waitText+","+strings.Replace(waitText, "1}", `"two"}`, 1)+"]")
	worker.line(t)
	worker.kill()
	const e = `"error":{"code":-32603,"message":"the worker that had the call is gone; its outcome is unknown"}`
	if got, want := req.receive(t)[0], `[{"jsonrpc":"2.0",`+e+`,"id":1},{"jsonrpc":"2.0",`+e+`,"id":"two"}]`; got != want {
		t.Errorf("got %s", got)
	}
}

// A worker that just stops is found by its silence, and comes back when it goes on.
func TestWorkerStopped(t *testing.T) {
	b := broker(t, impatient)
	worker := child(t, "worker", b.Backend())
	worker.line(t)
	sender := dialed(t, b.Frontend())
	had := make(chan error, 1)
	go func() { had <- second(sendText(within(t), sender, waitText)) }()
	worker.line(t)
	if err := worker.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if err := next(t, had, "the end of the call"); !isLost(t, err) {
		t.Errorf("got %v", err)
	}
	if err := worker.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	works(t, sender)
}

// A broker that is killed ends the calls under way at once; started again, it finds
// clients and workers as they were.
func TestBrokerKilled(t *testing.T) {
	const n = 64
	front, back := free(t), free(t)
	killed := child(t, "broker", front, back)
	killed.line(t)
	killed.line(t)
	worker := child(t, "worker", back)
	worker.line(t)
	sender := dialed(t, front)
	works(t, sender)
	failed := make(chan error, n)
	for range n {
		go func() { failed <- second(sendText(within(t), sender, waitText)) }()
	}
	worker.line(t)
	until(t, "calls under way", func() bool { return sender.calls.underWay() == n })
	if err := killed.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	t.Logf("the last of %d calls failed after %v", n, all(t, failed, n))
	killed.kill()
	again := child(t, "broker", front, back)
	again.line(t)
	works(t, sender)
}

package zmq

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// roles are what the test binary can be as a child process: see child. The value of the
// variable is the name of one.
var roles = map[string]func(args []string){}

const roleVariable = "RPCWIRE_ZMQ_TEST_ROLE"

func TestMain(m *testing.M) {
	if role := roles[os.Getenv(roleVariable)]; role != nil {
		role(os.Args[1:])
		return
	}
	code := m.Run()
	if stacks := leaked(); stacks != "" && code == 0 {
		fmt.Fprintf(os.Stderr, "goroutines that did not end:\n%s\n", stacks)
		code = 1
	}
	os.Exit(code)
}

// leaked returns the stacks of goroutines other than the caller's that do not end
// within some seconds.
func leaked() string {
	for deadline := time.Now().Add(5 * time.Second); ; runtime.Gosched() {
		buf := make([]byte, 1<<20)
		all := strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n")[1:]
		var ours []string
		for _, stack := range all {
			if !strings.Contains(stack, "testing.") && !strings.Contains(stack, "os/signal") {
				ours = append(ours, stack)
			}
		}
		if len(ours) == 0 || time.Now().After(deadline) {
			return strings.Join(ours, "\n\n")
		}
	}
}

// until waits for a condition, which becomes true without further ado.
func until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !condition(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain for " + what)
		}
	}
}

// next returns what comes next from a channel.
func next[T any](t *testing.T, c <-chan T, what string) (value T) {
	t.Helper()
	select {
	case value = <-c:
	case <-time.After(20 * time.Second):
		t.Fatal("waited in vain for " + what)
	}
	return value
}

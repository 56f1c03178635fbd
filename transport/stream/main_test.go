package stream_test

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestMain also is the main function of the child processes of the tests.
func TestMain(m *testing.M) {
	if child := children[os.Getenv(childVariable)]; child != nil {
		os.Exit(child())
	}
	code := m.Run()
	if stacks := leaked(); stacks != "" && code == 0 {
		fmt.Fprintf(os.Stderr, "goroutines that did not end:\n%s\n", stacks)
		code = 1
	}
	os.Exit(code)
}

// leaked returns the stacks of goroutines other than the caller's that do not end within
// some seconds.
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

package http_test

import (
	"os"
	"runtime"
	"testing"
	"time"
)

func files(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip(err)
	}
	return len(entries)
}

func TestSenderCyclesLeaveNothing(t *testing.T) {
	t.Run("warm up", func(t *testing.T) { cycles(t, 10) })
	filesBefore, goroutinesBefore := files(t), runtime.NumGoroutine()
	t.Run("cycles", func(t *testing.T) { cycles(t, 1000) })
	for deadline := time.Now().Add(10 * time.Second); ; runtime.Gosched() {
		filesAfter, goroutinesAfter := files(t), runtime.NumGoroutine()
		if filesAfter <= filesBefore && goroutinesAfter <= goroutinesBefore {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d files and %d goroutines before, %d and %d after",
				filesBefore, goroutinesBefore, filesAfter, goroutinesAfter)
		}
	}
}

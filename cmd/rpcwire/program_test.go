//go:build unix

package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// programs writes executables into a folder.
func programs(t *testing.T, scripts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, script := range scripts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestServeMethods(t *testing.T) {
	dir := programs(t, map[string]string{
		"echo":    "cat",
		"nothing": "exit 0",
		"fail":    "echo secret >&2; exit 3",
		"error":   `echo '{"code":7,"message":"seven","data":[1.50]}'; exit 1`,
		"garbage": "echo nope",
		"large":   `head -c 2000 /dev/zero | tr '\0' 1`,
		"flood":   "yes",
		".hidden": "cat",
	})
	if err := os.WriteFile(filepath.Join(dir, "README"), []byte("no program"), 0o600); err != nil {
		t.Fatal(err)
	}
	url := start(t, "serve", "--methods", dir, "--max-output", "1000")
	for _, test := range []struct {
		reason string
		args   []string
		want   string
	}{
		{"params in, result out", []string{"echo", "1.50"}, `{"result":[1.50]}`},
		{"no params are null", []string{"echo"}, `{"result":null}`},
		{"no output is null", []string{"nothing"}, `{"result":null}`},
		{"an exit code is an error; what was said is for the log", []string{"fail"}, `{"error":{"code":-32000,"message":"exit status 3"}}`},
		{"an error that the program makes itself", []string{"error"}, `{"error":{"code":7,"message":"seven","data":[1.50]}}`},
		{"output that is no JSON", []string{"garbage"}, `{"error":{"code":-32603,"message":"Internal error"}}`},
		{"as much output as is allowed", []string{"echo", strings.Repeat("1", 900)}, `{"result":[` + strings.Repeat("1", 900) + `]}`},
		{"more than that", []string{"large"}, `{"error":{"code":-32603,"message":"Internal error"}}`},
		{"output without end", []string{"flood"}, `{"error":{"code":-32603,"message":"Internal error"}}`},
		{"a file that is no program", []string{"README"}, `{"error":{"code":-32601,"message":"Method not found"}}`},
		{"a hidden one", []string{".hidden"}, `{"error":{"code":-32601,"message":"Method not found"}}`},
	} {
		got := rpcwire("", append([]string{"call", url, "--output", "json"}, test.args...)...)
		if strings.TrimSpace(got.out) != test.want {
			t.Errorf("%s: got %+v, want %s", test.reason, got, test.want)
		}
	}
	hasty := start(t, "serve", "--methods", programs(t, map[string]string{"slow": "sleep 60"}), "--max-time", "50ms")
	if got := rpcwire("", "call", hasty, "slow"); got.code != exitServerError || !strings.Contains(got.err, "Internal error") {
		t.Errorf("too much time: %+v", got)
	}
	if got := rpcwire("", "serve", "--methods", t.TempDir()); got.code != exitUsage || !strings.Contains(got.err, "no executables") {
		t.Errorf("a folder without programs: %+v", got)
	}
}

// TestProgramsAreKilledWithTheirGroup checks that a call that is cancelled takes the
// processes with it that its program started.
func TestProgramsAreKilledWithTheirGroup(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pid")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("there are no named pipes:", err)
	}
	methods := programs(t, map[string]string{"slow": "sleep 60 &\necho $! >" + pipe + "\nwait"})
	url := start(t, "serve", "--methods", methods)
	ctx, interrupt := context.WithCancel(t.Context())
	ended := make(chan int)
	go func() {
		ended <- run(ctx, []string{"call", url, "slow"}, std{in: strings.NewReader(""), out: io.Discard, err: io.Discard})
	}()
	text, err := os.ReadFile(pipe) // waits for the program to write
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	interrupt()
	if code := <-ended; code != exitInterrupted {
		t.Errorf("the call exits with %d", code)
	}
	for deadline := time.Now().Add(10 * time.Second); alive(pid); {
		if time.Now().After(deadline) {
			t.Fatalf("process %d is still there", pid)
		}
		time.Sleep(time.Millisecond) // there is no way to wait for a process that is not one's child
	}
}

// alive reports whether a process is there, and no zombie.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err != nil || !strings.Contains(string(stat), ") Z ")
}

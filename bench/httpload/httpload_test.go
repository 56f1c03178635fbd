package main

import (
	"os"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/bench/internal/child"
	"github.com/rpcwire/rpcwire/bench/internal/echo"
)

// TestMain lets the test binary be the server process, as the program is.
func TestMain(m *testing.M) {
	if job, ok := child.Given(); ok {
		if err := serve(job, os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestImplementations checks that everybody who is measured does what is asked
// of him.
func TestImplementations(t *testing.T) {
	for _, im := range implementations() {
		t.Run(strings.ReplaceAll(im.name, "/", "-"), func(t *testing.T) { testImplementation(t, im) })
	}
}

// testImplementation checks one of them.
func testImplementation(t *testing.T, im implementation) {
	t.Helper()
	target, err := startTarget(im, conns)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := target.stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	}()
	for _, l := range loads {
		if !l.takes(target.caller) {
			continue
		}
		if n, err := l.once(t.Context(), target.caller); err != nil || n != max(l.batch, 1) {
			t.Errorf("%s: %d calls, %v; want %d", l.title, n, err, max(l.batch, 1))
		}
	}
	if target.wait == nil {
		return
	}
	if failed, seconds := target.waitAll(t.Context(), 2); failed > 0 || seconds < echo.Waiting.Seconds() {
		t.Errorf("%d of 2 calls that wait failed, in %.2f s", failed, seconds)
	}
}

func TestStartUnknown(t *testing.T) {
	if err := serve(child.Job{Name: "nobody"}, strings.NewReader(""), nil); err == nil {
		t.Error("serve succeeded, want an error about the name")
	}
}

func TestNumbers(t *testing.T) {
	got := string(numbers())
	if !strings.HasPrefix(got, "[1,1,") || !strings.HasSuffix(got, ",1]") || len(got) != nonsenseSize+1 {
		t.Errorf("numbers: %.10s…, %d bytes", got, len(got))
	}
}

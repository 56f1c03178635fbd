package child_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/conformance/internal/child"
)

// behaviour is the environment variable that makes the test binary a child.
const behaviour = "CHILD_TEST_BEHAVIOUR"

func TestMain(m *testing.M) {
	in := bufio.NewScanner(os.Stdin)
	switch os.Getenv(behaviour) {
	case "":
		os.Exit(m.Run())
	case "echo":
		for in.Scan() {
			fmt.Println(in.Text())
		}
	case "once":
		in.Scan()
		fmt.Println(in.Text())
		fmt.Fprintln(os.Stderr, strings.Repeat("x", 5000)+"the end")
		os.Exit(3)
	case "long":
		fmt.Println(strings.Repeat("x", 2000))
	case "deaf":
		time.Sleep(time.Hour) // it hangs, and Go does not notice
	}
}

// start starts a child that answers lines of at most 1000 bytes.
func start(t *testing.T, what string) *child.Lines {
	t.Helper()
	t.Setenv(behaviour, what)
	l, err := child.StartLines(t.Context(), []string{os.Args[0]}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Stop)
	return l
}

func TestLines(t *testing.T) {
	l := start(t, "echo")
	for i := range 100 {
		question := fmt.Sprint("question ", i)
		answer, err := l.Ask(t.Context(), []byte(question))
		if err != nil || string(answer) != question {
			t.Fatalf("%q, %v", answer, err)
		}
	}
}

func TestLinesThatEnd(t *testing.T) {
	l := start(t, "once")
	if _, err := l.Ask(t.Context(), []byte("a")); err != nil {
		t.Fatal(err)
	}
	_, err := l.Ask(t.Context(), []byte("b"))
	if err == nil || !strings.Contains(err.Error(), "exit status 3; on standard error: ") || !strings.HasSuffix(err.Error(), "the end") || len(err.Error()) > 3000 {
		t.Errorf("got %.200v", err)
	}
}

func TestLinesTooLong(t *testing.T) {
	if _, err := start(t, "long").Ask(t.Context(), []byte("a")); err == nil || err.Error() != "an answer of more than 1000 bytes" {
		t.Errorf("got %v", err)
	}
}

func TestLinesThatHang(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := start(t, "deaf").Ask(ctx, []byte("a")); err == nil || err.Error() != "no answer in time" {
		t.Errorf("got %v", err)
	}
}

func TestRun(t *testing.T) {
	for _, test := range []struct {
		what, input  string
		stdout, exit string
		err          string
	}{
		{"echo", "a\nb\n", "a\nb\n", "", ""},
		{"once", "a\n", "a\n", "exit status 3", ""},
		{"long", "", "", "", "the program prints too much: more than 1000 bytes"},
		{"deaf", "", "", "", "the program does not end"},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Setenv(behaviour, test.what)
			ctx := t.Context()
			if test.what == "deaf" {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, 50*time.Millisecond)
				defer cancel()
			}
			out, err := child.Run(ctx, []string{os.Args[0]}, []byte(test.input), 1000)
			if test.err != "" {
				if err == nil || err.Error() != test.err {
					t.Errorf("got %v, want %s", err, test.err)
				}
				return
			}
			if err != nil || string(out.Stdout) != test.stdout || out.Exit != test.exit {
				t.Errorf("%q, %q, %v", out.Stdout, out.Exit, err)
			}
		})
	}
}

func TestStart(t *testing.T) {
	if _, err := child.StartLines(t.Context(), []string{"/does/not/exist"}, 1); !errors.Is(err, child.ErrStart) {
		t.Errorf("got %v", err)
	}
	if _, err := child.Run(t.Context(), []string{"/does/not/exist"}, nil, 1); !errors.Is(err, child.ErrStart) {
		t.Errorf("got %v", err)
	}
}

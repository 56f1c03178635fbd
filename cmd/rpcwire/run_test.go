package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// outcome is what a run of rpcwire left behind.
type outcome struct {
	code     int
	out, err string
}

// rpcwire runs the command line with the given standard input.
func rpcwire(stdin string, args ...string) outcome {
	var out, err bytes.Buffer
	code := run(context.Background(), args, std{in: strings.NewReader(stdin), out: &out, err: &err})
	return outcome{code, out.String(), err.String()}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"-h"}, {"--help"}, {"help"}} {
		got := rpcwire("", args...)
		if got.code != exitOK || !strings.Contains(got.out, "check ") || got.err != "" {
			t.Errorf("rpcwire %s: %+v", args, got)
		}
	}
	for _, c := range commands() {
		for _, args := range [][]string{{c.name, "-h"}, {c.name, "--help"}, {"help", c.name}} {
			got := rpcwire("", args...)
			if got.code != exitOK || !strings.Contains(got.out, "Usage: rpcwire "+c.name) || got.err != "" {
				t.Errorf("rpcwire %s: %+v", args, got)
			}
		}
	}
}

func TestUsageErrors(t *testing.T) {
	for _, test := range []struct {
		reason string
		args   []string
		want   string // in the message
	}{
		{"no command", nil, "Usage: rpcwire COMMAND"},
		{"an unknown command", []string{"frobnicate"}, `no command "frobnicate"`},
		{"an unknown flag", []string{"check", "--frobnicate"}, "-frobnicate"},
		{"a flag without its value", []string{"id", "-n"}, "needs an argument"},
		{"a flag with a wrong value", []string{"id", "-n", "many"}, "invalid value"},
		{"arguments where there are none", []string{"version", "x"}, `unexpected argument "x"`},
		{"arguments where there are none", []string{"codec", "x"}, `unexpected argument "x"`},
		{"arguments where there are none", []string{"id", "x"}, `unexpected argument "x"`},
		{"a kind of id that does not exist", []string{"id", "--id-kind", "snowflake"}, "counter, hex, random, uuid"},
		{"a negative number of ids", []string{"id", "-n", "-1"}, "negative"},
		{"a hexadecimal id below zero", []string{"id", "--id-kind", "hex", "--start", "-1"}, "negative"},
		{"random ids of no characters", []string{"id", "--id-kind", "random", "--length", "0"}, "length"},
		{"a dialect that does not exist", []string{"check", "--dialect", "klingon"}, "default, strict or lenient"},
		{"a limit that lets nothing through", []string{"check", "--max-depth", "0"}, "positive"},
		{"a file that does not exist", []string{"check", "testdata/none.ndjson"}, "testdata/none.ndjson"},
		{"an origin that is none", []string{"serve", "--allow-origin", "junk", "--listen", "http://127.0.0.1:0"}, "--allow-origin"},
		{"an address that cannot be listened at", []string{"serve", "--listen", "carrier://pigeon"}, "cannot listen"},
		{"https without a certificate", []string{"serve", "--listen", "https://127.0.0.1:0"}, "https needs --cert"},
		{"a proxy to nowhere", []string{"proxy"}, "--to is missing"},
		{"a call of nothing", []string{"call", "http://127.0.0.1:1"}, "URL and METHOD"},
		{"a transport that does not exist", []string{"call", "carrier://pigeon", "f"}, "no transport"},
		{"a header that is none", []string{"call", "http://127.0.0.1:1", "f", "-H", "nope"}, "'Name: value'"},
		{"a user without password", []string{"call", "http://127.0.0.1:1", "f", "-u", "me"}, "USER:PASSWORD"},
		{"a key without certificate", []string{"call", "http://127.0.0.1:1", "f", "--key", "k"}, "--key goes with --cert"},
		{"an output that does not exist", []string{"call", "http://127.0.0.1:1", "f", "--output", "xml"}, "text or json"},
		{"no method", []string{"encode"}, "METHOD is missing"},
		{"an id that is not JSON", []string{"encode", "f", "--id", "five"}, "--id is not JSON"},
		{"an empty id", []string{"encode", "f", "--id", ""}, "--id is not JSON"},
		{"an id that 2.0 does not have", []string{"encode", "f", "--id", "[1]"}, "must be a string, a number or null"},
		{"a kind of id that does not exist", []string{"encode", "f", "--id-kind", "snowflake"}, "counter, hex, random, uuid"},
		{"a notification with an id", []string{"encode", "f", "--notify", "--id", "1"}, "one will do"},
		{"a param that claims to be JSON", []string{"encode", "f", "x:=bad"}, "x:= is not JSON"},
		{"two params of one name", []string{"encode", "f", "x=1", "x:=2"}, "two params of the name x"},
		{"params twice", []string{"encode", "f", "1", "-d", "[1]"}, "one will do"},
		{"params that are not JSON", []string{"encode", "f", "-d", "[1"}, "are not JSON"},
		{"params that are a scalar", []string{"encode", "f", "-d", "42"}, "array or object"},
		{"params from a file that does not exist", []string{"encode", "f", "-d", "@testdata/none.json"}, "testdata/none.json"},
		{"named params, which 1.0 does not have", []string{"encode", "f", "x=1", "--v1"}, "must be an array in 1.0"},
		{"an argument that is not UTF-8", []string{"encode", "f", "\xff"}, "not valid UTF-8"},
		{"a method that is not UTF-8", []string{"encode", "\xff"}, "not valid UTF-8"},
	} {
		got := rpcwire("", test.args...)
		if got.code != exitUsage || !strings.Contains(got.err, test.want) || strings.Contains(got.out, "{") {
			t.Errorf("%s: rpcwire %q: %+v, want exit %d and %q", test.reason, test.args, got, exitUsage, test.want)
		}
	}
}

// full is a standard output that cannot be written, like a full disk.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestOutputThatCannotBeWritten(t *testing.T) {
	for _, args := range [][]string{
		{"help"}, {"version"}, {"id"}, {"encode", "f"}, {"check"}, {"codec"},
	} {
		var err bytes.Buffer
		code := run(context.Background(), args, std{in: strings.NewReader("{}\n"), out: full{}, err: &err})
		if code == exitOK || code == exitUsage {
			t.Errorf("rpcwire %s: exit %d: %s", args, code, &err)
		}
	}
}

func TestVersion(t *testing.T) {
	for _, arg := range []string{"version", "--version"} {
		got := rpcwire("", arg)
		if got.code != exitOK || !strings.HasPrefix(got.out, "rpcwire ") || !strings.Contains(got.out, " go1.") {
			t.Errorf("rpcwire %s: %+v", arg, got)
		}
	}
}

func TestFlagsAnywhere(t *testing.T) {
	const want = `{"jsonrpc":"2.0","method":"f","params":[1],"id":5}` + "\n"
	for _, args := range [][]string{
		{"encode", "--id", "5", "f", "1"},
		{"encode", "f", "--id", "5", "1"},
		{"encode", "f", "1", "--id", "5"},
		{"encode", "f", "1", "-id=5"},
		{"encode", "--id=5", "--", "f", "1"},
	} {
		if diff := cmp.Diff(outcome{out: want}, rpcwire("", args...), cmp.AllowUnexported(outcome{})); diff != "" {
			t.Errorf("rpcwire %q: (-want +got)\n%s", args, diff)
		}
	}
}

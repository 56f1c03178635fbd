package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// text joins lines.
func text(lines ...string) string { return strings.Join(lines, "\n") + "\n" }

func TestCheck(t *testing.T) {
	for _, test := range []struct {
		reason string
		args   string
		input  string
		code   int
		want   []string
	}{
		{"nothing to check", "", "", exitOK, []string{"0 valid messages, 0 invalid"}},
		{"a request: kind, version, id and method", "", `{"jsonrpc":"2.0","method":"f","id":1.50}`, exitOK, []string{
			"-:1: request 2.0 id 1.50 method f (tolerated: fractional id)", "1 valid messages, 0 invalid"}},
		{"a notification has no id", "-", `{"jsonrpc":"2.0","method":"f"}`, exitOK, []string{
			"-:1: notification 2.0 method f", "1 valid messages, 0 invalid"}},
		{"responses have no method", "", text(`{"jsonrpc":"2.0","result":1,"id":"a"}`, `{"jsonrpc":"2.0","error":{"code":-1,"message":"no"},"id":null}`), exitOK, []string{
			`-:1: result 2.0 id "a"`, `-:2: error 2.0 id null -1 "no"`, "2 valid messages, 0 invalid"}},
		{"1.0", "", text(`{"method":"f","params":[],"id":[1]}`, `{"result":null,"error":"boom","id":1}`), exitOK, []string{
			`-:1: request 1.0 id [1] method f`, `-:2: error 1.0 id 1 "boom"`, "2 valid messages, 0 invalid"}},
		{"the members of a batch, each on its own", "", `[{"jsonrpc":"2.0","method":"f","id":1},1]`, exitInvalid, []string{
			`-:1[0]: request 2.0 id 1 method f`, `-:1[1]: invalid -32600 not an object at offset 39: near ` + "`" + `od":"f","id":1},1]` + "`", "1 valid messages, 1 invalid"}},
		{"what is not JSON, and the next line after it", "", text(`{"jsonrpc": 2.0.0}`, `{"jsonrpc":"2.0","method":"f"}`), exitInvalid, []string{
			`-:1: invalid -32700 unexpected character at offset 15: near ` + "`" + `{"jsonrpc": 2.0.0}` + "`", "-:2: notification 2.0 method f", "1 valid messages, 1 invalid"}},
		{"an empty line is an empty payload (R20)", "", "\n", exitInvalid, []string{
			"-:1: invalid -32700 empty payload at offset 0", "0 valid messages, 1 invalid"}},
		{"a carriage return is white space", "", "{\"jsonrpc\":\"2.0\",\"method\":\"f\"}\r\n", exitOK, []string{
			"-:1: notification 2.0 method f", "1 valid messages, 0 invalid"}},
		{"a line over the limit is named, and the rest is checked", "--max-payload 30", text(`{"jsonrpc":"2.0","method":"long","id":1}`, `{"jsonrpc":"2.0","method":"f"}`), exitInvalid, []string{
			"-:1: invalid -32600 payload too large at offset 30", "-:2: notification 2.0 method f", "1 valid messages, 1 invalid"}},
		{"a batch over the limit", "--max-batch 1", `[1,2]`, exitInvalid, []string{
			`-:1: invalid -32600 batch too large at offset 3: near ` + "`" + `[1,2]` + "`", "0 valid messages, 1 invalid"}},
		{"nesting over the limit", "--max-depth 2", `{"a":[[]]}`, exitInvalid, []string{
			`-:1: invalid -32600 nesting too deep at offset 6: near ` + "`" + `{"a":[[]]}` + "`", "0 valid messages, 1 invalid"}},
		{"a stricter dialect", "--dialect strict", `{"jsonrpc":"2.0","method":"f","id":1.5}`, exitInvalid, []string{
			`-:1: invalid -32600 id is not an integer at offset 35: near ` + "`" + `ethod":"f","id":1.5}` + "`", "0 valid messages, 1 invalid"}},
		{"a more lenient one", "--dialect lenient", `{"jsonrpc":"2.0","method":"f","params":5}`, exitOK, []string{
			`-:1: notification 2.0 method f (tolerated: scalar params)`, "1 valid messages, 0 invalid"}},
		{"quiet: only what is invalid", "--quiet", text(`{"jsonrpc":"2.0","method":"f"}`, `{}`), exitInvalid, []string{
			`-:2: invalid -32600 no method, result or error at offset 0: near ` + "`" + `{}` + "`", "1 valid messages, 1 invalid"}},
		{"names that would play tricks on a terminal", "", text(`{"jsonrpc":"2.0","method":"a\u001b[2J"}`, `{"jsonrpc":"2.0","method":"a b"}`, `{"jsonrpc":"2.0","method":""}`, `{"jsonrpc":"2.0","method":"\ud800"}`), exitOK, []string{
			`-:1: notification 2.0 method "a\x1b[2J"`, `-:2: notification 2.0 method "a b"`, `-:3: notification 2.0 method ""`, `-:4: notification 2.0 method "\xed\xa0\x80" (tolerated: lone surrogate)`, "4 valid messages, 0 invalid"}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			got := rpcwire(test.input, append([]string{"check"}, strings.Fields(test.args)...)...)
			want := outcome{code: test.code, out: text(test.want...)}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(outcome{})); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestCheckJSON(t *testing.T) {
	input := text(
		`{"jsonrpc":"2.0","method":"f","id":1}`,
		`[{"jsonrpc":"2.0","result":[],"id":"\u0061"},{"jsonrpc":"2.0","method":1,"id":7}]`,
		`{"jsonrpc":"2.0","method":"\ud800","params":null}`,
		`nope`,
	)
	want := outcome{code: exitInvalid, err: "3 valid messages, 2 invalid\n", out: text(
		`{"file":"-","line":1,"kind":"request","version":"2.0","id":"1","method":"f"}`,
		`{"file":"-","line":2,"index":0,"kind":"result","version":"2.0","id":"\"\\u0061\""}`,
		`{"file":"-","line":2,"index":1,"kind":"invalid","version":"2.0","id":"7","code":-32600,"reason":"method is not a string","offset":71}`,
		`{"file":"-","line":3,"kind":"notification","version":"2.0","method":"\ud800","tolerated":"null params, lone surrogate"}`,
		`{"file":"-","line":4,"kind":"invalid","version":"2.0","code":-32700,"reason":"invalid literal","offset":1}`,
	)}
	if diff := cmp.Diff(want, rpcwire(input, "check", "--json"), cmp.AllowUnexported(outcome{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestCheckFiles(t *testing.T) {
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good"), filepath.Join(dir, "bad\xff")
	for name, content := range map[string]string{good: `{"jsonrpc":"2.0","method":"f"}`, bad: `{}`} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Skip("this file system does not take such names:", err)
		}
	}
	got := rpcwire("", "check", good, filepath.Join(dir, "none"), bad, "--json")
	if got.code != exitUsage || !strings.Contains(got.err, "none") || !strings.Contains(got.err, "1 valid messages, 1 invalid") {
		t.Errorf("a file that cannot be read must be named, and the others be checked: %+v", got)
	}
	got = rpcwire("", "check", dir)
	if got.code != exitUsage || !strings.Contains(got.err, "line 1") {
		t.Errorf("a folder is no file: %+v", got)
	}
}

// TestCheckLongLines checks that a line may be as long as the limit, and that a longer
// one spoils no other.
func TestCheckLongLines(t *testing.T) {
	const head, tail = `{"jsonrpc":"2.0","method":"f","params":["`, `"]}`
	fits := head + strings.Repeat("x", 16<<20-len(head+tail)) + tail
	got := rpcwire(text(fits, fits+" ", `{"jsonrpc":"2.0","method":"f"}`), "check")
	want := outcome{code: exitInvalid, out: text(
		"-:1: notification 2.0 method f",
		"-:2: invalid -32600 payload too large at offset 16777216",
		"-:3: notification 2.0 method f",
		"2 valid messages, 1 invalid",
	)}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(outcome{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

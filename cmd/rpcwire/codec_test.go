package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCodec(t *testing.T) {
	input := text(
		`{"op":"decode","b64":"eyJqc29ucnBjIjoiMi4wIiwibWV0aG9kIjoiZiIsImlkIjoxfQ=="}`,
		`{"op":"encode","batch":false,"messages":[{"kind":"result","id":"1","result":"[]"}]}`,
		`{"op":"decode","b64":""}`,
	)
	want := outcome{out: text(
		`{"ok":true,"batch":false,"messages":[{"kind":"request","version":"2.0","id":"1","method":"f"}]}`,
		`{"ok":true,"b64":"eyJqc29ucnBjIjoiMi4wIiwicmVzdWx0IjpbXSwiaWQiOjF9"}`,
		`{"ok":false,"code":-32700,"reason":"empty payload","offset":0}`,
	)}
	if diff := cmp.Diff(want, rpcwire(input, "codec"), cmp.AllowUnexported(outcome{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

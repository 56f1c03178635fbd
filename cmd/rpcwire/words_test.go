package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplitWords(t *testing.T) {
	for _, test := range []struct {
		reason, line string
		want         []string
	}{
		{"nothing", "  ", nil},
		{"white space separates", " sum 1\t2  3 ", []string{"sum", "1", "2", "3"}},
		{"JSON keeps its white space", `f [1, 2] {"a": "b c"} "d e"`, []string{"f", "[1, 2]", `{"a": "b c"}`, `"d e"`}},
		{"also behind a name", `f a:=[1, 2] b:="x y"`, []string{"f", "a:=[1, 2]", `b:="x y"`}},
		{"text with white space is a JSON string", `cat name="Mitt ens \"x\"" age=7`, []string{"cat", `name=Mitt ens "x"`, "age=7"}},
		{"a sign that makes no name", `get http://h?a="b =x`, []string{"get", `http://h?a="b`, "=x"}},
	} {
		got, err := splitWords(test.line)
		if err != nil {
			t.Errorf("%s: %v", test.reason, err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.reason, diff)
		}
	}
	for _, line := range []string{`f [1, 2`, `f "a`, `f "a"b`, `f x:={"a"}`} {
		if got, err := splitWords(line); err == nil {
			t.Errorf("%s: got %q, want an error", line, got)
		}
	}
}

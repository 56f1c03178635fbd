package server_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/server"
)

func TestDescribe(t *testing.T) {
	s := server.New(server.Options{})
	handle(t, s, "raw", server.MethodFunc(func(context.Context, *server.Request) (any, error) { return nil, nil }))
	handle(t, s, "func", server.Func(func(string, int, string, ...float64) {}, "name", "limit", "user", "rest").Optional("limit").
		Inject("user", func(context.Context) (any, error) { return "", nil }), server.Doc("finds"))
	handle(t, s, "unnamed", server.Func(func(context.Context, []string, *bool) {}))
	handle(t, s, "none", server.Func(nothing))
	handle(t, s, "request", server.Func(func(*server.Request) {}))
	handle(t, s, "typed", typed(showPoint))
	handle(t, s, "map", shown[map[string]int]())
	if err := s.Register("c", Calc{&Shared{}}, server.ParamNames("Add", "a", "b"), server.MethodDoc("Add", "adds"), server.Doc("of Calc")); err != nil {
		t.Fatal(err)
	}
	if err := s.Lazy("lazy", func() (server.Method, error) { return server.Func(nothing), nil }); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range s.Describe() {
		got = append(got, m.Signature()+" "+m.Doc)
	}
	want := []string{
		"c.Add(a: integer, b: integer) adds", "c.Fails() of Calc", "c.GetHTTPCode() of Calc",
		"c.Move(a: integer, b: integer) of Calc", "c.Total(integer...) of Calc",
		"func(name: string, limit?: integer, rest...: number) finds", "lazy(...) ", "map(...) ", "none() ", "raw(...) ", "request(...) ",
		"typed(x: integer, y?: integer, label?: string, scale?: number) ", "unnamed(array, boolean?) ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Describe (-want +got)\n%s", diff)
	}
	serve(s, callLazy)
	for _, m := range s.Describe() {
		if m.Name == "lazy" && m.Signature() != "lazy()" {
			t.Errorf("a loaded method is described as %s", m.Signature())
		}
	}
	for _, m := range []server.Describer{server.Func(5)} {
		if m.DescribeParams() != nil {
			t.Error("a broken method is described")
		}
	}
}

// brokenWriter fails.
type brokenWriter struct{}

var errWrite = errors.New("cannot write")

func (brokenWriter) Write([]byte) (int, error) { return 0, errWrite }

func TestWritePage(t *testing.T) {
	s := server.New(server.Options{})
	for _, tt := range []struct {
		reason string
		want   string
	}{
		{"no methods", "<p>There are none.</p>"},
		{"a method with its params", "<code>add(a: integer, b: integer)</code>"},
		{"what it is good for", "<dd>adds &lt;b&gt;two&lt;/b&gt; integers</dd>"},
		{"a name that looks like HTML", "<code>&lt;script&gt;()</code>"},
	} {
		var page bytes.Buffer
		if err := s.WritePage(&page); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(page.String(), tt.want) {
			t.Errorf("%s: %q is not in\n%s", tt.reason, tt.want, page.String())
		}
		if len(s.Names()) == 0 {
			handle(t, s, "add", server.Func(func(a, b int) int { return a + b }, "a", "b"), server.Doc("adds <b>two</b> integers"))
			handle(t, s, "<script>", server.Func(nothing))
		}
	}
	if err := s.WritePage(brokenWriter{}); !errors.Is(err, errWrite) {
		t.Errorf("the error is %v", err)
	}
}

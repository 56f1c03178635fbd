package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
)

type point struct {
	X     int     `json:"x"`
	Y     *int    `json:"y"`
	Label string  `json:"label,omitempty"`
	Scale float64 `json:"scale" rpc:"optional"`
	skip  int
	Never string `json:"-"`
}

type inner struct {
	A int `json:"a"`
	B int `json:"b"`
}

type Outer struct {
	inner
	*Deep
	B string `json:"b"`
}

type Deep struct {
	C int `json:"c,string" rpc:"optional"`
}

// A Chain embeds itself.
type Chain struct {
	N int
	*Chain
}

type late struct {
	A string `json:"a"`
	inner
}

// wordy decodes itself from whatever the params are.
type wordy struct{ text string }

func (w *wordy) UnmarshalJSON(data []byte) error {
	if string(data) == `["refuse"]` {
		return &protocol.Error{Code: -32602, Message: "Invalid params", Data: protocol.Raw(`"refused"`)}
	}
	w.text = string(data)
	return nil
}

// show is a result that shows what arrived.
func show(v any) (string, error) { return strings.ReplaceAll(fmt.Sprintf("%+v", v), "main.", ""), nil }

func typed[P any](f func(P) string) server.Method {
	return server.Typed(func(_ context.Context, p P) (string, error) { return f(p), nil })
}

func shown[P any]() server.Method {
	return server.Typed(func(_ context.Context, p P) (string, error) { return show(p) })
}

func showPoint(p point) string {
	y := "none"
	if p.Y != nil {
		y = fmt.Sprint(*p.Y)
	}
	return fmt.Sprintf("%d %s %q %v %d%s", p.X, y, p.Label, p.Scale, p.skip, p.Never)
}

func showOuter(o Outer) string {
	c := "none"
	if o.Deep != nil {
		c = fmt.Sprint(o.C)
	}
	return fmt.Sprintf("%d %s %s", o.A, o.B, c)
}

// A bindRow says what becomes of params.
type bindRow struct {
	reason string
	method server.Method
	params string // "" for none
	want   string // the result; or, if it begins with "!", the data of the error
}

func TestTyped(t *testing.T) {
	pt := typed(showPoint)
	outer := typed(showOuter)
	runBindRows(t, []bindRow{
		{"positional in the order of the fields", pt, `[1,2,"l",0.5]`, `1 2 "l" 0.5 0`},
		{"named", pt, `{"scale":0.5,"label":"l","y":2,"x":1}`, `1 2 "l" 0.5 0`},
		{"optional fields can be left out", pt, `[1]`, `1 none "" 0 0`},
		{"also by name", pt, `{"x":1}`, `1 none "" 0 0`},
		{"null for an optional field is as if absent", pt, `[1,null,null,null]`, `1 none "" 0 0`},
		{"a missing field", pt, `[]`, `!missing param "x"`},
		{"a missing name", pt, `{"y":1}`, `!missing param "x"`},
		{"no params at all", pt, ``, `!missing param "x"`},
		{"too many", pt, `[1,2,"l",0.5,6]`, `!too many params: 5 of at most 4`},
		{"an unknown name", pt, `{"x":1,"z":1}`, `!unknown param "z"`},
		{"names are case-sensitive", pt, `{"X":1}`, `!unknown param "X"`},
		{"an unexported field is no param", pt, `{"x":1,"skip":1}`, `!unknown param "skip"`},
		{"nor is one that JSON skips", pt, `{"x":1,"Never":"a"}`, `!unknown param "Never"`},
		{"a name twice (R07)", pt, `{"x":1,"x":2}`, `!param "x" is there twice`},
		{"also if escapes hide it", pt, `{"x":1,"\u0078":2}`, `!param "x" is there twice`},
		{"a wrong type", pt, `{"x":"1"}`, `!param "x" must be an integer, not a string`},
		{"a fraction", pt, `{"x":1.5}`, `!param "x" must be an integer`},
		{"out of range", pt, `[9223372036854775808]`, `!param "x" is out of range`},
		{"a number beyond float64 (R15)", pt, `{"x":1,"scale":1e999}`, `!param "scale" is out of range`},
		{"null for what has none", pt, `[null]`, `!param "x" must be an integer, not null`},
		{"a wrong type of an optional one", pt, `{"x":1,"y":[]}`, `!param "y" must be an integer, not an array`},
		{"a long unknown name is cut", pt, `{"` + strings.Repeat("n", 100) + `":1}`, `!unknown param "` + strings.Repeat("n", 64) + `"...`},

		{"embedded fields are params, and give way to outer ones", outer, `{"a":1,"b":"b","c":"3"}`, `1 b 3`},
		{"embedded ones come where they are embedded", outer, `[1,"3","b"]`, `1 b 3`},
		{"a pointer is set where it is needed only", outer, `{"a":1,"b":"b"}`, `1 b none`},
		{"the option string of a tag", outer, `{"a":1,"b":"b","c":"x"}`, `!param "c" must be an integer, not a string`},

		{"a pointer to a struct", typed(func(p *point) string { return showPoint(*p) }), `[1]`, `1 none "" 0 0`},
		{"a struct without fields takes no params", shown[struct{}](), ``, `{}`},
		{"nor an empty array", shown[struct{}](), `[]`, `{}`},
		{"an empty object is none either", shown[struct{}](), `{}`, `{}`},
		{"but not one", shown[struct{}](), `[1]`, `!too many params: 1 of at most 0`},
		{"nor a name", shown[struct{}](), `{"a":1}`, `!unknown param "a"`},

		{"a slice is all params", shown[[]int](), `[1,2,3]`, `[1 2 3]`},
		{"without params it is empty", shown[[]int](), ``, `[]`},
		{"an element of a wrong type", shown[[]int](), `[1,"2"]`, `!param 2 must be an integer, not a string`},
		{"a slice takes no names", shown[[]int](), `{"a":1}`, `!params must be positional`},
		{"a lone slice is the params, never the first of them", shown[[]int](), `[[1,2,3]]`, `!param 1 must be an integer, not an array`},
		{"an array has its length", shown[[2]int](), `[1,2]`, `[1 2]`},
		{"no less", shown[[2]int](), `[1]`, `!missing param 2`},
		{"no more", shown[[2]int](), `[1,2,3]`, `!too many params: 3 of at most 2`},
		{"and not none", shown[[2]int](), ``, `!missing param 1`},
		{"an array takes no names", shown[[2]int](), `{"a":1}`, `!params must be positional`},
		{"a map is all params", shown[map[string]int](), `{"a":1,"b":2}`, `map[a:1 b:2]`},
		{"a member of a wrong type", shown[map[string]int](), `{"a":"1"}`, `!param "a" must be an integer, not a string`},
		{"a map takes names only", shown[map[string]int](), `[1]`, `!params must be an object, not an array`},
		{"a name twice in a map (R07)", shown[map[string]int](), `{"a":1,"a":2}`, `!param "a" is there twice`},
		{"an interface takes an array", shown[any](), `[1,"a"]`, `[1 a]`},
		{"and an object", shown[any](), `{"a":1}`, `map[a:1]`},
		{"Raw is the params as sent", typed(func(r protocol.Raw) string { return string(r) }), `[1.50, 2]`, `[1.50, 2]`},
		{"Raw without params", typed(func(r protocol.Raw) string { return fmt.Sprint(r == nil) }), ``, `true`},
		{"json.RawMessage too", typed(func(r json.RawMessage) string { return string(r) }), `{"a":1.50}`, `{"a":1.50}`},
		{"a type with UnmarshalJSON gets the whole", typed(func(w wordy) string { return w.text }), `[1]`, `[1]`},
		{"and can say what the caller is told", typed(func(w *wordy) string { return w.text }), `["refuse"]`, `!refused`},

		{"an int is the one param", shown[int](), `[5]`, `5`},
		{"there must be one", shown[int](), ``, `!missing param 1`},
		{"there must not be two", shown[int](), `[5,6]`, `!too many params: 2 of at most 1`},
		{"it has no name", shown[int](), `{"a":5}`, `!params must be positional`},
		{"its type is checked", shown[int](), `["5"]`, `!param 1 must be an integer, not a string`},
		{"a small int has its range", shown[int8](), `[128]`, `!param 1 is out of range`},
		{"an unsigned one as well", shown[uint](), `[-1]`, `!param 1 is out of range`},
		{"a string", shown[string](), `["a"]`, `a`},
		{"a boolean", shown[bool](), `[true]`, `true`},
		{"false", shown[bool](), `[false]`, `false`},
		{"no boolean", shown[bool](), `[1]`, `!param 1 must be a boolean, not a number`},
		{"a number", shown[float64](), `[1.5]`, `1.5`},
		{"no number", shown[float64](), `[{}]`, `!param 1 must be a number, not an object`},
		{"bytes are a string in base64", shown[[]byte](), `["AQI="]`, `[1 2]`},
		{"and no other string", shown[[]byte](), `["?"]`, `!param 1 is not valid`},
		{"an address is text", shown[netip.Addr](), `["10.0.0.1"]`, `10.0.0.1`},
		{"and no other text", shown[netip.Addr](), `["10"]`, `!param 1 is not valid`},
		{"and nothing else", shown[netip.Addr](), `[true]`, `!param 1 must be a string, not a boolean`},
		{"an interface that takes any value", server.Func(func(v any) string { return fmt.Sprint(v) }), `[false]`, `false`},
		{"fields of an embedded pointer to the struct itself are left alone", typed(func(c Chain) string { return fmt.Sprint(c.N) }), `[1]`, `1`},
		{"a deeper field of a name gives way, wherever it stands", typed(func(l late) string { return l.A }), `["a",2]`, `a`},
		{"a pointer is optional", typed(func(n *int) string { return fmt.Sprint(n == nil) }), ``, `true`},
	})
}

func TestFunc(t *testing.T) {
	type ctx = context.Context
	sub := server.Func(func(a, b int) int { return a - b }, "a", "b")
	unnamed := server.Func(func(a, b int) int { return a - b })
	variadic := server.Func(func(sep string, words ...string) string { return strings.Join(words, sep) }, "sep", "words")
	pointer := server.Func(func(a int, b *int) string {
		if b == nil {
			return fmt.Sprint(a, " none")
		}
		return fmt.Sprint(a, *b)
	}, "a", "b")
	optional := server.Func(func(a, b, c int) string { return fmt.Sprint(a, b, c) }, "a", "b", "c").Optional("b").Default("c", 9)
	user := func(context.Context) (any, error) { return "alice", nil }
	greet := server.Func(func(_ ctx, greeting, user string, times int) string { return fmt.Sprint(greeting, " ", user, times) },
		"greeting", "user", "times").Inject("user", user)
	runBindRows(t, []bindRow{
		{"positional", sub, `[42,23]`, `19`},
		{"named", sub, `{"b":23,"a":42}`, `19`},
		{"a missing one", sub, `[42]`, `!missing param "b"`},
		{"a missing name", sub, `{"b":1}`, `!missing param "a"`},
		{"too many", sub, `[1,2,3]`, `!too many params: 3 of at most 2`},
		{"unknown", sub, `{"a":1,"b":2,"c":3}`, `!unknown param "c"`},
		{"twice (R07)", sub, `{"a":1,"b":2,"a":3}`, `!param "a" is there twice`},
		{"a wrong type", sub, `[1,"2"]`, `!param "b" must be an integer, not a string`},
		{"null for what has none", sub, `[1,null]`, `!param "b" must be an integer, not null`},
		{"an array is no argument list within one", sub, `[[1,2]]`, `!param "a" must be an integer, not an array`},

		{"without names by position", unnamed, `[42,23]`, `19`},
		{"and not by name", unnamed, `{"a":42,"b":23}`, `!params must be positional`},
		{"then errors count", unnamed, `[1,"2"]`, `!param 2 must be an integer, not a string`},
		{"also what is missing", unnamed, `[1]`, `!missing param 2`},

		{"a variadic one takes what is left", variadic, `["-","a","b"]`, `a-b`},
		{"which may be nothing", variadic, `["-"]`, ``},
		{"by name it is an array", variadic, `{"sep":"-","words":["a","b"]}`, `a-b`},
		{"and nothing else", variadic, `{"sep":"-","words":"a"}`, `!param "words" must be an array`},
		{"by name it may be left out", variadic, `{"sep":"-"}`, ``},
		{"each is checked", variadic, `["-","a",1]`, `!param "words" must be a string, not a number`},
		{"also by name", variadic, `{"sep":"-","words":["a",null]}`, `!param "words" must be a string, not null`},
		{"but not what comes before", variadic, `[]`, `!missing param "sep"`},
		{"unnamed variadic ones", server.Func(func(n ...int) int { return len(n) }), `[1,2,3]`, `3`},
		{"their errors have positions", server.Func(func(n ...int) int { return len(n) }), `[1,2,{}]`, `!param 3 must be an integer, not an object`},

		{"a pointer is optional", pointer, `[1]`, `1 none`},
		{"and may be null", pointer, `{"a":1,"b":null}`, `1 none`},
		{"or there", pointer, `[1,2]`, `1 2`},
		{"Optional leaves zero, Default its value", optional, `[1]`, `1 0 9`},
		{"they can be given", optional, `[1,2,3]`, `1 2 3`},
		{"one of them can be by name", optional, `{"a":1,"c":3}`, `1 0 3`},
		{"null counts as absent", optional, `[1,null,null]`, `1 0 9`},

		{"an injected param has no position", greet, `["hello",2]`, `hello alice2`},
		{"nor a name", greet, `{"greeting":"hello","times":2,"user":"mallory"}`, `!unknown param "user"`},
		{"it is not needed", greet, `{"greeting":"hello","times":2}`, `hello alice2`},
		{"positions do not reach it", greet, `["hello",2,"mallory"]`, `!too many params: 3 of at most 2`},
		{"a plain failure to inject tells nothing", server.Func(func(int) {}, "n").Inject("n", func(ctx) (any, error) { return nil, errors.New("hidden") }), ``, `!-32603`},
		{"nor does a value of a wrong type", server.Func(func(int) {}, "n").Inject("n", func(ctx) (any, error) { return "1", nil }), ``, `!-32603`},
		{"nil is the zero value", server.Func(func(n int) int { return n }, "n").Inject("n", func(ctx) (any, error) { return nil, nil }), ``, `0`},
		{"callers are told if it says so", server.Func(func(int) {}, "n").Inject("n", func(ctx) (any, error) { return nil, &protocol.Error{Code: 1, Data: protocol.Raw(`"told"`)} }), ``, `!told`},

		{"no result is null", server.Func(func() {}), ``, `null`},
		{"no error is null", server.Func(func() error { return nil }), `[]`, `null`},
		{"a value and no error", server.Func(func() (int, error) { return 1, nil }), ``, `1`},
		{"an error counts before a value", server.Func(func() (int, error) { return 1, protocol.NewError(5, "") }), ``, `!5`},
		{"a nil *Error is no error", server.Func(func() (int, *protocol.Error) { return 1, nil }), ``, `1`},
		{"an *Error is one", server.Func(func() (int, *protocol.Error) { return 1, protocol.NewError(5, "") }), ``, `!5`},
		{"nil in an interface is null", server.Func(func() any { return nil }), ``, `null`},
		{"a function without params takes none", server.Func(func(ctx) {}), `[1]`, `!too many params: 1 of at most 0`},
		{"the request can be asked for", server.Func(func(_ ctx, r *server.Request, _ int) string { return r.Method }), `[1]`, `m`},
		{"with it alone any params are taken", server.Func(func(r *server.Request) string { return string(r.Params) }), `{"a":1}`, `{"a":1}`},
		{"a lone struct is bound by its fields", server.Func(func(_ ctx, p point) string { return showPoint(p) }), `{"x":1}`, `1 none "" 0 0`},
		{"also behind a pointer", server.Func(func(p *point) string { return showPoint(*p) }), `[1]`, `1 none "" 0 0`},
		{"with a name it is a param", server.Func(showPoint, "p"), `{"p":{"x":1}}`, `1 none "" 0 0`},
		{"nested values are the codec's business", server.Func(showPoint, "p"), `[{"x":"1"}]`, `!param "p" is not valid`},
		{"a struct that decodes itself is a param", server.Func(func(t time.Time) int { return t.Year() }, "t"), `["2026-01-02T00:00:00Z"]`, `2026`},
		{"also without a name", server.Func(func(n *big.Int) string { return n.String() }), `[123456789012345678901234567890]`, `123456789012345678901234567890`},
		{"a slice without a name is one param", server.Func(func(n []int) int { return len(n) }), `[[1,2,3]]`, `3`},
		{"Raw is a param as sent", server.Func(func(r protocol.Raw) string { return string(r) }, "r"), `{"r": {"a": 1.50} }`, `{"a": 1.50}`},
		{"more params than most", server.Func(func(_, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, q int) int { return q }), `[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]`, `17`},
	})
}

func TestLoneValues(t *testing.T) {
	s := server.New(server.Options{Dialect: protocol.Lenient})
	handle(t, s, "one", server.Func(func(n int) int { return n }, "n"))
	handle(t, s, "none", server.Func(func() {}))
	checkReply(t, serve(s, `{"jsonrpc":"2.0","method":"one","params":5,"id":1}`), `{"jsonrpc":"2.0","result":5,"id":1}`,
		"a lone value is the first param where the dialect lets it pass (R04)")
	checkReply(t, serve(s, `{"jsonrpc":"2.0","method":"none","params":5,"id":1}`),
		`{"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params","data":"too many params: 1 of at most 0"},"id":1}`,
		"which there must be")
}

func TestBind(t *testing.T) {
	s := server.New(server.Options{})
	handle(t, s, "m", server.MethodFunc(func(_ context.Context, r *server.Request) (any, error) {
		var p point
		if err := r.Bind(&p); err != nil {
			return nil, err
		}
		return showPoint(p), nil
	}))
	checkBind(t, s, bindRow{"Bind is as Typed", nil, `{"x":1}`, `1 none "" 0 0`})
	checkBind(t, s, bindRow{"and says what does not fit", nil, `{}`, `!missing param "x"`})

	req := &server.Request{Params: protocol.Raw(`[1]`)}
	for _, tt := range []struct {
		reason string
		into   any
	}{
		{"nothing to decode into", nil},
		{"no pointer", point{}},
		{"a nil pointer", (*point)(nil)},
		{"what JSON does not have", new(chan int)},
	} {
		if err := req.Bind(tt.into); err == nil || errors.Is(err, protocol.CodeInvalidParams) {
			t.Errorf("%s: the error is %v", tt.reason, err)
		}
	}
	var p point
	if err := req.Bind(&p); err != nil || p.X != 1 {
		t.Errorf("a request made by hand is decoded with JSON: %v, %v", p, err)
	}
}

// runBindRows registers the method of each row and calls it.
func runBindRows(t *testing.T, rows []bindRow) {
	t.Helper()
	for _, row := range rows {
		s := server.New(server.Options{})
		if err := s.Handle("m", row.method); err != nil {
			t.Errorf("%s: %v", row.reason, err)
			continue
		}
		checkBind(t, s, row)
	}
}

// checkBind calls method m and compares what comes with the row.
func checkBind(t *testing.T, s *server.Server, row bindRow) {
	t.Helper()
	params := ""
	if row.params != "" {
		params = `,"params":` + row.params
	}
	reply, err := protocol.ParseResponse([]byte(serve(s, `{"jsonrpc":"2.0","method":"m"`+params+`,"id":1}`)))
	if err != nil {
		t.Errorf("%s: %v", row.reason, err)
		return
	}
	if got := brief(reply); got != row.want {
		t.Errorf("%s: got %s, want %s", row.reason, got, row.want)
	}
}

// brief returns the result of a reply; or, behind a "!", the data of its error, or the
// code if there are none.
func brief(r protocol.Response) string {
	switch {
	case r.Error == nil:
		if text, ok := r.Result.Text(); ok {
			return text
		}
		return string(r.Result)
	case r.Error.Data == nil:
		return fmt.Sprintf("!%d", r.Error.Code)
	}
	text, _ := r.Error.Data.Text()
	if strings.Contains(text, "int64") || strings.Contains(text, "struct") || strings.Contains(text, "server_test") {
		return "!leaks a Go type: " + text
	}
	return "!" + text
}

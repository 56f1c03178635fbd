package server_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/server"
)

func nothing() {}

// Alike has a field of the same name as inner.
type Alike struct {
	A string `json:"a"`
}

func TestHandleErrors(t *testing.T) {
	type twice struct {
		inner
		Other struct{} `json:"-"`
		*Alike
	}
	ok := server.Func(nothing)
	two := func(int, int) {}
	inject := func(context.Context) (any, error) { return nil, nil }
	for _, tt := range []struct {
		reason, name string
		method       server.Method
		opts         []server.Option
		want         string // part of the error; "" for none
	}{
		{"a method", "a", ok, nil, ""},
		{"a name of any text", "ünïcode / x", ok, nil, ""},
		{"no name (R10)", "", ok, nil, "the name is empty"},
		{"a reserved name", "rpc.x", ok, nil, "reserved"},
		{"a reserved name that is asked for", "rpc.x", ok, []server.Option{server.Reserved()}, ""},
		{"rpc without a dot is not reserved", "rpc", ok, nil, ""},
		{"nor is rpcx.", "rpcx.y", ok, nil, ""},
		{"a name that is taken", "taken", ok, nil, "taken"},
		{"a name that is to be replaced", "taken", ok, []server.Option{server.Replace()}, ""},
		{"no method", "a", nil, nil, "no method"},
		{"a nil function", "a", server.MethodFunc(nil), nil, "no method"},
		{"no function", "a", server.Func(5), nil, "function of type int: is no function"},
		{"nil", "a", server.Func(nil), nil, "is no function"},
		{"a nil Go function", "a", server.Func((func())(nil)), nil, "is nil"},
		{"too few names", "a", server.Func(two, "x"), nil, "has 2 parameters, and there are 1 names"},
		{"too many names", "a", server.Func(two, "x", "y", "z"), nil, "there are 3 names"},
		{"an empty name", "a", server.Func(two, "x", ""), nil, "the name of parameter 2 is empty"},
		{"a name twice", "a", server.Func(two, "x", "x"), nil, `two parameters are named "x"`},
		{"a parameter that JSON does not have", "a", server.Func(func(chan int) {}), nil, "cannot be decoded into chan int"},
		{"an interface with methods", "a", server.Func(func(fmt.Stringer) {}), nil, "cannot be decoded into fmt.Stringer"},
		{"such a parameter within another", "a", server.Func(func(map[string][]func()) {}), nil, "cannot be decoded"},
		{"such a variadic one", "a", server.Func(func(...chan int) {}), nil, "cannot be decoded into chan int"},
		{"three results", "a", server.Func(func() (int, int, error) { return 0, 0, nil }), nil, "more than a value and an error"},
		{"two values", "a", server.Func(func() (int, int) { return 0, 0 }), nil, "the second is no error"},
		{"an error before a value", "a", server.Func(func() (error, int) { return nil, 0 }), nil, "the second is no error"}, //nolint:staticcheck // it is wrong on purpose
		{"two errors", "a", server.Func(func() (error, error) { return nil, nil }), nil, "two errors"},
		{"an option for no parameter", "a", server.Func(two, "x", "y").Optional("z"), nil, `no parameter is named "z"`},
		{"an option without names", "a", server.Func(two).Optional("x"), nil, `no parameter is named "x"`},
		{"a default of a wrong type", "a", server.Func(two, "x", "y").Default("y", "1"), nil, `the default of parameter "y": string is not assignable to int`},
		{"a default of a right type", "a", server.Func(two, "x", "y").Default("y", 1), nil, ""},
		{"nothing to inject", "a", server.Func(two, "x", "y").Inject("y", nil), nil, "nothing to inject"},
		{"injected into nothing", "a", server.Func(two, "x", "y").Inject("z", inject), nil, `no parameter is named "z"`},
		{"injected into a variadic one", "a", server.Func(func(...int) {}, "x").Inject("x", inject), nil, "variadic"},
		{"an optional variadic one", "a", server.Func(func(...int) {}, "x").Optional("x"), nil, "variadic"},
		{"what JSON does not have can be injected", "a", server.Func(func(chan int) {}, "x").Inject("x", inject), nil, ""},
		{"a Typed of nil", "a", server.Typed[int, int](nil), nil, "the function is nil"},
		{"a Typed that takes what JSON does not have", "a", server.Typed(func(context.Context, chan int) (int, error) { return 0, nil }), nil, "cannot be decoded"},
		{"a field that JSON does not have", "a", server.Typed(func(context.Context, struct{ F func() }) (int, error) { return 0, nil }), nil, "field F"},
		{"two fields of a name", "a", server.Typed(func(context.Context, twice) (int, error) { return 0, nil }), nil, `two fields are named "a"`},
		{"an unknown tag", "a", server.Typed(func(context.Context, struct {
			A int `rpc:"opt"`
		}) (int, error) {
			return 0, nil
		}), nil, `unknown option "opt"`},
		{"a lone struct is checked too", "a", server.Func(func(struct{ F func() }) {}), nil, "field F"},
	} {
		s := server.New(server.Options{})
		handle(t, s, "taken", ok)
		err := s.Handle(tt.name, tt.method, tt.opts...)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: the error is %v, want %q", tt.reason, err, tt.want)
		}
		if _, there := s.Lookup(tt.name); there != (err == nil || tt.name == "taken") {
			t.Errorf("%s: Lookup says %v", tt.reason, there)
		}
	}
}

func TestBrokenMethodsFail(t *testing.T) {
	for _, m := range []server.Method{server.Func(5), server.Typed[int, int](nil)} {
		if _, err := m.Call(context.Background(), &server.Request{}); err == nil {
			t.Errorf("%T can be called", m)
		}
	}
}

func TestErrorKinds(t *testing.T) {
	s := server.New(server.Options{})
	handle(t, s, "a", server.Func(nothing))
	for _, tt := range []struct {
		name string
		want error
	}{
		{"", server.ErrNoName},
		{"rpc.", server.ErrReservedName},
		{"a", server.ErrDuplicateName},
	} {
		if err := s.Handle(tt.name, server.Func(nothing)); !errors.Is(err, tt.want) {
			t.Errorf("%q: %v is not %v", tt.name, err, tt.want)
		}
	}
}

// Calc has methods to register.
type Calc struct{ *Shared }

type Shared struct{ n int }

func (c Calc) Add(a, b int) int            { return a + b + c.n }
func (c Calc) GetHTTPCode() int            { return 200 }
func (c Calc) Move(p inner) int            { return p.A - p.B }
func (s *Shared) Total(more ...int) int    { return s.n + len(more) }
func (c Calc) hidden() int                 { return c.n }
func (c *Calc) Pointer() int               { return c.hidden() }
func (c Calc) Fails(context.Context) error { return errors.New("hidden") }
func (wrong) Bad(chan int)                 {}
func (wrong) Good()                        {}
func (wrong) Rest() (int, int)             { return 0, 0 }
func (*onlyPointer) Get() int              { return 1 }

type (
	wrong       struct{}
	onlyPointer struct{}
)

func TestRegister(t *testing.T) {
	only := func(names ...string) server.Option {
		return server.MapNames(func(n string) string {
			for _, name := range names {
				if n == name {
					return n
				}
			}
			return ""
		})
	}
	calc := Calc{&Shared{0}}
	for _, tt := range []struct {
		reason string
		prefix string
		object any
		opts   []server.Option
		want   []string // the names
		err    string   // part of the error
	}{
		{"exported methods under a prefix", "math", calc, nil, []string{"math.Add", "math.Fails", "math.GetHTTPCode", "math.Move", "math.Total"}, ""},
		{"those of the pointer too", "", &calc, nil, []string{"Add", "Fails", "GetHTTPCode", "Move", "Pointer", "Total"}, ""},
		{"lower camel case", "m", calc, []server.Option{server.MapNames(server.LowerCamel)}, []string{"m.add", "m.fails", "m.getHTTPCode", "m.move", "m.total"}, ""},
		{"snake case", "m", calc, []server.Option{server.MapNames(server.SnakeCase)}, []string{"m.add", "m.fails", "m.get_http_code", "m.move", "m.total"}, ""},
		{"an empty name leaves out", "m", calc, []server.Option{only("Add")}, []string{"m.Add"}, ""},
		{"a wrong method fails all", "m", wrong{}, nil, []string{}, `method "m.Bad"`},
		{"unless it is left out", "m", wrong{}, []server.Option{only("Good")}, []string{"m.Good"}, ""},
		{"wrong results", "m", wrong{}, []server.Option{only("Good", "Rest")}, []string{}, `method "m.Rest"`},
		{"nil", "m", nil, nil, []string{}, "nil"},
		{"no methods", "m", 5, nil, []string{}, "int has no methods"},
		{"methods of the pointer alone", "m", onlyPointer{}, nil, []string{}, "but *server_test.onlyPointer has"},
		{"everything left out", "m", calc, []server.Option{only()}, []string{}, "no methods"},
		{"names of params for no method", "m", calc, []server.Option{server.ParamNames("Sub", "a")}, []string{}, "has no method Sub"},
		{"documentation for no method", "m", calc, []server.Option{server.MethodDoc("Sub", "a")}, []string{}, "has no method Sub"},
		{"wrong names of params", "m", calc, []server.Option{server.ParamNames("Add", "a")}, []string{}, "there are 1 names"},
		{"a reserved prefix", "rpc", calc, nil, []string{}, "reserved"},
		{"two methods of a name", "m", calc, []server.Option{server.MapNames(func(string) string { return "x" })}, []string{}, "taken"},
	} {
		s := server.New(server.Options{})
		err := s.Register(tt.prefix, tt.object, tt.opts...)
		if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: the error is %v, want %q", tt.reason, err, tt.err)
		}
		if diff := cmp.Diff(tt.want, append([]string{}, s.Names()...)); diff != "" {
			t.Errorf("%s: names (-want +got)\n%s", tt.reason, diff)
		}
	}
}

func TestRegisteredMethods(t *testing.T) {
	s := server.New(server.Options{})
	if err := s.Register("c", Calc{&Shared{10}}, server.ParamNames("Add", "a", "b")); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ reason, method, params, want string }{
		{"by position", "c.Add", `[1,2]`, `13`},
		{"by name", "c.Add", `{"a":1,"b":2}`, `13`},
		{"by field", "c.Move", `{"a":5,"b":2}`, `3`},
		{"of an embedded object", "c.Total", `[1,1,1]`, `13`},
		{"that fails", "c.Fails", `[]`, `!-32603`},
	} {
		payload := fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":%s,"id":1}`, tt.method, tt.params)
		checkBrief(t, s, payload, tt.want, tt.reason)
	}
}

func TestRegisterMap(t *testing.T) {
	s := server.New(server.Options{})
	a, b := server.Func(nothing), server.Func(nothing)
	if err := s.RegisterMap("m", map[string]server.Method{"a": a, "b": b}, server.Doc("of a map")); err != nil {
		t.Error(err)
	}
	if err := s.RegisterMap("", map[string]server.Method{"c": a, "m.b": b}); !errors.Is(err, server.ErrDuplicateName) {
		t.Errorf("a name that is taken: the error is %v", err)
	}
	if err := s.RegisterMap("m", map[string]server.Method{"": a}); !errors.Is(err, server.ErrNoName) {
		t.Errorf("an empty name under a prefix: the error is %v", err)
	}
	if diff := cmp.Diff([]string{"m.a", "m.b"}, s.Names()); diff != "" {
		t.Errorf("what fails registers nothing (-want +got)\n%s", diff)
	}
	for name, m := range s.Methods() {
		if want := map[string]server.Method{"m.a": a, "m.b": b}[name]; m != want {
			t.Errorf("Methods has another method under %q", name)
		}
		if name == "m.a" {
			continue
		}
		break
	}
}

func TestRemove(t *testing.T) {
	s := server.New(server.Options{})
	handle(t, s, "a", server.Func(nothing))
	if !s.Remove("a") || s.Remove("a") {
		t.Error("Remove does not report whether there was a method")
	}
	checkBrief(t, s, `{"jsonrpc":"2.0","method":"a","id":1}`, `!-32601`, "a removed method is gone")
	handle(t, s, "a", server.Func(nothing))
	checkBrief(t, s, `{"jsonrpc":"2.0","method":"a","id":1}`, `null`, "and its name is free")
}

func TestChangesWhileServing(t *testing.T) {
	s := server.New(server.Options{})
	handle(t, s, "stays", server.Func(nothing))
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for j := range 50 {
				name := fmt.Sprintf("m%d.%d", i, j)
				handle(t, s, name, server.Func(nothing))
				s.Use(func(next server.Method) server.Method { return next })
				s.Remove(name)
			}
		})
		wg.Go(func() {
			for range 200 {
				checkBrief(t, s, `{"jsonrpc":"2.0","method":"stays","id":1}`, `null`, "a method that stays")
				_, _ = s.Names(), s.Describe()
			}
		})
	}
	wg.Wait()
}

func TestNameMappers(t *testing.T) {
	for _, tt := range []struct{ reason, name, camel, snake string }{
		{"one word", "Add", "add", "add"},
		{"two words", "GetUser", "getUser", "get_user"},
		{"an initialism at the end", "GetUserID", "getUserID", "get_user_id"},
		{"at the beginning", "HTTPStatus", "httpStatus", "http_status"},
		{"in the middle", "GetHTTPCode", "getHTTPCode", "get_http_code"},
		{"nothing else", "ID", "id", "id"},
		{"one letter", "X", "x", "x"},
		{"digits belong to the word before", "Sha256Sum", "sha256Sum", "sha256_sum"},
		{"underscores are kept apart", "Get_User", "getUser", "get_user"},
		{"nothing", "", "", ""},
	} {
		if got := server.LowerCamel(tt.name); got != tt.camel {
			t.Errorf("%s: LowerCamel(%q) = %q, want %q", tt.reason, tt.name, got, tt.camel)
		}
		if got := server.SnakeCase(tt.name); got != tt.snake {
			t.Errorf("%s: SnakeCase(%q) = %q, want %q", tt.reason, tt.name, got, tt.snake)
		}
	}
}

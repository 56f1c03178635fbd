package client_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
)

type point struct {
	X int `json:"x"`
	Y int `json:"y,omitempty"`
}

func TestAppendRequest(t *testing.T) {
	for _, test := range []struct {
		reason string
		id     protocol.ID
		method string
		params any
		want   string
	}{
		{"no params: the member is left out", protocol.Int(1), "ping", nil, `{"jsonrpc":"2.0","method":"ping","id":1}`},
		{"positional", protocol.Int(2), "add", protocol.Args{2, 3}, `{"jsonrpc":"2.0","method":"add","params":[2,3],"id":2}`},
		{"named", protocol.Int(3), "cat", protocol.Named{"name": "Mittens"}, `{"jsonrpc":"2.0","method":"cat","params":{"name":"Mittens"},"id":3}`},
		{"mixed: the named ones are the last positional one", protocol.Int(4), "find", protocol.Args{42, protocol.Named{"name": "Foo"}}, `{"jsonrpc":"2.0","method":"find","params":[42,{"name":"Foo"}],"id":4}`},
		{"empty positional params are left out", protocol.Int(5), "f", protocol.Args{}, `{"jsonrpc":"2.0","method":"f","id":5}`},
		{"empty named params are left out", protocol.Int(5), "f", protocol.Named{}, `{"jsonrpc":"2.0","method":"f","id":5}`},
		{"one list as the only param is no list of params", protocol.Int(6), "sum", protocol.Args{[]int{1, 2, 3}}, `{"jsonrpc":"2.0","method":"sum","params":[[1,2,3]],"id":6}`},
		{"a struct is named params", protocol.Int(7), "plot", point{X: 1}, `{"jsonrpc":"2.0","method":"plot","params":{"x":1},"id":7}`},
		{"a slice is all of the params", protocol.Int(8), "sum", []int{1, 2, 3}, `{"jsonrpc":"2.0","method":"sum","params":[1,2,3],"id":8}`},
		{"a nil pointer is no params", protocol.Int(9), "plot", (*point)(nil), `{"jsonrpc":"2.0","method":"plot","id":9}`},
		{"JSON text goes as it is", protocol.Int(10), "f", protocol.Raw(`[1.50, 9007199254740993]`), `{"jsonrpc":"2.0","method":"f","params":[1.50, 9007199254740993],"id":10}`},
		{"HTML is not escaped: nothing here is a web page", protocol.Int(11), "f", protocol.Args{"<a&b>"}, `{"jsonrpc":"2.0","method":"f","params":["<a&b>"],"id":11}`},
		{"an explicit string id", protocol.String("foo"), "ping", nil, `{"jsonrpc":"2.0","method":"ping","id":"foo"}`},
		{"an explicit null id", protocol.Null(), "ping", nil, `{"jsonrpc":"2.0","method":"ping","id":null}`},
		{"no id: a notification", protocol.ID{}, "go", protocol.Args{1}, `{"jsonrpc":"2.0","method":"go","params":[1]}`},
	} {
		t.Run(test.reason, func(t *testing.T) {
			got, err := client.AppendRequest(nil, test.id, test.method, test.params)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Errorf("bytes: (-want +got)\n%s", diff)
			}
			req, err := client.NewRequest(test.id, test.method, test.params)
			if err != nil {
				t.Fatal(err)
			}
			if got, err = req.AppendTo(nil); err != nil || string(got) != test.want {
				t.Errorf("value: got %s, %v, want %s", got, err, test.want)
			}
		})
	}
}

func TestAppendNotification(t *testing.T) {
	const want = `{"jsonrpc":"2.0","method":"go","params":[1]}`
	got, err := client.AppendNotification(nil, "go", protocol.Args{1})
	if err != nil || string(got) != want {
		t.Errorf("bytes: got %s, %v, want %s", got, err, want)
	}
	n, err := client.NewNotification("go", protocol.Args{1})
	if err != nil || !n.IsNotification() {
		t.Fatalf("value: %v, %v", n, err)
	}
}

func TestBuildRefuses(t *testing.T) {
	for _, test := range []struct {
		reason string
		method string
		params any
		want   string
	}{
		{"params must be structured (2.0, section 4.2)", "f", 42, "int are neither an array nor an object"},
		{"text is no list of params", "f", "abc", "string are neither"},
		{"what has no JSON", "f", protocol.Args{make(chan int)}, "unsupported type"},
		{"JSON text that is none", "f", protocol.Raw(`[1,`), "not valid JSON"},
		{"a method that JSON cannot say", "\xff", nil, "not valid UTF-8"},
	} {
		dst := []byte("kept")
		got, err := client.AppendRequest(dst, protocol.Int(1), test.method, test.params)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", test.reason, err, test.want)
		}
		if string(got) != "kept" {
			t.Errorf("%s: dst is %q now", test.reason, got)
		}
	}
}

// counting is a codec of the user's own.
type counting struct{ client.Codec }

func (counting) Marshal(any) ([]byte, error) { return []byte(`{"own":true}`), nil }

func TestParamsWithOwnCodec(t *testing.T) {
	got, err := client.Params(counting{client.JSON}, protocol.Args{1})
	if err != nil || string(got) != `{"own":true}` {
		t.Errorf("got %s, %v", got, err)
	}
	var v []int
	if err := client.JSON.Unmarshal([]byte(`[1,2]`), &v); err != nil || len(v) != 2 {
		t.Errorf("got %v, %v", v, err)
	}
}

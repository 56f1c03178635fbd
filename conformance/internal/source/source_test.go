package source_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/conformance/internal/source"
)

// read returns the errors of a file after f has read its value.
func read(text string, f func(*source.Value)) string {
	file, v := source.Parse("x.json", []byte(text))
	if v != nil && f != nil {
		f(v)
	}
	if err := file.Err(); err != nil {
		return err.Error()
	}
	return ""
}

func TestErrors(t *testing.T) {
	member := func(f func(*source.Value)) func(*source.Value) {
		return func(v *source.Value) {
			m := v.Members()
			if a := m.Must("a"); a != nil {
				f(a)
			}
			m.End()
		}
	}
	for _, test := range []struct {
		reason, text string
		read         func(*source.Value)
		want         string
	}{
		{"good", `{"a":[1,"x",true,null]}`, member(func(v *source.Value) { v.Elements() }), ""},
		{"not JSON", "{\n\n]", nil, "x.json:3: unexpected character: near \"{\\n\\n]\""},
		{"empty", "", nil, "x.json:1: unexpected end: near "},
		{"double members, in the line of the second", "{\"a\":1,\n\"a\":2}", nil, `x.json:2: "a" is there twice`},
		{"a name with half a surrogate pair", `{"\ud800":1}`, nil, "x.json:1: half a surrogate pair: JSON libraries do not keep it"},
		{"a whole pair is fine", `{"\ud83d\ude00":"😀"}`, nil, ""},
		{"unknown and missing members", "{\n\"b\":1}", member(nil), "x.json:1: \"a\" is missing\nx.json:2: unknown member \"b\""},
		{"the wrong type", `{"a":1}`, member(func(v *source.Value) { v.Text() }), "x.json:1: a number where a string is expected"},
		{"no object", `[]`, member(nil), "x.json:1: an array where an object is expected\nx.json:1: \"a\" is missing"},
		{"no integer", `{"a":1.5}`, member(func(v *source.Value) { v.Int() }), "x.json:1: 1.5 where an integer is expected"},
		{"no boolean", `{"a":null}`, member(func(v *source.Value) { v.True() }), "x.json:1: null where a boolean is expected"},
		{"large integers", `{"a":[9007199254740992]}`, member((*source.Value).Portable), ""},
		{"larger ones", `{"a":{"b":[-9007199254740993]}}`, member((*source.Value).Portable),
			"x.json:1: -9007199254740993: not all JSON libraries keep this number; write the JSON as text in a string"},
		{"the same error twice is one", `{"a":1}`, member(func(v *source.Value) { v.Text(); v.Text() }), "x.json:1: a number where a string is expected"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			if diff := cmp.Diff(test.want, read(test.text, test.read)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestMembers(t *testing.T) {
	_, v := source.Parse("x.json", []byte(`{"text":"a\u00e9","number":-7,"yes":true,"texts":["x","y"],"one":{}, "raw" : [ 1, 2 ] }`))
	m := v.Members()
	if m.Text("text") != "aé" || m.Int("number") != -7 || !m.True("yes") || m.Has("no") || !m.Has("one") {
		t.Error("members are read wrong")
	}
	if diff := cmp.Diff([]string{"x", "y"}, m.Texts("texts")); diff != "" {
		t.Errorf("texts (-want +got)\n%s", diff)
	}
	if name, one := m.Only(true, "no", "one"); name != "one" || one.Kind() != source.Object {
		t.Errorf("the only one is %q", name)
	}
	if m.Text("absent") != "" || m.Int("absent") != 0 || m.True("absent") || m.Texts("absent") != nil {
		t.Error("what is absent is not zero")
	}
	if raw := m.Get("raw").Raw().String(); raw != "[ 1, 2 ]" {
		t.Errorf("the text of a value is %q", raw)
	}
	if diff := cmp.Diff([]string{"text", "number", "yes", "texts", "one", "raw"}, m.Names()); diff != "" {
		t.Errorf("names (-want +got)\n%s", diff)
	}
}

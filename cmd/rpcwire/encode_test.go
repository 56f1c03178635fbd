package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestEncode(t *testing.T) {
	file := filepath.Join(t.TempDir(), "params.json")
	if err := os.WriteFile(file, []byte("[\n  1.50,\r\n  \"a b\"\n]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		reason, args, stdin, want string
	}{
		{"a counter id of 1, and no params", "ping", "", `{"jsonrpc":"2.0","method":"ping","id":1}`},
		{"JSON arguments are positional", "subtract 42 23", "", `{"jsonrpc":"2.0","method":"subtract","params":[42,23],"id":1}`},
		{"numbers go as they are written", "f 1.50 9007199254740993 -5 1e400", "", `{"jsonrpc":"2.0","method":"f","params":[1.50,9007199254740993,-5,1e400],"id":1}`},
		{"any JSON is positional", `f [1,{"a":null}] true "x=y"`, "", `{"jsonrpc":"2.0","method":"f","params":[[1,{"a":null}],true,"x=y"],"id":1}`},
		{"other text is a string", "cat Mittens", "", `{"jsonrpc":"2.0","method":"cat","params":["Mittens"],"id":1}`},
		{"text with a sign that is no name is a string", "get http://h?a=b =x", "", `{"jsonrpc":"2.0","method":"get","params":["http://h?a=b","=x"],"id":1}`},
		{"name=text is named, and always a string", "cat name=Mittens age=7", "", `{"jsonrpc":"2.0","method":"cat","params":{"name":"Mittens","age":"7"},"id":1}`},
		{"name:=JSON is named, in the order given", "f b:=2 a:=[1] c=", "", `{"jsonrpc":"2.0","method":"f","params":{"b":2,"a":[1],"c":""},"id":1}`},
		{"only the first sign counts", "f a=b:=c d:=\"e=f\"", "", `{"jsonrpc":"2.0","method":"f","params":{"a":"b:=c","d":"e=f"},"id":1}`},
		{"named ones behind positional ones", "find name=Foo 42", "", `{"jsonrpc":"2.0","method":"find","params":[42,{"name":"Foo"}],"id":1}`},
		{"text of other alphabets", "f имя=Мурка 猫", "", `{"jsonrpc":"2.0","method":"f","params":["猫",{"имя":"Мурка"}],"id":1}`},
		{"behind -- there are no flags", "f -- --v1 -h", "", `{"jsonrpc":"2.0","method":"f","params":["--v1","-h"],"id":1}`},
		{"params as a whole", `f -d {"a":1.50}`, "", `{"jsonrpc":"2.0","method":"f","params":{"a":1.50},"id":1}`},
		{"params from standard input", "f -d @-", "[3]", `{"jsonrpc":"2.0","method":"f","params":[3],"id":1}`},
		{"params from a file, on one line, with its numbers as they are", "f -d @" + file, "", `{"jsonrpc":"2.0","method":"f","params":[1.50,"a b"],"id":1}`},
		{"an explicit id", `f --id "five"`, "", `{"jsonrpc":"2.0","method":"f","id":"five"}`},
		{"an id goes as it is written", `f --id 1.50`, "", `{"jsonrpc":"2.0","method":"f","id":1.50}`},
		{"null is an id", `f --id null`, "", `{"jsonrpc":"2.0","method":"f","id":null}`},
		{"a hexadecimal id", "f --id-kind hex", "", `{"jsonrpc":"2.0","method":"f","id":"1"}`},
		{"a notification", "go 1 --notify", "", `{"jsonrpc":"2.0","method":"go","params":[1]}`},
		{"1.0 has params always", "f --v1", "", `{"method":"f","params":[],"id":1}`},
		{"any id in 1.0", "f 1 --v1 --id [true]", "", `{"method":"f","params":[1],"id":[true]}`},
		{"a 1.0 notification has the id null", "f 1 --v1 --notify", "", `{"method":"f","params":[1],"id":null}`},
	} {
		t.Run(test.reason, func(t *testing.T) {
			got := rpcwire(test.stdin, append([]string{"encode"}, strings.Fields(test.args)...)...)
			if want := (outcome{out: test.want + "\n"}); got != want {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestEncodeWithGeneratedID(t *testing.T) {
	for kind, form := range map[string]string{
		"random": `"id":"[0-9a-z]{8}"}`,
		"uuid":   `"id":"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"}`,
		"uuidv7": `"id":"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"}`,
	} {
		got := rpcwire("", "encode", "f", "--id-kind", kind)
		if got.code != exitOK || !regexp.MustCompile(form).MatchString(got.out) {
			t.Errorf("%s: %+v does not match %s", kind, got, form)
		}
	}
}

func TestID(t *testing.T) {
	for _, test := range []struct {
		args, want string
	}{
		{"", "1\n"},
		{"-n 3", "1\n2\n3\n"},
		{"-n 0", ""},
		{"-n 2 --start 9007199254740993", "9007199254740993\n9007199254740994\n"},
		{"--start -1 -n 2", "-1\n0\n"},
		{"--id-kind hex -n 3 --start 15", "\"f\"\n\"10\"\n\"11\"\n"},
	} {
		got := rpcwire("", append([]string{"id"}, strings.Fields(test.args)...)...)
		if want := (outcome{out: test.want}); got != want {
			t.Errorf("rpcwire id %s: got %+v, want %+v", test.args, got, want)
		}
	}
	got := rpcwire("", "id", "--id-kind", "random", "--length", "12", "--alphabet", "xy", "-n", "2")
	if !regexp.MustCompile(`^("[xy]{12}"\n){2}$`).MatchString(got.out) {
		t.Errorf("random: %+v", got)
	}
}

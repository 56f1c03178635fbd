package conformance_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/conformance"
)

func TestCasesLoad(t *testing.T) {
	cases, err := conformance.LoadCases(os.DirFS("."), "cases")
	if err != nil {
		t.Fatal(err)
	}
	count := make(map[conformance.Role]int)
	for _, c := range cases {
		count[c.Role]++
	}
	for _, role := range []conformance.Role{conformance.RoleServer, conformance.RoleClient, conformance.RoleCodec} {
		if count[role] == 0 {
			t.Errorf("there are no cases for a %s", role)
		}
	}
	t.Logf("%v", count)
}

// load returns the errors of a file with the given cases, without the name of the file.
func load(t *testing.T, name, text string) []string {
	t.Helper()
	files := fstest.MapFS{"cases/" + name: {Data: []byte(text)}}
	_, err := conformance.LoadCases(files, "cases")
	if err == nil {
		return nil
	}
	var lines []string
	for line := range strings.SplitSeq(err.Error(), "\n") {
		lines = append(lines, strings.TrimPrefix(line, "cases/"+name+":"))
	}
	return lines
}

// In the rows, CASE is the beginning of a case that lacks nothing but what it does.
const begin = `"id":"server/x/a","refs":["2.0/4-1"],"reason":"It has to be."`

func TestMalformedCases(t *testing.T) {
	for _, test := range []struct {
		reason, file, text string
		want               []string
	}{
		{"a good one", "server-x.json", `{"cases":[{CASE,"send":{"jsonrpc":"2.0","method":"f","id":1},"expect":{"error":-32601}}]}`, nil},
		{"the name of the file", "proxy-x.json", `{"cases":[]}`, []string{`1: the name of the file is not ROLE-THEME.json`}},
		{"not JSON, in its line", "server-x.json", "{\n\"cases\":[,]}", []string{`2: unexpected character: near "{\n\"cases\":[,]}"`}},
		{"double members", "server-x.json", `{"cases":[{CASE,"send":"1","send":"2","expect":"none"}]}`, []string{`1: "send" is there twice`}},
		{"a lone surrogate", "server-x.json", `{"cases":[{CASE,"send":"\ud800","expect":"none"}]}`, []string{`1: half a surrogate pair: JSON libraries do not keep it`}},
		{"unknown members, in their line", "server-x.json", "{\"cases\":[{CASE,\"send\":\"1\",\n\"expekt\":\"none\"}]}",
			[]string{`1: "expect" is missing`, `2: unknown member "expekt"`}},
		{"the id is of another file", "server-y.json", `{"cases":[{CASE,"send":"1","expect":"none"}]}`,
			[]string{`1: the id "server/x/a" is not server/y/NAME with a name of a-z, 0-9 and single dashes`}},
		{"the id is taken", "server-x.json", "{\"cases\":[{CASE,\"send\":\"1\",\"expect\":\"none\"},\n{CASE,\"send\":\"1\",\"expect\":\"none\"}]}",
			[]string{`2: the id "server/x/a" is taken: cases/server-x.json:1`}},
		{"an unknown sentence", "server-x.json", `{"cases":[{"id":"server/x/a","refs":["2.0/99"],"reason":"It has to be.","send":"1","expect":"none"}]}`,
			[]string{`1: there is no sentence "2.0/99"`}},
		{"no sentence at all", "server-x.json", `{"cases":[{"id":"server/x/a","refs":[],"reason":"It has to be.","send":"1","expect":"none"}]}`,
			[]string{`1: a case refers to at least one sentence`}},
		{"the wrong level", "server-x.json", `{"defaults":{"level":"shall"},"cases":[{CASE,"send":"1","expect":"none"}]}`,
			[]string{`1: "shall" is none of ["must" "should" "may"]`}},
		{"a need that servers do not have", "server-x.json", `{"cases":[{CASE,"needs":["encode","method:nothing"],"send":"1","expect":"none"}]}`,
			[]string{`1: a server cannot need "encode"`, `1: a server cannot need "method:nothing"`}},
		{"no reason", "server-x.json", `{"cases":[{"id":"server/x/a","refs":["2.0/4-1"],"reason":"tbd","send":"1","expect":"none"}]}`,
			[]string{`1: the reason is not a sentence with a full stop`}},
		{"a number that libraries change", "server-x.json", `{"cases":[{CASE,"send":[1.50],"expect":"none"}]}`,
			[]string{`1: 1.50: not all JSON libraries keep this number; write the JSON as text in a string`}},
		{"a scalar as bytes", "server-x.json", `{"cases":[{CASE,"send":1,"expect":"none"}]}`,
			[]string{`1: bytes are a string, an object or an array: write this value as text in a string`}},
		{"broken base64", "server-x.json", `{"cases":[{CASE,"send":{"$b64":"?"},"expect":"none"}]}`, []string{`1: $b64: illegal base64 data at input byte 0`}},
		{"too many bytes", "server-x.json", `{"cases":[{CASE,"send":{"$repeat":{"$repeat":"abc","times":10000},"times":10000},"expect":"none"}]}`,
			[]string{`1: 67108865 bytes are more than the 67108864 that a step can have`}},
		{"a placeholder without value", "server-x.json", `{"cases":[{CASE,"send":"${n}","expect":"none"}]}`, []string{`1: ${n} has no value here`}},
		{"a placeholder that does not exist", "server-x.json", `{"cases":[{CASE,"send":"${n*2}","expect":"none"}]}`, []string{`1: "${n*2}" has a placeholder that does not exist`}},
		{"an expectation that is no JSON", "server-x.json", `{"cases":[{CASE,"send":"1","expect":{"result":"foo","id":1}}]}`,
			[]string{"1: \"foo\" is no JSON text: invalid literal at offset 1: near `foo`"}},
		{"no id", "server-x.json", `{"cases":[{CASE,"send":"1","expect":{"error":-32600}}]}`,
			[]string{`1: the id of the reply has to be given, since what is sent is not one valid request`}},
		{"two outcomes in one", "server-x.json", `{"cases":[{CASE,"send":"1","expect":{"error":-32600,"result":1,"id":1}}]}`,
			[]string{`1: "error" cannot stand beside "result"`}},
		{"an outcome of nothing", "server-x.json", `{"cases":[{CASE,"send":"1","expect":{"id":1}}]}`,
			[]string{`1: one of ["result" "error" "reply" "batch" "none" "refused" "any"] is needed`, `1: unknown member "id"`}},
		{"nothing but lenient", "server-x.json", `{"cases":[{CASE,"send":"1","expect":{"none":true,"grade":"lenient","note":"x"}}]}`,
			[]string{`1: all outcomes are lenient: none is as it should be`}},
		{"lenient without a note", "server-x.json", `{"cases":[{CASE,"send":"1","expect":["any",{"none":true,"grade":"lenient"}]}]}`,
			[]string{`1: an outcome that is lenient needs a note`}},
		{"a status that does not exist", "server-x.json", `{"cases":[{CASE,"send":"1","expect":{"http":{"status":[7,"9xx"]}}}]}`,
			[]string{`1: 7 is no status`, `1: "9xx" is none of ["1xx" "2xx" "3xx" "4xx" "5xx"]`}},
		{"what a codec is asked", "codec-x.json", `{"cases":[{"id":"codec/x/a","refs":["2.0/4-1"],"reason":"It has to be.","expect":{"refused":true}}]}`,
			[]string{`1: one of ["decode" "encode" "roundtrip"] is needed`}},
		{"the id of a notification", "client-x.json", `{"cases":[{"id":"client/x/a","refs":["2.0/4-1"],"reason":"It has to be.","notify":{"method":"f"},"reply":"${id}","expect":{"sent":true}}]}`,
			[]string{`1: ${id} has no value here`}},
		{"a failure that does not exist", "client-x.json", `{"cases":[{"id":"client/x/a","refs":["2.0/4-1"],"reason":"It has to be.","call":{"method":"f"},"expect":{"failure":"bad"}}]}`,
			[]string{`1: "bad" is none of ["*" "transport" "timeout" "parse_error" "invalid_response" "id_mismatch" "no_response"]`}},
		{"too few outcomes for a batch", "client-x.json", `{"cases":[{"id":"client/x/a","refs":["2.0/4-1"],"reason":"It has to be.","batch":[{"method":"f"},{"method":"g"}],"expect":{"batch":[{"result":1}]}}]}`,
			[]string{`1: 1 outcomes for 2 calls`}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			got := load(t, test.file, strings.ReplaceAll(test.text, "CASE", begin))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestNoCases(t *testing.T) {
	if _, err := conformance.LoadCases(fstest.MapFS{}, "cases"); err == nil {
		t.Error("a folder without cases is no error")
	}
	_, err := conformance.LoadCases(unreadable{fstest.MapFS{"cases/server-x.json": {Data: []byte("{}")}}}, "cases")
	if !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got %v", err)
	}
}

// unreadable are files that can only be listed.
type unreadable struct{ fstest.MapFS }

func (u unreadable) Open(name string) (fs.File, error) {
	if strings.HasSuffix(name, ".json") {
		return nil, fs.ErrPermission
	}
	return u.MapFS.Open(name)
}

func (u unreadable) ReadFile(string) ([]byte, error) { return nil, fs.ErrPermission }

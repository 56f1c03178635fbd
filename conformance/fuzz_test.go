package conformance_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
)

// Whatever a file holds, loading it ends with cases or an error that names the file.
func FuzzLoadCases(f *testing.F) {
	names, err := filepath.Glob("cases/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(filepath.Base(name), string(data[:min(len(data), 3000)]))
	}
	for _, text := range []string{
		`{"cases":[{"id":"x","send":{"$parts":[1,{"$repeat":[],"times":0}]},"together":[{}],"steps":[]}]}`,
		`{"cases":[{"batch":[],"steps":[{"call":{}},{"notify":{"method":"f"},"answers":["${id[9]}"]}],"expect":[]}]}`,
		`{"cases":[{"encode":[{"kind":"x","error":{}}],"expect":{"each":{}}}]}`,
	} {
		for _, role := range []string{"server", "client", "codec"} {
			f.Add(role+"-x.json", text)
		}
	}
	f.Fuzz(func(t *testing.T, name, text string) {
		if strings.Contains(name, "/") || !strings.HasSuffix(name, ".json") {
			return
		}
		_, err := conformance.LoadCases(fstest.MapFS{"cases/" + name: {Data: []byte(text)}}, "cases")
		if err != nil && !strings.Contains(err.Error(), name) && !strings.Contains(err.Error(), "no cases") {
			t.Errorf("the error does not name the file: %v", err)
		}
	})
}

// Whatever a server answers, a case ends with a result that says something.
func FuzzReply(f *testing.F) {
	for _, reply := range []string{
		``, `{`, `null`, `[]`, `[[]]`, `{"jsonrpc":"2.0","result":1,"id":1}`, `{"jsonrpc":"2.0","error":{"code":1e999,"message":"\ud800"},"id":null}`,
		`[{"jsonrpc":"2.0","error":{"code":-32600,"message":""},"id":null},1,{}]`, `{"result":null,"error":{},"id":[1,{"a":2}]}`,
	} {
		f.Add(reply)
	}
	o := conformance.Options{Timeout: time.Second, Jobs: 1, Selection: conformance.Selection{Run: []string{
		"server/id/zero", "server/id/fraction", "server/examples/batch-mixed", "server/examples/v1-echo", "server/notification/unknown-method",
	}}}
	f.Fuzz(func(t *testing.T, reply string) {
		for r, err := range conformance.RunServer(context.Background(), answering(reply), o) {
			if err != nil {
				t.Fatal(err)
			}
			if r.Outcome == conformance.Fail && (r.Message == "" || len(r.Exchanges) == 0) {
				t.Errorf("%s fails without saying why", r.Case)
			}
			r.Explain()
		}
	})
}

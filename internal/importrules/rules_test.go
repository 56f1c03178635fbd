package importrules

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// list returns all packages of the module, and what they depend on.
func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Standard,Imports,Deps", module+"/...")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var pkgs []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

func TestModule(t *testing.T) {
	pkgs := list(t)
	if len(pkgs) < 20 {
		t.Fatalf("go list tells of %d packages only", len(pkgs))
	}
	for _, wrong := range violations(pkgs) {
		t.Error(wrong)
	}
}

// TestViolations breaks each rule once.
func TestViolations(t *testing.T) {
	ours := func(name string, imports ...string) pkg {
		for i, path := range imports {
			if _, ok := rules[path]; ok {
				imports[i] = module + "/" + path
			}
		}
		return pkg{ImportPath: module + "/" + name, Imports: imports, Deps: imports}
	}
	for _, test := range []struct {
		reason string
		pkg    pkg
		want   []string
	}{
		{"every package is decided about", ours("sideline"), []string{"sideline has no import rule"}},
		{"the codec knows no id generator", ours("protocol", "idgen"), []string{"protocol imports idgen"}},
		{"the codec knows no transport", ours("protocol", "transport"), []string{"protocol imports transport"}},
		{"the codec is standard library only", ours("protocol", "github.com/google/go-cmp/cmp"), []string{"protocol imports github.com/google/go-cmp/cmp"}},
		{"the codec does not reflect", ours("protocol", "reflect"), []string{"protocol depends on reflect"}},
		{"nor format", ours("protocol", "fmt"), []string{"protocol depends on fmt"}},
		{"nor use encoding/json", ours("protocol", "encoding/json"), []string{"protocol depends on encoding/json"}},
		{"nor do I/O", ours("protocol", "net", "os"), []string{"protocol depends on net", "protocol depends on os"}},
		{"nor does its scanner", ours("internal/jsonscan", "fmt"), []string{"internal/jsonscan depends on fmt"}},
		{"ids know only the codec", ours("idgen", "protocol", "transport"), []string{"idgen imports transport"}},
		{"transports move bytes", ours("transport", "client"), []string{"transport imports client"}},
		{"HTTP is of the standard library", ours("transport/http", websocket), []string{"transport/http imports " + websocket}},
		{"only ws has WebSockets", ours("transport/stream", websocket), []string{"transport/stream imports " + websocket}},
		{"ws has only WebSockets", ours("transport/ws", websocket, zmq), []string{"transport/ws imports " + zmq}},
		{"only zmq has ZeroMQ", ours("transport", zmq), []string{"transport imports " + zmq}},
		{"zmq has only ZeroMQ", ours("transport/zmq", zmq, websocket), []string{"transport/zmq imports " + websocket}},
		{"the client needs no server", ours("client", "server"), []string{"client imports server"}},
		{"the server needs no client", ours("server", "client"), []string{"server imports client"}},
		{"the suite stands on codec and transport", ours("conformance", "server"), []string{"conformance imports server"}},
		{"the library does not know the suite", ours("server", "conformance"), []string{"server imports conformance"}},
		{"nor the command", ours("client", "cmd/rpcwire"), []string{"client imports cmd/rpcwire"}},
		{"the command has ZeroMQ only with its tag", ours("cmd/rpcwire", zmq), []string{"cmd/rpcwire depends on " + zmq}},
		{"what is allowed", ours("client", "protocol", "idgen", "transport"), nil},
		{"the command may import anything else", ours("cmd/rpcwire", "server", "client"), nil},
	} {
		standard := []string{"reflect", "fmt", "encoding/json", "net", "os"}
		pkgs := []pkg{test.pkg}
		for _, path := range standard {
			pkgs = append(pkgs, pkg{ImportPath: path, Standard: true})
		}
		if diff := cmp.Diff(test.want, violations(pkgs)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.reason, diff)
		}
	}
}

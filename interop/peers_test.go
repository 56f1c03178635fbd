package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/conformance"
)

func TestParsePeers(t *testing.T) {
	for _, test := range []struct{ reason, run, want string }{
		{"a server", `{"role": "server", "transport": "http", "start": ["x"], "timeout": "2s"}`, ""},
		{"a client that is a command", `{"role": "client", "transport": "http", "command": {"call": ["x"]}}`, ""},
		{"a codec has no transport", `{"role": "codec", "start": ["x"]}`, ""},
		{"misspelled members are told", `{"role": "server", "transport": "http", "start": ["x"], "timeuot": "2s"}`, `json: unknown field "timeuot"`},
		{"an unknown role", `{"role": "proxy", "transport": "http", "start": ["x"]}`, `p-proxy-http: the role is "proxy"`},
		{"an unknown transport", `{"role": "server", "transport": "quic", "start": ["x"]}`, `p-server-quic: the transport is "quic"`},
		{"clients over WebSocket cannot be tested", `{"role": "client", "transport": "ws", "start": ["x"]}`, "p-client-ws: clients are tested over http and tcp"},
		{"it has to be started", `{"role": "server", "transport": "http"}`, "p-server-http: it has not exactly one of start and command"},
		{"a server is not started for every call", `{"role": "server", "transport": "http", "command": {"call": ["x"]}}`, "p-server-http: only clients have a command"},
		{"a time without unit", `{"role": "server", "transport": "http", "start": ["x"], "timeout": "2"}`, "missing unit"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			_, err := parsePeers(fmt.Appendf(nil, `{"language": "X", "peers": [{"name": "p", "version": "1", "runs": [%s]}]}`, test.run))
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestNames(t *testing.T) {
	p := &peer{Name: "p"}
	a := &trial{Role: "server", Transport: "http", peer: p}
	b := &trial{Role: "server", Transport: "http", peer: p, Variant: "1.0"}
	if err := checkNames([]*trial{a, b}); err != nil {
		t.Error(err)
	}
	if b.name() != "p-1.0-server-http" || b.title() != "p (1.0)" {
		t.Errorf("%s, %s", b.name(), b.title())
	}
	if err := checkNames([]*trial{a, a}); err == nil || !strings.Contains(err.Error(), "two runs p-server-http") {
		t.Errorf("got %v", err)
	}
}

// Every list of known failures is that of a run, and can be read.
func TestKnownLists(t *testing.T) {
	trials, err := readPeers(".")
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[string]bool)
	for _, trial := range trials {
		names[trial.name()] = true
	}
	files, err := filepath.Glob("known/*")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d lists, %v", len(files), err)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".txt"); !names[name] {
			t.Errorf("%s: there is no such run", file)
		}
		if _, err := readKnown(file); err != nil {
			t.Error(err)
		}
	}
}

// Patterns of what is not run stand for cases.
func TestSkip(t *testing.T) {
	trials, err := readPeers(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range trials {
		for pattern := range trial.Skip {
			if cases, err := (conformance.Selection{Run: []string{pattern}}).Select(trial.Role); err != nil || len(cases) == 0 {
				t.Errorf("%s: %s: %v", trial.name(), pattern, err)
			}
		}
	}
}

// The versions that are shown are those that are installed.
func TestPins(t *testing.T) {
	var packages struct{ Dependencies map[string]string }
	readJSON(t, "node/package.json", &packages)
	requirements, err := os.ReadFile("python/requirements.txt")
	if err != nil {
		t.Fatal(err)
	}
	installed := make(map[string]string)
	for _, m := range regexp.MustCompile(`(?m)^([\w.-]+)==(\S+)$`).FindAllStringSubmatch(string(requirements), -1) {
		installed[m[1]] = m[2]
	}
	trials, err := readPeers(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range trials {
		pins := map[string]map[string]string{"Python": installed, "Node.js": packages.Dependencies}[trial.peer.file.Language]
		if pins != nil && pins[trial.peer.Name] != trial.peer.Version {
			t.Errorf("%s is %s, but %q is installed", trial.peer.Name, trial.peer.Version, pins[trial.peer.Name])
		}
	}
}

func readJSON(t *testing.T, name string, v any) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	if err != nil {
		t.Fatal(err)
	}
}

package conformance_test

import (
	"context"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/transport"
)

// readFile returns a file of this folder.
func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// fenced returns the pieces of a document that are in a language; there must be as many as
// are wanted.
func fenced(t *testing.T, document, language string, want int) []string {
	t.Helper()
	var found []string
	for _, m := range fence.FindAllStringSubmatch(readFile(t, document), -1) {
		if m[1] == language {
			found = append(found, m[2])
		}
	}
	if len(found) != want {
		t.Fatalf("%s has %d pieces of %s, want %d", document, len(found), language, want)
	}
	return found
}

// The drivers and the Go code in the README are those that are tested.
func TestREADMEListings(t *testing.T) {
	for _, d := range drivers {
		if d.language == "go" {
			continue
		}
		if diff := cmp.Diff(readFile(t, d.file), fenced(t, "README.md", d.language, 1)[0]); diff != "" {
			t.Errorf("%s (-file +README)\n%s", d.file, diff)
		}
	}
	code := fenced(t, "README.md", "go", 3)
	if diff := cmp.Diff(readFile(t, "drivers/go/main.go"), code[0]); diff != "" {
		t.Errorf("drivers/go/main.go (-file +README)\n%s", diff)
	}
	for _, function := range code[1:] {
		if !strings.Contains(readFile(t, "readme_go_test.go"), "\n"+function) {
			t.Errorf("this is not tested:\n%s", function)
		}
	}
}

// deaf answers everything with the id null, so that the README has a failure to show.
var deaf = transport.SenderFunc(func(context.Context, []byte) ([]byte, error) {
	return []byte(`{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":null}`), nil
})

func TestREADMETexts(t *testing.T) {
	texts := fenced(t, "README.md", "text", 3)
	failed := one(t, conformance.ServerTarget{Sender: deaf}, "server/id/string-empty")
	if diff := cmp.Diff(strings.TrimSpace(failed.Explain()), strings.TrimSpace(texts[0])); diff != "" {
		t.Errorf("the failure (-explained +README)\n%s", diff)
	}
	known, err := conformance.ReadKnownFailures("README.md", strings.NewReader(texts[1]))
	if err != nil {
		t.Error(err)
	}
	if stale := known.Stale(nil); stale != nil { // it stands for no case at all
		t.Errorf("the list of known failures has %v", stale)
	}
	for line := range strings.Lines(texts[2]) { // what a client prints, for want of a client
		o := only("client/id/echoed")
		var run conformance.Run
		if err := run.Collect(conformance.RunClient(t.Context(), doing(line, nil), o), nil); err != nil {
			t.Fatal(err)
		}
		if m := run.Results[0].Message; strings.HasPrefix(m, "what the client printed") {
			t.Errorf("%s: %s", line, m)
		}
	}
}

// The numbers in the README hold, and are not too modest.
func TestREADMENumbers(t *testing.T) {
	count := map[string]int{"sentences": len(conformance.Requirements())}
	for _, c := range conformance.Cases() {
		count["for "+string(c.Role)+"s"]++
		if c.Role != conformance.RoleTransport {
			count["cases"]++
		}
		if c.Role == conformance.RoleServer && c.IsBare() {
			count["of the cases"]++
		}
	}
	text := strings.Join(strings.Fields(readFile(t, "README.md")), " ")
	claims := regexp.MustCompile(`more than ([\d,]+) (cases|for \w+|sentences|of the cases)`).FindAllStringSubmatch(text, -1)
	var seen []string
	for _, claim := range claims {
		n, err := strconv.Atoi(strings.ReplaceAll(claim[1], ",", ""))
		if err != nil {
			t.Fatal(err)
		}
		if got := count[claim[2]]; got <= n || got > 2*n {
			t.Errorf("%s: there are %d", claim[0], got)
		}
		seen = append(seen, claim[2])
	}
	slices.Sort(seen)
	want := []string{"cases", "for clients", "for codecs", "for servers", "for transports", "of the cases", "sentences"}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("the claims (-want +README)\n%s", diff)
	}
}

// All reference methods are described.
func TestREADMEMethods(t *testing.T) {
	text := readFile(t, "README.md")
	for _, method := range conformance.Methods {
		if !strings.Contains(text, "`"+method+"(") {
			t.Errorf("%s is not described", method)
		}
	}
}

// The cases that the description of their form shows are good ones, under ids of their own.
func TestREADMECases(t *testing.T) {
	id := regexp.MustCompile(`"id": "((\w+)/(\w+)/[\w-]+)"`)
	roles := make(map[string]int)
	for _, text := range fenced(t, "cases/README.md", "json", 8) {
		m := id.FindStringSubmatch(text)
		if m == nil {
			t.Errorf("a case without id:\n%s", text)
			continue
		}
		if conformance.Lookup(m[1]) != nil {
			t.Errorf("%s is a case of the suite", m[1])
		}
		if !strings.Contains(text, `"cases"`) {
			text = `{"cases":[` + text + `]}`
		}
		files := fstest.MapFS{"cases/" + m[2] + "-" + m[3] + ".json": {Data: []byte(text)}}
		if _, err := conformance.LoadCases(files, "cases"); err != nil {
			t.Error(err)
		}
		roles[m[2]]++
	}
	if len(roles) != 3 {
		t.Errorf("there are examples for %v only", roles)
	}
}

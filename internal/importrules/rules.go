// Package importrules checks who imports whom in this module. The rules keep the
// codec free of reflection and I/O, the library free of heavy dependencies, and
// layers in their order; CONTRIBUTING.md explains them.
package importrules

import (
	"slices"
	"strings"
)

const module = "github.com/rpcwire/rpcwire"

// A rule says what one package may have to do with others. Packages of this module
// go by their path within it.
type rule struct {
	// imports are the packages outside of the standard library that it may import
	// in files that are no tests.
	imports []string

	// never are packages that it must not even depend on.
	never []string
}

// anything stands for all packages.
const anything = "*"

// heavy is what the codec must do without.
var heavy = []string{"reflect", "fmt", "encoding/json", "net", "os"}

const (
	websocket = "github.com/gorilla/websocket"
	zmq       = "github.com/pebbe/zmq4"
)

// rules has every package of the module; one that is missing here is an error, so
// that nobody forgets to decide.
var rules = map[string]rule{
	"protocol":         {imports: []string{"internal/jsonscan"}, never: heavy},
	"idgen":            {imports: []string{"protocol"}},
	"transport":        {imports: []string{"protocol"}},
	"transport/http":   {imports: []string{"protocol", "transport", "internal/hosts"}},
	"transport/ws":     {imports: []string{"protocol", "transport", "internal/hosts", "internal/outbox", websocket}},
	"transport/stream": {imports: []string{"protocol", "transport", "internal/outbox"}},
	"transport/zmq":    {imports: []string{"protocol", "transport", zmq}},
	"client":           {imports: []string{"protocol", "idgen", "transport"}},
	"server":           {imports: []string{"protocol", "transport"}},
	"conformance":      {imports: []string{"protocol", "transport", "conformance/internal/child", "conformance/internal/compare", "conformance/internal/source"}},

	"conformance/drivers/go":       {imports: []string{"protocol"}},
	"conformance/report":           {imports: []string{"conformance"}},
	"conformance/internal/child":   {},
	"conformance/internal/compare": {imports: []string{"protocol"}},
	"conformance/internal/source":  {imports: []string{"protocol"}},

	// What the suite is proved by may use everything.
	"conformance/internal/mutant":        {imports: []string{anything}},
	"conformance/internal/mutant/matrix": {imports: []string{anything}},

	"cmd/rpcwire": {imports: []string{anything}, never: []string{zmq}},

	"internal/jsonscan":    {never: heavy},
	"internal/lines":       {},
	"internal/outbox":      {},
	"internal/hosts":       {},
	"internal/driver":      {imports: []string{"protocol", "internal/jsonscan", "internal/lines"}},
	"internal/docs":        {},
	"internal/importrules": {},
	"internal/reference":   {imports: []string{"protocol", "server"}},
	"internal/raceflag":    {},
}

// topmost are packages that no package of the library imports, but those below them.
var topmost = []string{"conformance", "cmd/"}

// A pkg is a package as "go list" describes it.
type pkg struct {
	ImportPath string
	Standard   bool
	Imports    []string
	Deps       []string
}

// violations returns what is wrong with the packages of the module among pkgs, and
// with those that they import.
func violations(pkgs []pkg) []string {
	standard := make(map[string]bool)
	for _, p := range pkgs {
		standard[p.ImportPath] = p.Standard
	}
	var wrong []string
	for _, p := range pkgs {
		name, ours := within(p.ImportPath)
		if !ours {
			continue
		}
		r, ok := rules[name]
		if !ok {
			wrong = append(wrong, name+" has no import rule")
			continue
		}
		for _, imported := range p.Imports {
			if other, _ := within(imported); !standard[imported] && !r.mayImport(name, other) {
				wrong = append(wrong, name+" imports "+other)
			}
		}
		for _, dep := range p.Deps {
			if slices.Contains(r.never, dep) {
				wrong = append(wrong, name+" depends on "+dep)
			}
		}
	}
	return wrong
}

// mayImport reports whether the package of that name, under rule r, may import another.
func (r rule) mayImport(name, other string) bool {
	if slices.Contains(r.imports, anything) {
		return true
	}
	for _, top := range topmost {
		if strings.HasPrefix(other, top) && !strings.HasPrefix(name, top) {
			return false
		}
	}
	return slices.Contains(r.imports, other)
}

// within returns the path of a package within the module, or its whole path if it is
// of another.
func within(path string) (string, bool) {
	return strings.CutPrefix(path, module+"/")
}

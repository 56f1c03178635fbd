package docs

import (
	"go/format"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const migrating = "docs/migrating.md"

// TestMigratingTables checks that no table is missing.
func TestMigratingTables(t *testing.T) {
	var got []string
	for _, table := range parse(read(t, migrating)).tables {
		got = append(got, table.heading+": "+table.language)
	}
	want := []string{
		"jsonrpcclient 1.x: Go",
		"jsonrpcclient 2.x: Go",
		"jsonrpcclient 2.x: shell",
		"jsonrpcclient 4.x: Go",
		"json-rpc: Go",
		"jsonrpc2: Go",
		"jsonrpc2: shell",
		"What users of these packages ask for: Go",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +document)\n%s", diff)
	}
}

// TestMigratingCompiles compiles the right side of every row, and what they share.
func TestMigratingCompiles(t *testing.T) {
	g := parse(read(t, migrating))
	p, err := newPrelude(g)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range g.of("Go") {
		t.Run(table.heading, func(t *testing.T) {
			t.Parallel()
			for _, wrong := range table.check(t.TempDir(), p) {
				t.Errorf("%s: %s", migrating, wrong)
			}
		})
	}
}

// TestMigratingFormat checks that the Go blocks are as gofmt writes them.
func TestMigratingFormat(t *testing.T) {
	for _, b := range parse(read(t, migrating)).find("go", func(string) bool { return true }) {
		want, err := format.Source([]byte(b.text))
		if err != nil {
			t.Errorf("%s: line %d: %v", migrating, b.line, err)
		}
		if diff := cmp.Diff(string(want), b.text); diff != "" {
			t.Errorf("%s: line %d: (-gofmt +document)\n%s", migrating, b.line, diff)
		}
	}
}

// TestMigratingFaults checks that the test above finds what is wrong with a table.
func TestMigratingFaults(t *testing.T) {
	const head = "| Python | Go |\n| --- | --- |\n"
	for _, test := range []struct {
		reason string
		rows   string
		want   []string // parts of the complaints
	}{
		{"a table without rows", "", []string{"line 9: the table has no rows"}},
		{"a row that compiles", "| | `n := len(name)` |\n", nil},
		{"code with a backquote and a pipe", "| | ``n := len(`a`) \\| 1`` |\n", nil},
		{"what is to come", "| | not yet |\n", nil},
		{"a row without code", "| | like this |\n", []string{`line 11: there is neither code nor "not yet"`}},
		{"a row without cells", "| |\n", []string{"line 11: there is neither code"}},
		{"a name that does not exist", "| | `n := 1` |\n| | `n := strings.Missing(name)` |\n", []string{"line 12: undefined: strings.Missing"}},
		{"every one of them", "| | `missing()` |\n| | `n := 1` `absent()` |\n", []string{"line 11: undefined: missing", "line 12: undefined: absent"}},
		{"a result of another type", "| | `var n int = strings.ToUpper(name)` |\n", []string{"line 11: cannot use"}},
		{"a syntax error", "| | `n := ` |\n", []string{"line 11: n := "}},
		{"what only vet finds", "| | `n := fmt.Sprintf(\"%d\", name)` |\n", []string{"line 11: fmt.Sprintf format %d"}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			g := parse("```go\nimport (\n\t\"fmt\"\n\t\"strings\"\n)\n\nconst name = \"x\"\n```\n" + head + test.rows)
			p, err := newPrelude(g)
			if err != nil {
				t.Fatal(err)
			}
			got := g.of("Go")[0].check(t.TempDir(), p)
			if !slices.EqualFunc(got, test.want, strings.HasPrefix) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

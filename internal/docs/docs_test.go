package docs

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A block is a fenced piece of a document.
type block struct{ language, text string }

var fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// read returns a document, by its path in the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// blocks returns the fenced pieces of a document; there must be some.
func blocks(t *testing.T, name string) []block {
	t.Helper()
	var found []block
	for _, m := range fence.FindAllStringSubmatch(read(t, name), -1) {
		found = append(found, block{m[1], m[2]})
	}
	if len(found) == 0 {
		t.Fatalf("%s has no fenced blocks", name)
	}
	return found
}

// build builds rpcwire and returns the folder that it is in.
func build(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command("go", "build", "-o", dir, "./cmd/rpcwire")
	cmd.Dir = filepath.Join("..", "..")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return dir
}

// TestREADMECommands runs what stands behind a dollar sign in the README, and expects
// the output that stands below it.
func TestREADMECommands(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("the commands are for a shell:", err)
	}
	path := build(t)
	ran := 0
	for _, b := range blocks(t, "README.md") {
		if b.language != "console" || !strings.HasPrefix(b.text, "$ ") {
			continue
		}
		for run := range strings.SplitSeq(strings.TrimPrefix(b.text, "$ "), "\n$ ") {
			command, want, _ := strings.Cut(run, "\n")
			cmd := exec.Command(shell, "-c", command)
			cmd.Env = append(os.Environ(), "PATH="+path+string(os.PathListSeparator)+os.Getenv("PATH"))
			out, _ := cmd.CombinedOutput() // some commands are meant to find something wrong
			if diff := cmp.Diff(strings.TrimSpace(want), strings.TrimSpace(string(out))); diff != "" {
				t.Errorf("%s: (-README +output)\n%s", command, diff)
			}
			ran++
		}
	}
	if ran < 4 {
		t.Errorf("only %d commands found", ran)
	}
}

// TestPrograms runs the programs in documents, and expects the output that stands in
// the next block.
func TestPrograms(t *testing.T) {
	for document, want := range map[string]int{"README.md": 2, "docs/transports.md": 1} {
		all := blocks(t, document)
		ran := 0
		for i, b := range all {
			if b.language != "go" {
				continue
			}
			if i+1 == len(all) || all[i+1].language != "text" {
				t.Fatalf("a program in %s has no output below", document)
			}
			if diff := cmp.Diff(all[i+1].text, goRun(t, b.text)); diff != "" {
				t.Errorf("%s: (-document +output)\n%s", document, diff)
			}
			ran++
		}
		if ran != want {
			t.Errorf("ran %d programs of %s, want %d", ran, document, want)
		}
	}
}

// goRun returns what a program prints.
func goRun(t *testing.T, program string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", file)
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// TestREADMEPackages compares the table of packages with the packages there are.
func TestREADMEPackages(t *testing.T) {
	var listed []string
	for _, m := range regexp.MustCompile(`(?m)^\| \[([\w/]+)\]\(([\w/]+)\) \|`).FindAllStringSubmatch(read(t, "README.md"), -1) {
		if m[1] != m[2] {
			t.Errorf("the link of %s leads to %s", m[1], m[2])
		}
		listed = append(listed, m[1])
	}
	out, err := exec.Command("go", "list", "github.com/rpcwire/rpcwire/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var there []string
	for pkg := range strings.Lines(string(out)) {
		name := strings.TrimPrefix(strings.TrimSpace(pkg), "github.com/rpcwire/rpcwire/")
		if !strings.Contains(name, "internal/") {
			there = append(there, name)
		}
	}
	slices.Sort(listed)
	slices.Sort(there)
	if diff := cmp.Diff(there, listed); diff != "" {
		t.Errorf("(-packages +README)\n%s", diff)
	}
}

// TestCodecDriverExamples puts the questions of the document to the driver, and
// expects the replies below them.
func TestCodecDriverExamples(t *testing.T) {
	path := build(t)
	pairs := 0
	for _, b := range blocks(t, "docs/codec-driver.md") {
		question, want, found := strings.Cut(strings.TrimSpace(b.text), "\n")
		if !found {
			continue
		}
		cmd := exec.Command(filepath.Join(path, "rpcwire"), "codec")
		cmd.Stdin = strings.NewReader(question + "\n")
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, strings.TrimSpace(string(out))); diff != "" {
			t.Errorf("%s: (-document +reply)\n%s", question, diff)
		}
		pairs++
	}
	if pairs != 2 {
		t.Errorf("got %d questions, want 2", pairs)
	}
}

// TestRulings checks that each ruling of the document is in the test table.
func TestRulings(t *testing.T) {
	var tests strings.Builder
	files, err := filepath.Glob(filepath.Join("..", "..", "protocol", "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tests.Write(text)
	}
	rulings := regexp.MustCompile(`(?m)^\| ([RC]\d\d) \|`).FindAllStringSubmatch(read(t, "docs/rulings.md"), -1)
	if len(rulings) < 29 {
		t.Errorf("only %d rulings found", len(rulings))
	}
	for _, ruling := range rulings {
		if !strings.Contains(tests.String(), ruling[1]) {
			t.Errorf("no test cites %s", ruling[1])
		}
	}
}

// TestLinks checks that the documents link only to what is there.
func TestLinks(t *testing.T) {
	root := filepath.Join("..", "..")
	var documents []string
	for _, pattern := range []string{"*.md", "docs/*.md", "conformance/*.md", "conformance/*/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 {
			t.Errorf("there is no %s", pattern)
		}
		documents = append(documents, found...)
	}
	for _, document := range documents {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		prose := span.ReplaceAllString(fence.ReplaceAllString(string(text), ""), "")
		for _, link := range regexp.MustCompile(`\]\(([^)#:]+)\)`).FindAllStringSubmatch(prose, -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(document), link[1])); err != nil {
				t.Error(fmt.Errorf("%s: %w", document, err))
			}
		}
	}
}

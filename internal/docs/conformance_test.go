package docs

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestConformanceCommands checks that the commands of the conformance suite's README are
// commands: their flags and the words behind conform exist, and so do the ids.
func TestConformanceCommands(t *testing.T) {
	rpcwire := filepath.Join(build(t), "rpcwire")
	help, err := exec.Command(rpcwire, "conform", "-h").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, help)
	}
	commands := 0
	for _, b := range blocks(t, "conformance/README.md") {
		if b.language != "sh" && b.language != "yaml" {
			continue
		}
		for _, line := range strings.Split(strings.ReplaceAll(b.text, "\\\n", ""), "\n") {
			_, command, found := strings.Cut(line, "rpcwire conform ")
			if !found {
				continue
			}
			commands++
			command, _, _ = strings.Cut(command, " # ")
			own, _, _ := strings.Cut(command, " -- ") // what follows is the command of a client
			if word, _, _ := strings.Cut(own, " "); !strings.Contains(string(help), "\n  conform "+word+" ") {
				t.Errorf("there is no conform %s", word)
			}
			for _, flag := range regexp.MustCompile(` --?([a-z][a-z-]*)`).FindAllStringSubmatch(unquoted(own), -1) {
				if !strings.Contains(string(help), "\n  -"+flag[1]) {
					t.Errorf("%s: there is no flag --%s", command, flag[1])
				}
			}
		}
	}
	if commands < 10 {
		t.Errorf("only %d commands found", commands)
	}
}

// unquoted returns a command without what is in quotes.
func unquoted(command string) string {
	return regexp.MustCompile(`'[^']*'`).ReplaceAllString(command, "''")
}

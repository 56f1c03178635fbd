package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rpcwire/rpcwire/conformance"
)

// knownFile returns the name of the list of known failures of a trial.
func (h *harness) knownFile(t *trial) string {
	return filepath.Join(h.root, "known", t.name()+".txt")
}

// readKnown returns a list of known failures, which is empty if there is no such file.
func readKnown(name string) (*conformance.KnownFailures, error) {
	data, err := os.ReadFile(name)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	return conformance.ReadKnownFailures(filepath.Base(name), bytes.NewReader(data))
}

// updateKnown brings a list of known failures up to date: stale entries are dropped, and
// what fails and is not on the list is put under it, with what is wrong for a reason.
func updateKnown(name string, run *conformance.Run) error {
	data, err := os.ReadFile(name)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	text := updated(string(data), run)
	if text == "" {
		return nil
	}
	return os.WriteFile(name, []byte(text), 0o644)
}

func updated(list string, run *conformance.Run) string {
	var b strings.Builder
	for line := range strings.Lines(list) {
		pattern, _, _ := strings.Cut(line, "#")
		if run.Summary == nil || !slices.Contains(run.Summary.Stale, strings.TrimSpace(pattern)) {
			b.WriteString(line)
		}
	}
	head := "# not explained yet\n"
	for i := range run.Results {
		r := &run.Results[i]
		if r.Outcome != conformance.Fail || r.Known != "" {
			continue
		}
		if !strings.Contains(list, head) {
			b.WriteString(head)
			head = ""
		}
		fmt.Fprintf(&b, "%s # %s\n", r.Case, strings.Join(strings.Fields(strings.ReplaceAll(r.Message, "#", "")), " "))
	}
	return b.String()
}

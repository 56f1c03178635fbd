package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What has been installed is installed again when its versions change, or its commands.
func TestInstall(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	work := t.TempDir()
	p := &peer{Name: "p", file: &peerFile{folder: folder, Install: [][]string{{"go", "mod", "init", "first"}}}}
	p.file.Build = [][]string{{"go", "mod", "edit", "-module", "built"}}
	install := func() error { return newHarness(t.TempDir(), work, io.Discard).install(t.Context(), p) }

	if err := install(); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(filepath.Join(folder, "go.mod")); err != nil || !strings.HasPrefix(string(data), "module built\n") {
		t.Fatalf("%q, %v", data, err)
	}
	if err := install(); err != nil { // the command would fail now
		t.Errorf("installed twice: %v", err)
	}
	write("requirements.txt", "x==1\n")
	if err := install(); err == nil || !strings.Contains(err.Error(), "go.mod already exists") {
		t.Errorf("other versions are not installed: %v", err)
	}
	p.file.Install = [][]string{{"go", "version"}}
	if err := install(); err != nil {
		t.Error(err)
	}
	p.Install = [][]string{{"go", "no-such-command"}}
	if err := install(); err == nil {
		t.Error("a command that fails is no error")
	}
}

// A peer that cannot be installed is named, and the others are run.
func TestOneThatCannotBeInstalled(t *testing.T) {
	h, bad := trialOf(t, "server")
	bad.peer.Install = [][]string{{"go", "no-such-command"}}
	_, good := trialOf(t, "server")
	good.peer.Name = "other"
	only(good, "method")
	outcomes := h.all(t.Context(), []*trial{bad, good}, 2)
	if outcomes[0].run != nil || !strings.HasPrefix(outcomes[0].missing, "it cannot be installed: go no-such-command: ") {
		t.Errorf("got %+v", outcomes[0])
	}
	if outcomes[1].run == nil || !h.verdict(outcomes) {
		t.Errorf("got %+v", outcomes[1])
	}
	if h.verdict(outcomes[:1]) {
		t.Error("nothing was run, and that is well")
	}
	if saved, err := os.ReadFile(filepath.Join(h.work, "results", "other-server-http.jsonl")); err != nil || len(saved) == 0 {
		t.Errorf("%d bytes of results, %v", len(saved), err)
	}
}

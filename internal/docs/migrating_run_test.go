package docs

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shell returns a function that makes commands for a shell in dir, which find rpcwire
// and the URL of a server. Without a shell it skips the test.
func shell(t *testing.T, dir string) func(command string) *exec.Cmd {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("the commands are for a shell and end when interrupted:", err)
	}
	env := append(os.Environ(), "PATH="+build(t)+string(os.PathListSeparator)+os.Getenv("PATH"))
	prepare := func(command string) *exec.Cmd {
		cmd := exec.Command(sh, "-c", command)
		cmd.Dir, cmd.Env = dir, env
		return cmd
	}
	env = append(env, "URL="+listen(t, prepare("exec rpcwire serve --listen http://127.0.0.1:0")))
	return prepare
}

// listen starts a command that says on standard error at which URL it listens, and
// returns that. The test fails unless the command ends well when it is interrupted.
func listen(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(said)
	line, err := lines.ReadString('\n')
	url, listens := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !listens {
		_ = cmd.Process.Kill() // it may have ended
		t.Fatalf("%s does not listen, it says %q: %v", cmd, line, cmd.Wait())
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		_, _ = io.Copy(io.Discard, lines)
	}()
	t.Cleanup(func() {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Error(err)
		}
		<-drained
		if err := cmd.Wait(); err != nil {
			t.Errorf("%s: %v", cmd, err)
		}
	})
	return url
}

// TestMigratingShell runs the commands of the tables against a live server; those that
// serve have to listen, and to end when they are interrupted.
func TestMigratingShell(t *testing.T) {
	g := parse(read(t, migrating))
	dir := t.TempDir()
	for _, script := range g.find("sh", func(string) bool { return true }) {
		writeScript(t, dir, script.text)
	}
	command := shell(t, dir)
	for _, table := range g.of("shell") {
		if len(table.rows) == 0 {
			t.Errorf("%s: line %d: the table has no rows", migrating, table.line)
		}
		for _, r := range table.rows {
			if len(r.code) != 1 {
				t.Errorf("%s: line %d: %d commands, want 1", migrating, r.line, len(r.code))
				continue
			}
			if strings.HasPrefix(r.code[0], "rpcwire serve") {
				listen(t, command("exec "+r.code[0]))
			} else if out, err := command(r.code[0]).CombinedOutput(); err != nil {
				t.Errorf("%s: line %d: %s: %v\n%s", migrating, r.line, r.code[0], err, out)
			}
		}
	}
}

// writeScript writes a script to the file that its second line names: "# file: what it
// is".
func writeScript(t *testing.T, dir, text string) {
	t.Helper()
	_, comment, _ := strings.Cut(text, "\n# ")
	name, _, found := strings.Cut(comment, ":")
	if !found {
		t.Fatalf("the script does not say its name:\n%s", text)
	}
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
}

// TestMigratingProgram runs the program, and the commands that call it; the text below
// them is their output.
func TestMigratingProgram(t *testing.T) {
	const address = "http://localhost:8080"
	g := parse(read(t, migrating))
	programs, consoles := g.find("go", isProgram), g.find("console", func(string) bool { return true })
	if len(programs) != 1 || len(consoles) != 1 {
		t.Fatalf("got %d programs and %d pieces that call them, want one each", len(programs), len(consoles))
	}
	dir := t.TempDir()
	command := shell(t, dir)
	url := listen(t, exec.Command(buildProgram(t, dir, programs[0].text), "-listen", "127.0.0.1:0"))
	for _, run := range strings.Split(consoles[0].text, "$ ")[1:] {
		line, want, _ := strings.Cut(run, "\n")
		if !strings.Contains(line, address) {
			t.Errorf("%s does not call %s", line, address)
		}
		out, err := command(strings.ReplaceAll(line, address, url)).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if diff := cmp.Diff(want, string(out)); diff != "" {
			t.Errorf("%s: (-document +output)\n%s", line, diff)
		}
	}
}

// buildProgram builds a program in dir and returns its path.
func buildProgram(t *testing.T, dir, text string) string {
	t.Helper()
	source, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "program")
	if err := os.WriteFile(source, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"build", "-o", program, source}, {"vet", source}} {
		cmd := exec.Command("go", args...)
		cmd.Dir = filepath.Join("..", "..")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	return program
}

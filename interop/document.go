package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rpcwire/rpcwire/conformance"
)

// self is the name of the peer that is this project; it comes first.
const self = "rpcwire"

// writeDocuments writes INTEROP.md and interop.html.
func writeDocuments(folder string, outcomes []*outcome) error {
	outcomes = slices.Clone(outcomes)
	slices.SortStableFunc(outcomes, func(a, b *outcome) int { return cmp.Compare(rank(a), rank(b)) })
	var page bytes.Buffer
	if err := writePage(&page, outcomes); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "interop.html"), page.Bytes(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "INTEROP.md"), document(outcomes), 0o644)
}

func rank(o *outcome) int {
	if o.trial.peer.Name == self {
		return 0
	}
	return 1
}

const introduction = `# rpcwire and its peers

What the conformance suite says of rpcwire and of other implementations of JSON-RPC, in
the versions that are named, each set up as its documentation shows. ` + "`make interop`" + `
installs them, runs the suite and writes this document; [interop.html](interop.html) has the
same by case, with the bytes of what fails. A low number does not make a bad library: many
cases are about what the specifications leave open or what only broken peers send, and some
failures are those of the HTTP server that a library was put behind.

- Servers offer the reference methods; clients make the calls that the suite asks for, of
  servers that answer, or misbehave, as a case says; codecs speak the driver protocol.
- What a peer does not claim to have, such as version 1.0 or batches, is not run.
- must, should and may are failures, by how binding the sentence is that a case is about.
- In the tables by theme, 9 is that none of 9 cases fails, 7/9 that 7 of them do not, and a
  dash that none could be run.
- Under the tables is why cases fail, the most frequent reason first.
`

// document returns INTEROP.md.
func document(outcomes []*outcome) []byte {
	var b bytes.Buffer
	b.WriteString(introduction)
	roles := []struct {
		role  conformance.Role
		title string
	}{{conformance.RoleServer, "Servers"}, {conformance.RoleClient, "Clients"}, {conformance.RoleCodec, "Codecs"}}
	for _, r := range roles {
		if of := ofRole(outcomes, r.role); len(of) > 0 {
			fmt.Fprintf(&b, "\n## %s\n\n", r.title)
			writeTotals(&b, of)
			writeMatrix(&b, of)
		}
	}
	b.WriteString("\n## Why cases fail\n")
	for _, o := range outcomes {
		if o.run != nil {
			writeReasons(&b, o)
		}
	}
	writeMissing(&b, outcomes)
	return b.Bytes()
}

// ofRole returns the outcomes with results in a role.
func ofRole(outcomes []*outcome, role conformance.Role) []*outcome {
	var some []*outcome
	for _, o := range outcomes {
		if o.run != nil && o.trial.Role == role {
			some = append(some, o)
		}
	}
	return some
}

// writeTotals writes a table with a line for each run.
func writeTotals(b *bytes.Buffer, outcomes []*outcome) {
	b.WriteString("| implementation | language | over | run | not failed | must | should | may |\n")
	b.WriteString("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |\n")
	for _, o := range outcomes {
		t := count(o.run.Results)
		fmt.Fprintf(b, "| %s | %s | %s | %d | %s | %s | %s | %s |\n", o.label(), o.trial.peer.file.Language, o.over(), t.ran, percent(t),
			failures(t, conformance.Must), failures(t, conformance.Should), failures(t, conformance.May))
	}
}

// label returns the implementation with its version.
func (o *outcome) label() string { return o.trial.title() + " " + o.trial.peer.Version }

// over returns the transport for people.
func (o *outcome) over() string {
	names := map[string]string{
		"http": "HTTP", "ws": "WebSocket", "zmq": "ZeroMQ", "tcp": "TCP", "tcp-header": "TCP, headers",
		"stdio": "stdio", "stdio-header": "stdio, headers", "": "",
	}
	return names[o.trial.Transport]
}

// A tally is how some results ended.
type tally struct {
	ran, failed int
	byLevel     map[conformance.Level]int
}

func count(results []conformance.Result) tally {
	t := tally{byLevel: make(map[conformance.Level]int)}
	for i := range results {
		switch results[i].Outcome {
		case conformance.Skip:
			continue
		case conformance.Fail:
			t.failed++
			t.byLevel[results[i].Level]++
		}
		t.ran++
	}
	return t
}

// percent returns the share of what did not fail; all of it only if nothing failed.
func percent(t tally) string {
	if t.ran == 0 {
		return "–"
	}
	return fmt.Sprintf("%d %%", (t.ran-t.failed)*100/t.ran)
}

func failures(t tally, level conformance.Level) string {
	if n := t.byLevel[level]; n > 0 {
		return fmt.Sprint(n)
	}
	return ""
}

// writeMatrix writes a table of implementations against themes.
func writeMatrix(b *bytes.Buffer, outcomes []*outcome) {
	var themes []string
	for _, o := range outcomes {
		for i := range o.run.Results {
			themes = append(themes, theme(o.run.Results[i].Case))
		}
	}
	slices.Sort(themes)
	themes = slices.Compact(themes)
	fmt.Fprintf(b, "\n| | %s |\n| --- |%s\n", strings.Join(themes, " | "), strings.Repeat(" ---: |", len(themes)))
	for _, o := range outcomes {
		fmt.Fprintf(b, "| %s |", strings.TrimSuffix(o.trial.title()+", "+o.over(), ", "))
		for _, name := range themes {
			fmt.Fprintf(b, " %s |", score(o.run.Results, name))
		}
		b.WriteString("\n")
	}
}

func theme(id string) string { return strings.Split(id, "/")[1] }

// score returns a cell of the matrix.
func score(results []conformance.Result, name string) string {
	t := count(slices.DeleteFunc(slices.Clone(results), func(r conformance.Result) bool { return theme(r.Case) != name }))
	switch {
	case t.ran == 0:
		return "–"
	case t.failed == 0:
		return fmt.Sprint(t.ran)
	}
	return fmt.Sprintf("%d/%d", t.ran-t.failed, t.ran)
}

// writeMissing names what could not be run.
func writeMissing(b *bytes.Buffer, outcomes []*outcome) {
	head := "\n## Not run\n\n"
	for _, o := range outcomes {
		if o.missing != "" {
			fmt.Fprintf(b, "%s- %s (%s), %s over %s: %s\n", head, o.label(), o.trial.peer.file.Language, o.trial.Role, o.over(), escape(o.missing))
			head = ""
		}
	}
}

// escape returns text as it can stand in Markdown.
func escape(text string) string {
	return strings.NewReplacer("\n", " ", "|", "\\|", "<", "&lt;", "*", "\\*", "_", "\\_", "`", "'").Replace(text)
}

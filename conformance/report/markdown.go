package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/rpcwire/rpcwire/conformance"
)

// WriteMarkdown writes runs as Markdown: a table of implementations against themes, and
// under it, for each of them, what fails. The error is that of w.
func WriteMarkdown(w io.Writer, runs []*conformance.Run, strict bool) error {
	var b bytes.Buffer
	for _, role := range []conformance.Role{conformance.RoleServer, conformance.RoleClient, conformance.RoleCodec, conformance.RoleTransport} {
		ofRole := runsOf(runs, role)
		if len(ofRole) == 0 {
			continue
		}
		fmt.Fprintf(&b, "## %ss\n\n", strings.ToUpper(string(role[:1]))+string(role[1:]))
		writeTable(&b, ofRole)
		for _, run := range ofRole {
			writeFailures(&b, run, strict)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func runsOf(runs []*conformance.Run, role conformance.Role) []*conformance.Run {
	var some []*conformance.Run
	for _, run := range runs {
		if run.Role == role {
			some = append(some, run)
		}
	}
	return some
}

// writeTable writes a line for each theme and a column for each run. A cell has how many
// cases pass, of how many that were run.
func writeTable(b *bytes.Buffer, runs []*conformance.Run) {
	b.WriteString("| |")
	for _, run := range runs {
		fmt.Fprintf(b, " %s |", cell(title(run)))
	}
	b.WriteString("\n| --- |" + strings.Repeat(" ---: |", len(runs)) + "\n")
	for _, name := range themes(runs) {
		fmt.Fprintf(b, "| %s |", cell(name))
		for _, run := range runs {
			var some []conformance.Result
			for _, g := range byTheme(run.Results) {
				if g.name == name {
					some = g.results
				}
			}
			fmt.Fprintf(b, " %s |", score(some))
		}
		b.WriteString("\n")
	}
	b.WriteString("| **all** |")
	for _, run := range runs {
		fmt.Fprintf(b, " **%s** |", score(run.Results))
	}
	b.WriteString("\n\n")
}

// title returns what an implementation is called in the head of a table.
func title(run *conformance.Run) string {
	text := run.Target
	if run.TargetVersion != "" {
		text += " " + run.TargetVersion
	}
	if run.Transport != "" {
		text += ", " + run.Transport
	}
	return text
}

// themes returns the names of all themes, sorted.
func themes(runs []*conformance.Run) []string {
	var all []conformance.Result
	for _, run := range runs {
		all = append(all, run.Results...)
	}
	var names []string
	for _, g := range byTheme(all) {
		names = append(names, g.name)
	}
	return names
}

// score returns how many of the results are good, of how many.
func score(results []conformance.Result) string {
	t := tally(results)
	if t.ran() == 0 {
		return "–"
	}
	return fmt.Sprintf("%d/%d", t.ran()-t.outcomes[conformance.Fail], t.ran())
}

// writeFailures writes what fails in a run.
func writeFailures(b *bytes.Buffer, run *conformance.Run, strict bool) {
	fmt.Fprintf(b, "### %s\n\n%s. %s.\n\n", title(run), counts(run), Verdict(run, strict))
	head := false
	for i := range run.Results {
		r := &run.Results[i]
		if r.Outcome != conformance.Fail {
			continue
		}
		if !head {
			b.WriteString("| case | level | what is wrong |\n| --- | --- | --- |\n")
			head = true
		}
		text := wrong(r)
		if r.Known != "" {
			text += " (known: " + r.Known + ")"
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", cell(r.Case), r.Level, cell(text))
	}
	if head {
		b.WriteString("\n")
	}
}

// cell returns text as it can stand in a table.
func cell(text string) string {
	text = strings.NewReplacer("|", "\\|", "\n", " ", "\r", " ", "<", "&lt;", "*", "\\*", "_", "\\_").Replace(clean(text))
	return text
}

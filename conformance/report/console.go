package report

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rpcwire/rpcwire/conformance"
)

// WriteFailure writes all that is known of a result that is not as it should be: the
// sentences behind the case, its reason, what was sent and received, and what is wrong
// where. The error is that of w.
func WriteFailure(w io.Writer, r *conformance.Result) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s (%s)\n", strings.ToUpper(string(r.Outcome)), r.Case, r.Level)
	for _, id := range r.Refs {
		field(&b, id, sentence(id))
	}
	field(&b, "reason", r.Reason)
	for _, e := range r.Exchanges {
		writeExchange(&b, &e)
	}
	if r.Note != "" {
		field(&b, "note", r.Note)
	}
	if r.Message != "" {
		field(&b, "wrong", wrong(r))
	}
	if r.Known != "" {
		field(&b, "known", r.Known)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeExchange(b *strings.Builder, e *conformance.Exchange) {
	if e.Sent != nil {
		field(b, "sent", printable(e.Sent))
	}
	if e.Received != nil {
		field(b, "received", printable(e.Received))
	}
	if e.Reported != nil {
		field(b, "reported", printable(e.Reported))
	}
	if e.Event != "" {
		field(b, "event", e.Event)
	}
	if len(e.Expected) > 0 {
		field(b, "expected", strings.Join(e.Expected, "\nor "))
	}
}

// field writes a name and a text, which may have more than one line.
func field(b *strings.Builder, name, text string) {
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			name = ""
		}
		fmt.Fprintf(b, "  %-9s %s\n", name, line)
	}
}

// wrong returns what is wrong with a result, and where.
func wrong(r *conformance.Result) string {
	switch {
	case r.Pointer == nil:
		return r.Message
	case *r.Pointer == "":
		return r.Message + " (at the top)"
	}
	return r.Message + " (at " + *r.Pointer + ")"
}

// sentence returns the text of a requirement.
func sentence(id string) string {
	if r := conformance.LookupRequirement(id); r != nil {
		return r.Text
	}
	return "a sentence that this version of the suite does not know"
}

// printable returns bytes as text in which everything can be seen: line feeds start a
// line, and what has no glyph is escaped.
func printable(d *conformance.Data) string {
	data := d.Bytes()
	if len(data) == 0 && d.Size == 0 {
		return "(nothing)"
	}
	var b strings.Builder
	for rest := data; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, rest[0])
		case r == '\n' || unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
		rest = rest[size:]
	}
	text := strings.TrimSuffix(b.String(), "\n")
	if d.IsCut() {
		text += fmt.Sprintf("... (%d bytes in all)", d.Size)
	}
	return text
}

// WriteSummary writes what came of a run in a few lines, the verdict last. The error is
// that of w.
func WriteSummary(w io.Writer, run *conformance.Run, strict bool) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s: %s\n", run.Role, run.Target, counts(run))
	if s := run.Summary; s != nil {
		for _, entry := range s.Stale {
			fmt.Fprintf(&b, "known to fail, but it does not: %s\n", entry)
		}
		if s.Error != "" {
			fmt.Fprintf(&b, "the run broke off: %s\n", s.Error)
		}
	}
	fmt.Fprintln(&b, Verdict(run, strict))
	_, err := w.Write(b.Bytes())
	return err
}

// counts returns how many cases ended how, in words.
func counts(run *conformance.Run) string {
	t := tally(run.Results)
	text := fmt.Sprintf("%d cases, %d pass", len(run.Results), t.outcomes[conformance.Pass])
	for _, o := range []conformance.Outcome{conformance.Info, conformance.Lenient, conformance.Fail, conformance.Skip} {
		if n := t.outcomes[o]; n > 0 {
			text += fmt.Sprintf(", %d %s", n, o)
		}
	}
	if t.known > 0 {
		text += fmt.Sprintf(" (%d of them known)", t.known)
	}
	return text
}

// Verdict returns what a run says about its target, in one line.
func Verdict(run *conformance.Run, strict bool) string {
	t := tally(run.Results)
	switch failed := failures(run, strict); {
	case run.Summary == nil || run.Summary.Error != "":
		return "no verdict: the run is not complete"
	case failed > 0:
		return fmt.Sprintf("not conformant: %d unexpected failures", failed)
	case len(run.Summary.Stale) > 0:
		return "as expected, but the list of known failures is stale"
	case t.known > 0:
		return fmt.Sprintf("as expected: %d known failures, and no other", t.known)
	case t.failed[conformance.Should]+t.failed[conformance.May] > 0:
		return fmt.Sprintf("conformant: every must passes; %d should and %d may do not", t.failed[conformance.Should], t.failed[conformance.May])
	case t.outcomes[conformance.Lenient] > 0:
		return fmt.Sprintf("conformant: nothing fails; %d cases pass leniently", t.outcomes[conformance.Lenient])
	}
	return "conformant: every case passes"
}

// failures counts the failures that nobody expected.
func failures(run *conformance.Run, strict bool) int {
	n := 0
	for i := range run.Results {
		if run.Results[i].Failed(strict) {
			n++
		}
	}
	return n
}

// AsExpected reports whether a run has come to its end without unexpected failures or
// stale entries in the list of known ones.
func AsExpected(run *conformance.Run, strict bool) bool {
	return run.Summary != nil && run.Summary.Error == "" && len(run.Summary.Stale) == 0 && failures(run, strict) == 0
}

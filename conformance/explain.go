package conformance

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Explain returns what there is to say about the result, in several lines: what became of
// the case, the sentences that it checks, the reason, and what was sent and received.
func (r *Result) Explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s (%s)\n", r.Case, r.Outcome, r.Level)
	if r.Message != "" {
		fmt.Fprintf(&b, "  %s%s\n", r.Message, r.place())
	}
	if r.Note != "" {
		fmt.Fprintf(&b, "  %s\n", r.Note)
	}
	if r.Known != "" {
		fmt.Fprintf(&b, "  known: %s\n", r.Known)
	}
	for _, ref := range r.Refs {
		if s := LookupRequirement(ref); s != nil {
			fmt.Fprintf(&b, "  %s: %s\n", ref, s.Text)
		}
	}
	fmt.Fprintf(&b, "  why: %s\n", r.Reason)
	for i := range r.Exchanges {
		r.Exchanges[i].explain(&b)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// place returns the JSON Pointer, for messages.
func (r *Result) place() string {
	switch {
	case r.Pointer == nil:
		return ""
	case *r.Pointer == "":
		return " (the whole)"
	}
	return " (at " + *r.Pointer + ")"
}

// explain writes what was sent and received.
func (x *Exchange) explain(b *strings.Builder) {
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(b, "  %-9s %s\n", label, text)
		}
	}
	line("-->", x.Sent.String())
	line("<--", x.Received.String())
	line("reported", x.Reported.String())
	line("event", x.Event)
	for i, e := range x.Expected {
		label := "expected"
		if i > 0 {
			label = "or"
		}
		line(label, e)
	}
}

// shownData is how much of bytes is shown.
const shownData = 800

// String returns the bytes for people: as they are if they can be printed, else quoted,
// and only the beginning of many. It is empty for nil.
func (d *Data) String() string {
	if d == nil {
		return ""
	}
	text := string(d.Bytes())
	cut := len(text) < d.Size
	if len(text) > shownData {
		text, cut = strings.ToValidUTF8(text[:shownData], ""), true
	}
	if !printable(text) {
		text = strconv.QuoteToASCII(text)
	}
	if cut {
		text += fmt.Sprintf("… (%d bytes)", d.Size)
	}
	if text == "" {
		return "(nothing)"
	}
	return text
}

// printable reports whether a text can be printed as it is.
func printable(text string) bool {
	for _, r := range text {
		if !strconv.IsPrint(r) {
			return false
		}
	}
	return utf8.ValidString(text)
}

package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/rpcwire/rpcwire/conformance"
)

// The colours of badges.
const (
	green  = "#2c7d3f"
	yellow = "#8a6d00"
	red    = "#b3302b"
	grey   = "#5a5a5a"
)

// WriteBadge writes the verdict on a run as a small SVG image. The error is that of w.
func WriteBadge(w io.Writer, run *conformance.Run, strict bool) error {
	value, colour := badge(run, strict)
	label := "JSON-RPC " + string(run.Role)
	left, right := width(label), width(value)
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="20" role="img" aria-label="%[5]s: %[6]s">
<title>%[5]s: %[6]s</title>
<rect width="%[2]d" height="20" fill="#3c3c3c"/>
<rect x="%[2]d" width="%[3]d" height="20" fill="%[4]s"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
<text x="%[7]d" y="14">%[5]s</text>
<text x="%[8]d" y="14">%[6]s</text>
</g>
</svg>
`, left+right, left, right, colour, escaped(label), escaped(value), left/2, left+right/2)
	return err
}

// badge returns what a badge says, and its colour.
func badge(run *conformance.Run, strict bool) (value, colour string) {
	t := tally(run.Results)
	good := t.ran() - t.outcomes[conformance.Fail]
	switch {
	case brokenOff(run) != "":
		return "no verdict", grey
	case failures(run, strict) > 0:
		return fmt.Sprintf("%d of %d", good, t.ran()), red
	case t.outcomes[conformance.Fail] > 0:
		return fmt.Sprintf("%d of %d", good, t.ran()), yellow
	}
	return fmt.Sprintf("conformant, %d cases", t.ran()), green
}

// width returns about how many pixels a text takes, with its margins.
func width(text string) int { return 7*utf8.RuneCountInString(text) + 12 }

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // it has room
	return b.String()
}

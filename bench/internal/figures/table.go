package figures

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Table is a Markdown table whose source is aligned, so that it reads well in
// a terminal too.
type Table struct {
	Header []string
	Rows   [][]string
	Right  bool // whether columns after the first are aligned right
}

// Add appends a row.
func (t *Table) Add(cells ...string) { t.Rows = append(t.Rows, cells) }

// String returns the table as Markdown.
func (t *Table) String() string {
	var b strings.Builder
	widths := t.widths()
	t.writeRow(&b, t.Header, widths)
	t.writeRow(&b, t.rules(widths), widths)
	for _, row := range t.Rows {
		t.writeRow(&b, row, widths)
	}
	return b.String()
}

// widths returns how wide each column has to be.
func (t *Table) widths() []int {
	widths := make([]int, len(t.Header))
	for _, row := range append([][]string{t.Header}, t.Rows...) {
		for i, text := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(text), 3)
		}
	}
	return widths
}

// rules returns the line under the header.
func (t *Table) rules(widths []int) []string {
	line := make([]string, len(widths))
	for i, width := range widths {
		line[i] = strings.Repeat("-", width)
		if t.isRight(i) {
			line[i] = line[i][1:] + ":"
		}
	}
	return line
}

// writeRow writes one padded row.
func (t *Table) writeRow(w io.Writer, row []string, widths []int) {
	for i, text := range row {
		before, after := "", strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text))
		if t.isRight(i) {
			before, after = after, before
		}
		fmt.Fprintf(w, "| %s%s%s ", before, text, after)
	}
	fmt.Fprintln(w, "|")
}

// isRight reports whether a column is aligned right.
func (t *Table) isRight(column int) bool { return t.Right && column > 0 }

// None stands in a cell that has nothing to say.
const None = "–"

// Number writes a time: one decimal below a hundred, and commas
// between thousands.
func Number(v float64) string {
	switch {
	case math.IsNaN(v):
		return None
	case v < 99.95:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return groupThousands(strconv.FormatFloat(v, 'f', 0, 64))
}

// Count writes a whole number.
func Count(v float64) string { return groupThousands(strconv.FormatFloat(v, 'f', 0, 64)) }

// groupThousands puts commas into a whole number.
func groupThousands(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Ratio writes how many times as fast something is.
func Ratio(v float64) string {
	if v >= 10 {
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

// Percent writes a spread, which is a part of one, as a percentage.
func Percent(v float64) string { return fmt.Sprintf("±%.0f%%", 100*v) }

package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A table is a Markdown table whose source is aligned, so that it reads well in
// a terminal too. Its columns are aligned left, or right after the first one.
type table struct {
	header []string
	rows   [][]string
	right  bool
}

// add appends a row.
func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// String returns the table as Markdown.
func (t *table) String() string {
	var b strings.Builder
	widths := t.widths()
	t.writeRow(&b, t.header, widths)
	t.writeRow(&b, t.rules(widths), widths)
	for _, row := range t.rows {
		t.writeRow(&b, row, widths)
	}
	return b.String()
}

// widths returns how wide each column has to be.
func (t *table) widths() []int {
	widths := make([]int, len(t.header))
	for _, row := range append([][]string{t.header}, t.rows...) {
		for i, text := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(text), 3)
		}
	}
	return widths
}

// rules returns the line under the header.
func (t *table) rules(widths []int) []string {
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
func (t *table) writeRow(w io.Writer, row []string, widths []int) {
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
func (t *table) isRight(column int) bool { return t.right && column > 0 }

// none stands in a cell that has nothing to say.
const none = "–"

// formatNumber writes a time: one decimal below a hundred, and commas
// between thousands.
func formatNumber(v float64) string {
	switch {
	case math.IsNaN(v):
		return none
	case v < 99.95:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return groupThousands(strconv.FormatFloat(v, 'f', 0, 64))
}

// formatCount writes a whole number.
func formatCount(v float64) string { return groupThousands(strconv.FormatFloat(v, 'f', 0, 64)) }

// groupThousands puts commas into a whole number.
func groupThousands(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// formatRatio writes how many times as fast something is.
func formatRatio(v float64) string {
	if v >= 10 {
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

// formatSpread writes a part of one as a percentage.
func formatSpread(v float64) string { return fmt.Sprintf("±%.0f%%", 100*v) }

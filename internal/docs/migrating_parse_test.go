package docs

import (
	"regexp"
	"strings"
)

// A guide is what a test needs of docs/migrating.md.
type guide struct {
	pieces []piece
	tables []table
}

// A piece is a fenced piece of a document, with the line that its text begins at.
type piece struct {
	block
	line int
}

// A table is a table of a document, with the heading that it stands under.
type table struct {
	heading  string
	language string // the head of its right column
	line     int
	rows     []row
}

// A row is a row of a table: what stands on the right, and the code in it.
type row struct {
	line  int
	right string
	code  []string
}

var (
	separator = regexp.MustCompile(`^\|( *:?-+:? *\|)+$`)
	pipe      = regexp.MustCompile(`(\\\|)|\|`)
	span      = regexp.MustCompile("``(.+?)``|`([^`]+)`")
)

// parse takes a document apart.
func parse(text string) guide {
	var g guide
	var open *table
	heading := ""
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		switch {
		case strings.HasPrefix(line, "```"):
			end := i + 1
			for end < len(lines) && lines[end] != "```" {
				end++
			}
			text := strings.Join(append(lines[i+1:end:end], ""), "\n")
			g.pieces = append(g.pieces, piece{block{line[3:], text}, i + 2})
			i, open = end, nil
		case strings.HasPrefix(line, "#"):
			heading, open = strings.TrimLeft(line, "# "), nil
		case !strings.HasPrefix(line, "|"):
			open = nil
		case open == nil:
			g.tables = append(g.tables, table{heading: heading, language: cells(line)[1], line: i + 1})
			open = &g.tables[len(g.tables)-1]
		case !separator.MatchString(line):
			open.rows = append(open.rows, newRow(i+1, cells(line)))
		}
	}
	return g
}

// cells returns the cells of a line of a table; there are always two of them.
func cells(line string) []string {
	line = strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|")
	line = pipe.ReplaceAllStringFunc(line, func(p string) string {
		if p == "|" {
			return "\x00"
		}
		return "|"
	})
	found := strings.Split(line, "\x00")
	for i := range found {
		found[i] = strings.TrimSpace(found[i])
	}
	return append(found, "", "")
}

func newRow(line int, cells []string) row {
	r := row{line: line, right: cells[1]}
	for _, m := range span.FindAllStringSubmatch(r.right, -1) {
		r.code = append(r.code, m[1]+m[2])
	}
	return r
}

// find returns the fenced pieces of a language for which ok holds.
func (g guide) find(language string, ok func(text string) bool) []piece {
	var found []piece
	for _, p := range g.pieces {
		if p.language == language && ok(p.text) {
			found = append(found, p)
		}
	}
	return found
}

// of returns the tables whose right column is in a language.
func (g guide) of(language string) []table {
	var found []table
	for _, t := range g.tables {
		if t.language == language {
			found = append(found, t)
		}
	}
	return found
}

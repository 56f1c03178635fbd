package main

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
	"github.com/rpcwire/rpcwire/protocol"
)

// A place is where a message was found.
type place struct {
	file  string
	line  int
	batch bool
	index int // in the batch
}

// String returns file and line, and in a batch the index.
func (p place) String() string {
	s := p.file + ":" + strconv.Itoa(p.line)
	if p.batch {
		s += "[" + strconv.Itoa(p.index) + "]"
	}
	return s
}

// A report prints a line for each message, as text or as JSON, and counts.
type report struct {
	out     *bufio.Writer
	json    bool
	quiet   bool // print only what is invalid
	valid   int
	invalid int
	err     error // of printing
}

func newReport(w io.Writer, json, quiet bool) *report {
	return &report{out: bufio.NewWriter(w), json: json, quiet: quiet}
}

// message reports a message.
func (r *report) message(at place, m *protocol.Message) {
	if m.Kind() == protocol.KindInvalid {
		r.invalid++
		r.print(at, r.problem(m.Problem()), invalidFields(m.Version(), m.RawID(), m.Problem()))
		return
	}
	r.valid++
	if r.quiet {
		return
	}
	text := m.Kind().String() + " " + m.Version().String()
	var fields []byte
	fields = appendField(fields, "kind", m.Kind().String())
	fields = appendField(fields, "version", m.Version().String())
	if id := m.RawID(); id != nil {
		text += " id " + printable(string(id))
		fields = appendField(fields, "id", string(id))
	}
	if kind := m.Kind(); kind == protocol.KindRequest || kind == protocol.KindNotification {
		text += " method " + word(m.Method())
		fields = appendField(fields, "method", m.Method())
	}
	if e := m.ErrorObject(); e != nil {
		text += " " + errorText(e)
	}
	if odd := m.Tolerated(); odd != 0 {
		text += " (tolerated: " + odd.String() + ")"
		fields = appendField(fields, "tolerated", odd.String())
	}
	r.print(at, text, fields)
}

// payload reports a payload that is wrong as a whole.
func (r *report) payload(at place, err *protocol.DecodeError) {
	r.invalid++
	r.print(at, r.problem(err), invalidFields(protocol.V2, nil, err))
}

// problem returns what is wrong, in one line.
func (r *report) problem(err *protocol.DecodeError) string {
	return fmt.Sprintf("invalid %d %v", int64(err.Wire().Code), err)
}

// invalidFields returns the members that describe what is wrong.
func invalidFields(v protocol.Version, id protocol.Raw, err *protocol.DecodeError) []byte {
	fields := appendField(nil, "kind", protocol.KindInvalid.String())
	fields = appendField(fields, "version", v.String())
	if id != nil {
		fields = appendField(fields, "id", string(id))
	}
	fields = fmt.Appendf(fields, `,"code":%d`, int64(err.Wire().Code))
	fields = appendField(fields, "reason", err.Reason.String())
	return fmt.Appendf(fields, `,"offset":%d`, err.Offset)
}

// print prints a line. The offsets in it count from the start of the line.
func (r *report) print(at place, text string, fields []byte) {
	if r.err != nil {
		return
	}
	if !r.json {
		_, r.err = fmt.Fprintf(r.out, "%s: %s\n", at, text)
		return
	}
	line := appendField(nil, "file", at.file)
	line = fmt.Appendf(line, `,"line":%d`, at.line)
	if at.batch {
		line = fmt.Appendf(line, `,"index":%d`, at.index)
	}
	line = append(line, fields...)
	_, r.err = fmt.Fprintf(r.out, "{%s}\n", line[1:])
}

// finish prints the count: behind the lines, or where these are JSON, to aside.
func (r *report) finish(aside io.Writer) error {
	if err := r.flush(); err != nil {
		return err
	}
	w := io.Writer(r.out)
	if r.json {
		w = aside
	}
	if _, err := fmt.Fprintf(w, "%d valid messages, %d invalid\n", r.valid, r.invalid); err != nil {
		return err
	}
	return r.flush()
}

func (r *report) flush() error {
	if r.err == nil {
		r.err = r.out.Flush()
	}
	return r.err
}

// appendField appends a member with a string, and a comma before it. Text that is
// no UTF-8, such as the name of a file, is changed so that it is.
func appendField(dst []byte, name, text string) []byte {
	dst = append(dst, `,"`...)
	dst = append(dst, name...)
	dst = append(dst, `":`...)
	quoted, ok := jsonscan.AppendQuoted(dst, text)
	if !ok {
		return strconv.AppendQuoteToASCII(dst, text)
	}
	return quoted
}

// errorText returns the code and the message of an error, or the value of one that
// only 1.0 has.
func errorText(e *protocol.Error) string {
	if e.Value != nil {
		return printable(string(e.Value))
	}
	return fmt.Sprintf("%d %q", int64(e.Code), e.Message)
}

// word returns the name of a method, in quotes if it is not one word.
func word(name string) string {
	if name == "" || strings.ContainsAny(name, ` "`) {
		return strconv.Quote(name)
	}
	return printable(name)
}

// printable returns text as it is if all of it can be printed, else quoted, so that
// no message plays tricks on a terminal.
func printable(text string) string {
	for _, r := range text {
		if !strconv.IsPrint(r) {
			return strconv.QuoteToASCII(text)
		}
	}
	if !utf8.ValidString(text) {
		return strconv.QuoteToASCII(text)
	}
	return text
}

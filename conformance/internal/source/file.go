package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"

	"github.com/rpcwire/rpcwire/protocol"
)

// A File is a file under examination.
type File struct {
	Name string

	data []byte
	errs []*Error
}

// Parse returns the value that the file holds, or nil if it is not JSON; [File.Err]
// says why. Double members and lone surrogates, which JSON libraries treat in
// different ways, are errors.
func Parse(name string, data []byte) (*File, *Value) {
	f := &File{Name: name, data: data}
	if err := protocol.Raw(data).Validate(); err != nil {
		var problem *protocol.DecodeError
		errors.As(err, &problem)
		f.fail(f.line(problem.Offset), "%s: near %s", problem.Reason, problem.Excerpt)
		return f, nil
	}
	p := parser{file: f, tokens: json.NewDecoder(bytes.NewReader(data))}
	p.tokens.UseNumber()
	v, err := p.value()
	if err != nil { // it is too deep for encoding/json
		f.fail(1, "%v", err)
		return f, nil
	}
	return f, v
}

// line returns the line of an offset.
func (f *File) line(offset int) int {
	offset = min(offset, len(f.data))
	return 1 + bytes.Count(f.data[:offset], []byte{'\n'})
}

// A parser turns tokens into values.
type parser struct {
	file   *File
	tokens *json.Decoder
}

// value returns the next value.
func (p *parser) value() (*Value, error) {
	v := &Value{file: p.file, start: p.next()}
	token, err := p.tokens.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '{' {
			err = p.members(v)
		} else {
			err = p.elements(v)
		}
		if err != nil {
			return nil, err
		}
		if _, err = p.tokens.Token(); err != nil { // the bracket that closes
			return nil, err
		}
	case string:
		v.text = token
	}
	v.end = int(p.tokens.InputOffset())
	v.kind = kindOf(p.file.data[v.start])
	if v.kind == String && hasLoneSurrogate(v.Raw()) {
		v.Errorf("half a surrogate pair: JSON libraries do not keep it")
	}
	return v, nil
}

// next returns where the next token begins.
func (p *parser) next() int {
	i := int(p.tokens.InputOffset())
	for i < len(p.file.data) && bytes.IndexByte([]byte(" \t\r\n,:"), p.file.data[i]) >= 0 {
		i++
	}
	return i
}

func (p *parser) members(v *Value) error {
	seen := make(map[string]bool)
	for p.tokens.More() {
		name, err := p.value()
		if err != nil {
			return err
		}
		value, err := p.value()
		if err != nil {
			return err
		}
		if seen[name.text] {
			name.Errorf("%q is there twice", name.text)
		}
		seen[name.text] = true
		v.members = append(v.members, member{name, value})
	}
	return nil
}

func (p *parser) elements(v *Value) error {
	for p.tokens.More() {
		e, err := p.value()
		if err != nil {
			return err
		}
		v.elements = append(v.elements, e)
	}
	return nil
}

// hasLoneSurrogate reports whether a JSON string has half a surrogate pair, which a
// Go string cannot hold.
func hasLoneSurrogate(raw protocol.Raw) bool {
	text, _ := raw.Text()
	return !utf8.ValidString(text)
}

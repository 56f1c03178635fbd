package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
	"github.com/rpcwire/rpcwire/protocol"
)

// params returns the params that the command line gives, one argument each or all
// of them as data, the value of -d.
func params(args []string, data optional, stdin io.Reader) (protocol.Raw, error) {
	if !data.set {
		return paramsFromArgs(args)
	}
	if len(args) > 0 {
		return nil, errors.New("params are given by -d and by arguments; one will do")
	}
	text, err := readData(data.text, stdin)
	if err != nil {
		return nil, err
	}
	raw, err := protocol.ParseRaw(text)
	if err != nil {
		return nil, fmt.Errorf("the params of -d are not JSON: %w", err)
	}
	if !raw.IsArray() && !raw.IsObject() {
		return nil, errors.New("the params of -d must be a JSON array or object")
	}
	return oneLine(raw)
}

// oneLine returns raw without white space outside of strings, and otherwise as it is,
// so that a message is one line.
func oneLine(raw protocol.Raw) (protocol.Raw, error) {
	var b bytes.Buffer
	err := json.Compact(&b, raw)
	return b.Bytes(), err
}

// readData returns what the value of -d stands for: JSON itself, @FILE, or @- for
// standard input.
func readData(data string, stdin io.Reader) ([]byte, error) {
	name, isFile := strings.CutPrefix(data, "@")
	switch {
	case !isFile:
		return []byte(data), nil
	case name == "-":
		return io.ReadAll(stdin)
	}
	return os.ReadFile(name)
}

// paramsFromArgs returns the params that arguments make, in their order: an array of
// the positional ones, or an object of the named ones; if there are both, the object
// is the last element of the array. Without arguments there are none.
func paramsFromArgs(args []string) (protocol.Raw, error) {
	var positional, named []byte
	seen := make(map[string]bool)
	for _, arg := range args {
		name, value, err := parseArg(arg)
		switch {
		case err != nil:
			return nil, err
		case name == "":
			positional = append(append(positional, ','), value...)
			continue
		case seen[name]:
			return nil, fmt.Errorf("there are two params of the name %s", name)
		}
		seen[name] = true
		key, err := quote(name)
		if err != nil {
			return nil, err
		}
		named = append(append(append(append(named, ','), key...), ':'), value...)
	}
	if named != nil {
		named = append(append([]byte{'{'}, named[1:]...), '}')
		if positional == nil {
			return named, nil
		}
		positional = append(append(positional, ','), named...)
	}
	if positional == nil {
		return nil, nil
	}
	return append(append([]byte{'['}, positional[1:]...), ']'), nil
}

// parseArg returns what one argument stands for: name:=JSON and name=text are named;
// JSON, or else any text, is positional and has no name.
func parseArg(arg string) (name string, value protocol.Raw, err error) {
	if raw, err := protocol.ParseRaw([]byte(arg)); err == nil {
		raw, err = oneLine(raw)
		return "", raw, err
	}
	name, text, found := strings.Cut(arg, "=")
	name, isJSON := strings.CutSuffix(name, ":")
	if !found || !isName(name) {
		value, err = quote(arg)
		return "", value, err
	}
	if !isJSON {
		value, err = quote(text)
		return name, value, err
	}
	if value, err = protocol.ParseRaw([]byte(text)); err != nil {
		return "", nil, fmt.Errorf("what follows %s:= is not JSON: %w", name, err)
	}
	value, err = oneLine(value)
	return name, value, err
}

// isName reports whether s looks like the name of a param: letters, digits and a few
// signs, so that an address with an equals sign is not torn apart.
func isName(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.$@", r) {
			return false
		}
	}
	return s != ""
}

// quote returns s as a JSON string.
func quote(s string) (protocol.Raw, error) {
	raw, ok := jsonscan.AppendQuoted(nil, s)
	if !ok || !utf8.ValidString(s) {
		return nil, fmt.Errorf("the argument %q is not valid UTF-8", s)
	}
	return raw, nil
}

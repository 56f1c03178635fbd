package stream_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

const fuzzLimit = 100

func FuzzLine(f *testing.F) {
	f.Add([]byte(""))
	f.Add([]byte("{}\n[]\r\n\n \t\n3"))
	f.Add([]byte(strings.Repeat("x", fuzzLimit) + "\r\n" + strings.Repeat("y", fuzzLimit+1) + "\n4\n"))
	f.Add([]byte("\r\r\n\x00\n\xff"))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzReading(t, stream.Line, data) })
}

func FuzzHeader(f *testing.F) {
	f.Add([]byte(""))
	f.Add([]byte("Content-Length: 2\r\n\r\n{}content-length:3\n\n[1]"))
	f.Add([]byte("Content-Length: 101\r\n\r\n" + strings.Repeat("x", 101) + "Content-Length: 100\r\n\r\n" + strings.Repeat("y", 100)))
	f.Add([]byte("Content-Length: 6000000000000000000\r\n\r\n"))
	f.Add([]byte("Content-Type: a/b; charset=\"utf-8\"\r\nContent-Length: 02\r\nContent-Length: 2\r\n\r\n{}"))
	f.Add([]byte("Content-Length: 3\r\n\r\n{}"))
	f.Add([]byte("X: y\r\n: \r\n\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzReading(t, stream.Header, data) })
}

// fuzzReading reads whatever data is. No payload is beyond the limit, the end is one of
// the errors that there are, it makes no difference in what pieces the data comes, and
// what was read can be written and read again.
func fuzzReading(t *testing.T, f stream.Framing, data []byte) {
	t.Helper()
	payloads, end := readAll(t, bytes.NewReader(data), f, fuzzLimit)
	var good []string
	for _, p := range payloads {
		if len(p) > fuzzLimit {
			t.Errorf("a payload of %d bytes", len(p))
		}
		if p != skipped {
			good = append(good, p)
		}
	}
	known := []error{io.EOF, io.ErrUnexpectedEOF, stream.ErrFrame, transport.ErrPayloadTooLarge}
	if !isAny(end, known) {
		t.Errorf("it ends with %v", end)
	}
	pieces, other := readAll(t, iotest.OneByteReader(bytes.NewReader(data)), f, fuzzLimit)
	compare(t, payloads, pieces)
	compare(t, end.Error(), other.Error())

	again, end := readAll(t, strings.NewReader(written(t, f, good...)), f, fuzzLimit)
	if f == stream.Line {
		for i := range good {
			good[i] = strings.ReplaceAll(good[i], "\r", " ")
		}
	}
	compare(t, good, again)
	if end != io.EOF {
		t.Errorf("what was written ends with %v", end)
	}
}

func isAny(err error, targets []error) bool {
	for _, target := range targets {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

// FuzzWrite writes whatever the payloads are and reads them again.
func FuzzWrite(f *testing.F) {
	f.Add([]byte("{}"), []byte("[]"))
	f.Add([]byte("a\nb\r\n"), []byte(""))
	f.Add([]byte("Content-Length: 2\r\n\r\n"), []byte("\x00\xff"))
	f.Add(bytes.Repeat([]byte("x"), 5000), bytes.Repeat([]byte("\n"), 40_000))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		for name, framing := range framings {
			if name == "terminated" {
				continue // it cannot carry everything
			}
			var want []string
			for _, p := range []string{string(first), string(second), "end"} {
				if framing.lines {
					p = strings.NewReplacer("\r", " ", "\n", " ").Replace(p)
				}
				if !framing.lines || strings.Trim(p, " \t") != "" {
					want = append(want, p)
				}
			}
			in := written(t, framing.Framing, string(first), string(second), "end")
			got, err := readAll(t, strings.NewReader(in), framing.Framing, 0)
			compare(t, want, got)
			if err != io.EOF {
				t.Errorf("%s: it ends with %v", name, err)
			}
		}
	})
}

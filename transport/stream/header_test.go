package stream_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

func TestHeader(t *testing.T) {
	const long = "X-Long: 1234567890\r\n" // 20 bytes
	for _, test := range []struct {
		reason string
		in     string
		want   []string
		end    error
	}{
		{"as it is written", "Content-Length: 2\r\n\r\n{}", []string{"{}"}, io.EOF},
		{"in lower case", "content-length: 2\r\n\r\n{}", []string{"{}"}, io.EOF},
		{"in upper case", "CONTENT-LENGTH: 2\r\n\r\n{}", []string{"{}"}, io.EOF},
		{"no space before the value", "Content-Length:2\r\n\r\n{}", []string{"{}"}, io.EOF},
		{"white space around the value", "Content-Length: \t 2 \t \r\n\r\n{}", []string{"{}"}, io.EOF},
		{"bare line feeds", "Content-Length: 2\n\n{}", []string{"{}"}, io.EOF},
		{"both line ends", "Content-Length: 2\r\nX: y\n\r\n{}", []string{"{}"}, io.EOF},
		{"leading zeros", "Content-Length: 0002\r\n\r\n{}", []string{"{}"}, io.EOF},
		{"an empty payload", "Content-Length: 0\r\n\r\nContent-Length: 1\r\n\r\n1", []string{"", "1"}, io.EOF},
		{"the length twice, but the same", "Content-Length: 2\r\ncontent-length: 02\r\n\r\n{}", []string{"{}"}, io.EOF},
		{"unknown fields", "X-Trace: a:b\r\nContent-Length: 2\r\nEmpty:\r\n\r\n{}", []string{"{}"}, io.EOF},
		{"a name that begins like another", "Content-Lengths: 7\r\nContent-Length: 2\r\n\r\n{}", []string{"{}"}, io.EOF},
		{"the media type of the protocol", "Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{}", []string{"{}"}, io.EOF},
		{"the old spelling", "Content-Type: application/vscode-jsonrpc; charset=utf8\r\nContent-Length: 2\r\n\r\n{}", []string{"{}"}, io.EOF},
		{"in quotes and capitals", "Content-TYPE: a/b;q=1; Charset = \"UTF-8\" ;x\r\nContent-Length: 2\r\n\r\n{}", []string{"{}"}, io.EOF},
		{"a media type without charset", "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", []string{"{}"}, io.EOF},
		{"a header of the largest size", strings.Repeat(long, 408) + "Content-Length:    2\r\n1234: 78\n\n{}", []string{"{}"}, io.EOF},

		{"nothing", "", nil, io.EOF},
		{"another charset", "Content-Length: 2\r\nContent-Type: a/b; charset=utf-16\r\n\r\n{}", nil, stream.ErrFrame},
		{"another charset behind the right one", "Content-Length: 2\r\nContent-Type: a/b; charset=utf-8; charset=latin1\r\n\r\n{}", nil, stream.ErrFrame},
		{"another charset in a second field", "Content-Length: 2\r\nContent-Type: a/b\r\nContent-Type: a/b; charset=ascii\r\n\r\n{}", nil, stream.ErrFrame},
		{"an empty charset", "Content-Length: 2\r\nContent-Type: a/b; charset=\r\n\r\n{}", nil, stream.ErrFrame},
		{"two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ", nil, stream.ErrFrame},
		{"a list of lengths", "Content-Length: 2, 2\r\n\r\n{}", nil, stream.ErrFrame},
		{"no length", "Content-Type: application/json\r\n\r\n{}", nil, stream.ErrFrame},
		{"no header", "\r\n{}", nil, stream.ErrFrame},
		{"an empty length", "Content-Length:\r\n\r\n{}", nil, stream.ErrFrame},
		{"a negative length", "Content-Length: -1\r\n\r\n{}", nil, stream.ErrFrame},
		{"a sign", "Content-Length: +2\r\n\r\n{}", nil, stream.ErrFrame},
		{"hexadecimal", "Content-Length: 0x2\r\n\r\n{}", nil, stream.ErrFrame},
		{"a fraction", "Content-Length: 2.0\r\n\r\n{}", nil, stream.ErrFrame},
		{"an exponent", "Content-Length: 2e0\r\n\r\n{}", nil, stream.ErrFrame},
		{"digits of another script", "Content-Length: ٢\r\n\r\n{}", nil, stream.ErrFrame},
		{"more than 64 bits", "Content-Length: 9223372036854775808\r\n\r\n{}", nil, stream.ErrFrame},
		{"a lot more", "Content-Length: 18446744073709551618\r\n\r\n{}", nil, stream.ErrFrame},
		{"64 bits", "Content-Length: 9223372036854775807\r\n\r\n{}", nil, transport.ErrClosed},
		{"an absurd length", "Content-Length: 6000000000000000000\r\n\r\n{}", nil, transport.ErrClosed},
		{"more than is skipped", "Content-Length: 1073741825\r\n\r\n{}", nil, transport.ErrClosed},
		{"the most that is skipped", "Content-Length: 1073741824\r\n\r\n{}", []string{skipped}, io.ErrUnexpectedEOF},
		{"a line without a colon", "Content-Length 2\r\n\r\n{}", nil, stream.ErrFrame},
		{"no name", ": 2\r\nContent-Length: 2\r\n\r\n{}", nil, stream.ErrFrame},
		{"white space before the colon", "Content-Length : 2\r\n\r\n{}", nil, stream.ErrFrame},
		{"white space before the name", " Content-Length: 2\r\n\r\n{}", nil, stream.ErrFrame},
		{"a continued line", "Content-Length: 2\r\nX: y\r\n z: y\r\n\r\n{}", nil, stream.ErrFrame},
		{"a payload without a header", "{\"jsonrpc\":\"2.0\"}\n{}\n", nil, stream.ErrFrame},
		{"a header of more than the largest size", strings.Repeat(long, 408) + "Content-Length:    2\r\n12345: 78\n\n{}", nil, stream.ErrFrame},
		{"one line of more than that", "X: " + strings.Repeat("y", 8<<10), nil, stream.ErrFrame},
		{"the end within a header", "Content-Length: 2\r\n", nil, io.ErrUnexpectedEOF},
		{"the end within a line", "Content-Le", nil, io.ErrUnexpectedEOF},
		{"the end within a payload", "Content-Length: 2\r\n\r\n{", nil, io.ErrUnexpectedEOF},
		{"the end before a payload", "Content-Length: 2\r\n\r\n", nil, io.ErrUnexpectedEOF},
	} {
		for how, arrive := range readers {
			t.Run(test.reason+" "+how, func(t *testing.T) {
				got, err := readAll(t, arrive(strings.NewReader(test.in)), stream.Header, 100)
				compare(t, test.want, got)
				if !errors.Is(err, test.end) {
					t.Errorf("it ends with %v, want %v", err, test.end)
				}
				if test.end == transport.ErrClosed && !errors.Is(err, transport.ErrPayloadTooLarge) {
					t.Errorf("%v does not say what is too large", err)
				}
			})
		}
	}
}

// The limit decides, also if it is larger than what is skipped.
func TestHeaderLargeLimit(t *testing.T) {
	for _, test := range []struct {
		reason string
		length string
		limit  int
		end    error
	}{
		{"no limit, and nothing comes", "6000000000000000000", -1, io.ErrUnexpectedEOF},
		{"within a limit beyond what is skipped", "1500000000", 1<<31 - 1, io.ErrUnexpectedEOF},
		{"beyond that as well", "2500000000", 1<<31 - 1, transport.ErrClosed},
	} {
		t.Run(test.reason, func(t *testing.T) {
			if ^uint(0)>>32 == 0 && test.limit < 0 {
				t.Skip("an int has 32 bits")
			}
			in := strings.NewReader("Content-Length: " + test.length + "\r\n\r\n{}")
			got, err := readAll(t, in, stream.Header, test.limit)
			compare(t, nil, got)
			checkError(t, err, test.end)
		})
	}
}

func TestLine(t *testing.T) {
	for _, test := range []struct {
		reason string
		in     string
		limit  int
		want   []string
	}{
		{"line feeds", "1\n2\n", 10, []string{"1", "2"}},
		{"with carriage returns", "1\r\n2\r\n", 10, []string{"1", "2"}},
		{"no line end at the end", "1\n2", 10, []string{"1", "2"}},
		{"a carriage return at the end", "1\n2\r", 10, []string{"1", "2"}},
		{"empty lines", "\n\r\n1\n\n \t\r \n2\n\n", 10, []string{"1", "2"}},
		{"white space at the end", "1\n \t", 10, []string{"1"}},
		{"a carriage return within", "1\r2\r\r\n", 10, []string{"1\r2\r"}},
		{"the carriage return does not count", "1234567890\r\n12345678901\r\n1\n", 10, []string{"1234567890", skipped, "1"}},
		{"neither at the end", "1234567890\r", 10, []string{"1234567890"}},
		{"but other bytes there do", "12345678901", 10, []string{skipped}},
		{"too much white space", "           \n1\n", 10, []string{skipped, "1"}},
	} {
		for how, arrive := range readers {
			t.Run(test.reason+" "+how, func(t *testing.T) {
				got, err := readAll(t, arrive(strings.NewReader(test.in)), stream.Line, test.limit)
				compare(t, test.want, got)
				if err != io.EOF {
					t.Errorf("it ends with %v", err)
				}
			})
		}
	}
}

// A payload that is written does not change, though a line must not have line ends.
func TestWriteKeepsPayload(t *testing.T) {
	for name, f := range framings {
		payload := []byte("{\r\n}")
		frame := string(f.Append([]byte("before\n"), payload))
		if string(payload) != "{\r\n}" || !strings.HasPrefix(frame, "before\n") {
			t.Errorf("%s: the payload is %q, the buffer %q", name, payload, frame)
		}
	}
}

package driver

import (
	"bufio"
	"errors"
	"io"

	"github.com/rpcwire/rpcwire/internal/lines"
	"github.com/rpcwire/rpcwire/protocol"
)

// maxLine is the longest line that is read: base64 of a payload of 192 MiB.
const maxLine = 256 << 20

// Serve answers the lines of r on w, each before it reads the next, until r ends.
// A line that is no question gets an answer that says so. The error is that of r
// or w.
func Serve(r io.Reader, w io.Writer) error {
	var (
		in     = lines.NewReader(r, maxLine)
		out    = bufio.NewWriter(w)
		codec  protocol.Decoder
		answer []byte
	)
	for {
		line, err := in.Next()
		switch {
		case err == io.EOF:
			return nil
		case errors.Is(err, lines.ErrTooLong):
			answer = appendRefusal(answer[:0], "the line is too long")
		case err != nil:
			return err
		default:
			answer = Answer(answer[:0], line, &codec)
		}
		if _, err := out.Write(append(answer, '\n')); err != nil {
			return err
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
}

// Answer appends the answer to one question, without a line feed, to dst.
func Answer(dst, question []byte, codec *protocol.Decoder) []byte {
	q, err := parseQuestion(question)
	if err != nil {
		return appendRefusal(dst, err.Error())
	}
	if q.op == opDecode {
		return appendDecoded(dst, q.payload, codec)
	}
	return appendEncoded(dst, q)
}

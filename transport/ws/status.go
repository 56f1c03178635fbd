package ws

import (
	"errors"
	"io"
	nethttp "net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A StatusError is the response of a server that refused to upgrade. It is wrapped in a
// [*transport.Error].
type StatusError struct {
	// StatusCode and Status are as in [nethttp.Response]: 403 and "403 Forbidden".
	StatusCode int
	Status     string

	// Header has the headers of the response, such as Retry-After, Location and
	// WWW-Authenticate, and possibly Set-Cookie. It belongs to the caller.
	Header nethttp.Header

	// Excerpt is the beginning of the body as text in one line, at most some hundred
	// characters. What cannot be printed is left out. It may be empty.
	Excerpt string
}

// Error returns the status and the excerpt in one line.
func (e *StatusError) Error() string {
	if e.Excerpt == "" {
		return e.Status
	}
	return e.Status + ": " + e.Excerpt
}

var errNoUpgrade = errors.New("the server's answer is none to a request for WebSocket")

// refusal returns the error for a response that is no upgrade.
func refusal(res *nethttp.Response) error {
	if res.StatusCode == nethttp.StatusSwitchingProtocols {
		return errNoUpgrade
	}
	body, _ := io.ReadAll(res.Body) // what the library has kept of it
	return &StatusError{
		StatusCode: res.StatusCode,
		Status:     statusLine(res),
		Header:     res.Header,
		Excerpt:    excerpt(body),
	}
}

// statusLine returns the code and text of a status. The text of the server counts if
// it has any.
func statusLine(res *nethttp.Response) string {
	line := excerpt([]byte(res.Status))
	if code, text, _ := strings.Cut(line, " "); text == "" {
		return strings.TrimSpace(code + " " + nethttp.StatusText(res.StatusCode))
	}
	return line
}

const maxExcerpt = 256

// excerpt returns the beginning of a text in one line of printable characters.
func excerpt(text []byte) string {
	var out strings.Builder
	characters, space := 0, false
	for len(text) > 0 && characters < maxExcerpt {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		switch {
		case unicode.IsSpace(r):
			space = out.Len() > 0
		case unicode.IsPrint(r) && (r != utf8.RuneError || size > 1):
			if space {
				out.WriteByte(' ')
				space = false
			}
			out.WriteRune(r)
			characters++
		}
	}
	if len(text) > 0 {
		out.WriteString("…")
	}
	return out.String()
}

package transport

import (
	"bytes"
	"log/slog"
	"net/textproto"
	"slices"
	"strconv"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
)

// hidden stands for a value that is not logged.
const hidden = "***"

// maxExcerpt is how much is logged of what should be JSON and is not, when secrets
// might be in it.
const maxExcerpt = 1 << 10

// A redactor renders payloads and headers for a log.
type redactor struct {
	members map[string]bool // in lower case; nil if none are hidden
	headers map[string]bool // in canonical form
	trim    int             // characters of a string, or 0
	max     int             // bytes of a payload
}

func newRedactor(o *LogOptions) *redactor {
	r := &redactor{trim: max(o.TrimStrings, 0), max: o.MaxMessage}
	switch {
	case r.max == 0:
		r.max = defaultMaxMessage
	case r.max < 0:
		r.max = int(^uint(0) >> 1)
	}
	if o.ShowSecrets {
		return r
	}
	r.headers = make(map[string]bool)
	for _, name := range slices.Concat(secretHeaders, o.Headers) {
		r.headers[textproto.CanonicalMIMEHeaderKey(name)] = true
	}
	if len(o.Members) > 0 {
		r.members = make(map[string]bool)
		for _, name := range o.Members {
			r.members[strings.ToLower(name)] = true
		}
	}
	return r
}

// attrs returns a copy of attrs in which secret headers are hidden.
func (r *redactor) attrs(attrs []slog.Attr) []slog.Attr {
	out := make([]slog.Attr, len(attrs), len(attrs)+4)
	for i, attr := range attrs {
		if header, ok := attr.Value.Any().(map[string][]string); ok {
			attr.Value = slog.AnyValue(r.header(header))
		}
		out[i] = attr
	}
	return out
}

func (r *redactor) header(header map[string][]string) map[string][]string {
	out := make(map[string][]string, len(header))
	for name, values := range header {
		if r.headers[textproto.CanonicalMIMEHeaderKey(name)] {
			values = []string{hidden}
		}
		out[name] = slices.Clone(values)
	}
	return out
}

// payload returns the text of a payload in one line, without secrets and not much
// longer than the limit.
func (r *redactor) payload(payload []byte) string {
	if r.members == nil && r.trim == 0 {
		return printable(payload, r.max, len(payload))
	}
	if protocol.Raw(payload).Validate() == nil {
		return printable(r.json(payload), r.max, len(payload))
	}
	excerpt := payload[:min(len(payload), r.max, maxExcerpt)]
	if r.mayHoldSecret(excerpt) {
		return "(" + strconv.Itoa(len(payload)) + " bytes that are not JSON)"
	}
	return printable(payload, len(excerpt), len(payload))
}

// mayHoldSecret reports whether the name of a hidden member is in a text that is not
// JSON, or might be there in escapes.
func (r *redactor) mayHoldSecret(text []byte) bool {
	text = bytes.ToLower(text)
	for name := range r.members {
		if bytes.Contains(text, []byte(name)) {
			return true
		}
	}
	return r.members != nil && bytes.Contains(text, []byte(`\u`))
}

// json returns the valid JSON in data with hidden members and long strings replaced,
// as far as it will be logged.
func (r *redactor) json(data []byte) []byte {
	out := make([]byte, 0, min(len(data), r.max)+64)
	for i := 0; i < len(data) && len(out) <= r.max; {
		if data[i] != '"' {
			out = append(out, data[i])
			i++
			continue
		}
		end := stringEnd(data, i)
		value, isName := afterColon(data, end)
		switch {
		case !isName:
			out = r.appendTrimmed(out, data[i:end])
		case r.hides(data[i:end]):
			out = append(append(out, data[i:value]...), `"`+hidden+`"`...)
			end = valueEnd(data, value)
		default:
			out = append(out, data[i:value]...)
			end = value
		}
		i = end
	}
	return out
}

// hides reports whether the member whose quoted name is given is hidden.
func (r *redactor) hides(quoted []byte) bool {
	if r.members == nil {
		return false
	}
	name, _ := protocol.Raw(quoted).Text()
	return r.members[strings.ToLower(name)]
}

// appendTrimmed appends a quoted string, shortened if it is too long.
func (r *redactor) appendTrimmed(out, quoted []byte) []byte {
	if r.trim == 0 || len(quoted)-2 <= r.trim {
		return append(out, quoted...)
	}
	last := len(quoted) - 1
	i := 1
	for n := 0; i < last; n++ {
		if n == r.trim {
			return append(append(out, quoted[:i]...), `…"`...)
		}
		i = characterEnd(quoted, i)
	}
	return append(out, quoted...)
}

package http

import (
	"mime"
	nethttp "net/http"
	"strconv"
	"strings"
)

// typeAccepted reports whether a request has a content type that may hold JSON-RPC.
func (h *handler) typeAccepted(r *nethttp.Request) bool {
	values := r.Header["Content-Type"]
	if len(values) == 1 && values[0] == "application/json" { // as nearly always
		return true
	}
	if len(values) == 0 || len(values) == 1 && values[0] == "" {
		return h.types[""]
	}
	if len(values) > 1 {
		return false
	}
	media, params, err := mime.ParseMediaType(values[0])
	if err != nil || !h.types[media] {
		return false
	}
	charset, given := params["charset"]
	return !given || isUTF8(charset)
}

// isUTF8 reports whether a charset is UTF-8, in any spelling that is in use: "utf-8",
// "UTF8", "utf_8", also in single quotes.
func isUTF8(charset string) bool {
	plain := strings.NewReplacer("-", "", "_", "", "'", "", " ", "").Replace(charset)
	return strings.EqualFold(plain, "utf8")
}

// encodingAccepted reports whether the body of a request is as it is, or gzip.
func encodingAccepted(r *nethttp.Request) bool {
	values := r.Header["Content-Encoding"]
	switch {
	case len(values) == 0:
		return true
	case len(values) > 1:
		return false
	}
	encoding := strings.TrimSpace(values[0])
	return encoding == "" || strings.EqualFold(encoding, "identity") || isGzip(r)
}

func isGzip(r *nethttp.Request) bool {
	encoding := strings.TrimSpace(r.Header.Get("Content-Encoding"))
	return strings.EqualFold(encoding, "gzip") || strings.EqualFold(encoding, "x-gzip")
}

// acceptsGzip reports whether a client takes gzip in a response.
func acceptsGzip(header nethttp.Header) bool {
	accepted := false // what "*" says, until gzip is named
	for _, line := range header["Accept-Encoding"] {
		for item := range strings.SplitSeq(line, ",") {
			coding, weight, _ := strings.Cut(item, ";")
			switch coding = strings.TrimSpace(coding); {
			case strings.EqualFold(coding, "gzip"):
				return weighs(weight)
			case coding == "*":
				accepted = weighs(weight)
			}
		}
	}
	return accepted
}

// weighs reports whether a weight like "q=0.5", or none, is more than nothing.
func weighs(weight string) bool {
	weight = strings.TrimSpace(weight)
	if weight == "" {
		return true
	}
	name, value, _ := strings.Cut(weight, "=")
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	return strings.EqualFold(strings.TrimSpace(name), "q") && err == nil && q > 0
}

package http

import (
	"fmt"
	nethttp "net/http"
	"net/url"
	"strings"
)

// portable are the headers that a request may take to another origin. They come from
// this package, or say nothing about who sends it.
var portable = []string{"Content-Type", "Content-Encoding", "Accept", "Accept-Encoding", "User-Agent", "Idempotency-Key"}

// redirectPolicy returns what decides on redirects. If next is not nil, it decides on
// those that would be followed.
func redirectPolicy(most int, next func(*nethttp.Request, []*nethttp.Request) error) func(*nethttp.Request, []*nethttp.Request) error {
	return func(r *nethttp.Request, via []*nethttp.Request) error {
		if r.Method != nethttp.MethodPost || most == 0 {
			return nethttp.ErrUseLastResponse
		}
		if leavesOrigin(r, via) {
			keepPortable(r)
		}
		if next != nil {
			return next(r, via)
		}
		if len(via) > most {
			return fmt.Errorf("stopped after %d redirects", most)
		}
		return nil
	}
}

// leavesOrigin reports whether any of the steps to r does: what has been elsewhere is
// not trusted any more.
func leavesOrigin(r *nethttp.Request, via []*nethttp.Request) bool {
	first := via[0].URL
	for _, step := range via[1:] {
		if !staysWith(first, step.URL) {
			return true
		}
	}
	return !staysWith(first, r.URL)
}

// staysWith reports whether to is of the origin of from, or the same host when http
// becomes https on their default ports.
func staysWith(from, to *url.URL) bool {
	if !strings.EqualFold(from.Hostname(), to.Hostname()) {
		return false
	}
	if from.Scheme == to.Scheme {
		return port(from) == port(to)
	}
	return from.Scheme == "http" && to.Scheme == "https" && port(from) == "80" && port(to) == "443"
}

func port(u *url.URL) string {
	switch p := u.Port(); {
	case p != "":
		return p
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}

func keepPortable(r *nethttp.Request) {
	kept := make(nethttp.Header)
	for _, name := range portable {
		if values, ok := r.Header[name]; ok {
			kept[name] = values
		}
	}
	r.Header = kept
	r.Host = ""
}

package http

import (
	nethttp "net/http"
	"strings"
)

// origins decide on what browsers send for pages of other origins.
type origins struct {
	check    nethttp.CrossOriginProtection
	own      *nethttp.CrossOriginProtection // in place of check, if replaced
	replaced bool
	listed   map[string]bool
	any      bool
}

func (o *origins) allow(origin string) {
	if origin == "*" {
		o.any = true
		return
	}
	if o.listed == nil {
		o.listed = make(map[string]bool)
	}
	o.listed[origin] = true
	if err := o.check.AddTrustedOrigin(origin); err != nil {
		panic("http: " + err.Error()) // AllowOrigins has checked it
	}
}

// allowed reports whether a request may be executed.
func (o *origins) allowed(r *nethttp.Request) bool {
	switch {
	case o.replaced && o.own == nil:
		return true
	case o.replaced:
		return o.own.Check(r) == nil
	}
	return o.any || o.check.Check(r) == nil
}

// knows reports whether the pages of an origin may read replies.
func (o *origins) knows(origin string) bool {
	return origin != "" && (o.any || o.listed[origin])
}

// announce tells a browser whether the page may read the response.
func (o *origins) announce(w nethttp.ResponseWriter, r *nethttp.Request) {
	if !o.any && len(o.listed) == 0 {
		return
	}
	w.Header().Add("Vary", "Origin")
	if origin := r.Header.Get("Origin"); o.knows(origin) {
		w.Header().Set("Access-Control-Allow-Origin", origin)
	}
}

// isPreflight reports whether a browser asks if it may send a request for a page.
func (o *origins) isPreflight(r *nethttp.Request) bool {
	return r.Method == nethttp.MethodOptions && (o.any || len(o.listed) > 0) &&
		r.Header.Get("Access-Control-Request-Method") != ""
}

// preflight answers that question.
func (o *origins) preflight(w nethttp.ResponseWriter, r *nethttp.Request) {
	if !o.knows(r.Header.Get("Origin")) {
		nethttp.Error(w, "this origin is not allowed", nethttp.StatusForbidden)
		return
	}
	header := w.Header()
	header.Set("Access-Control-Allow-Methods", nethttp.MethodPost)
	if wanted := r.Header["Access-Control-Request-Headers"]; len(wanted) > 0 {
		header.Set("Access-Control-Allow-Headers", strings.Join(wanted, ", "))
	}
	header.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(nethttp.StatusNoContent)
}

package ws

import nethttp "net/http"

// origins decide on what browsers ask for pages of other origins.
type origins struct {
	check nethttp.CrossOriginProtection
	any   bool
}

func (o *origins) allow(origin string) {
	if origin == "*" {
		o.any = true
		return
	}
	if err := o.check.AddTrustedOrigin(origin); err != nil {
		panic("ws: " + err.Error()) // AllowOrigins has checked it
	}
}

// allowed reports whether a request may become a connection. An upgrade is a GET, which
// is harmless in HTTP, but here it opens the way to everything: it is judged like a POST.
func (o *origins) allowed(r *nethttp.Request) bool {
	if o.any {
		return true
	}
	asPost := *r
	asPost.Method = nethttp.MethodPost
	return o.check.Check(&asPost) == nil
}

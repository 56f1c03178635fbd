package http

import nethttp "net/http"

// A cookieTransport adds the cookies of a jar to requests. Other than http.Client it
// leaves out those that a request has already under the same name.
type cookieTransport struct {
	next nethttp.RoundTripper
	jar  nethttp.CookieJar
}

// RoundTrip implements [nethttp.RoundTripper].
func (t *cookieTransport) RoundTrip(r *nethttp.Request) (*nethttp.Response, error) {
	res, err := t.next.RoundTrip(t.withCookies(r))
	if err != nil {
		return nil, err
	}
	if cookies := res.Cookies(); len(cookies) > 0 {
		t.jar.SetCookies(r.URL, cookies)
	}
	return res, nil
}

// withCookies returns r itself or a copy, since a RoundTripper must not change it.
func (t *cookieTransport) withCookies(r *nethttp.Request) *nethttp.Request {
	kept := t.jar.Cookies(r.URL)
	if len(kept) == 0 {
		return r
	}
	own := make(map[string]bool)
	for _, cookie := range r.Cookies() {
		own[cookie.Name] = true
	}
	changed := *r
	changed.Header = r.Header.Clone()
	for _, cookie := range kept {
		if !own[cookie.Name] {
			changed.AddCookie(cookie)
		}
	}
	return &changed
}

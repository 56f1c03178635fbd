package mutant

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

// httpCases are the cases about HTTP.
var httpCases = []string{"server/http", "server/v1/http-*"}

// httpCommon are those of them that take no long time.
var httpCommon = []string{"server/http/[^cgs]*", "server/http/status-[^t]*", "server/http/charset-*", "server/http/chunked", "server/http/gzip", "server/http/gzip-broken", "server/v1/http-*"}

var serverHTTP = []*Mutant{
	{
		Name:   "status-of-errors-500",
		Defect: "Errors have the status 500.",
		Cases:  httpCommon,
		start:  overHTTP(responses(func(_ *http.Request, w *httptest.ResponseRecorder) { statusOfErrors(w, http.StatusInternalServerError) })),
	},
	{
		Name:   "status-of-errors-400-bare",
		Defect: "Errors have the status 400 and a text.",
		Cases:  httpCommon,
		start: overHTTP(responses(func(_ *http.Request, w *httptest.ResponseRecorder) {
			if statusOfErrors(w, http.StatusBadRequest) {
				w.Body = bytes.NewBufferString("bad request")
			}
		})),
	},
	{
		Name:   "status-202",
		Defect: "Everything has the status 202.",
		Cases:  httpCommon,
		start: overHTTP(responses(func(_ *http.Request, w *httptest.ResponseRecorder) {
			if w.Code < 300 {
				w.Code = http.StatusAccepted
			}
		})),
	},
	{
		Name:   "status-200-without-body",
		Defect: "Notifications and what is no JSON are answered with 200 and nothing.",
		Cases:  httpCommon,
		start: overHTTP(responses(func(_ *http.Request, w *httptest.ResponseRecorder) {
			if w.Code == http.StatusNoContent || contains("-32700")(w.Body.Bytes()) {
				w.Code = http.StatusOK
				w.Body.Reset()
			}
		})),
	},
	{
		Name:   "notification-with-body",
		Defect: "Notifications are answered with a body and its type.",
		Cases:  httpCommon,
		start: overHTTP(responses(func(_ *http.Request, w *httptest.ResponseRecorder) {
			if w.Code == http.StatusNoContent {
				w.Code = http.StatusOK
				w.Header().Set("Content-Type", "application/json")
				w.Body.WriteString("null")
			}
		})),
	},
	{
		Name:   "reply-as-html",
		Defect: "Replies have the type text/html.",
		Cases:  httpCommon,
		start: overHTTP(responses(func(_ *http.Request, w *httptest.ResponseRecorder) {
			w.Header().Set("Content-Type", "text/html")
		})),
	},
	{
		Name:   "any-method",
		Defect: "Whatever the method, the body is executed.",
		Cases:  httpCommon,
		start:  overHTTP(requests(func(r *http.Request) { r.Method = http.MethodPost })),
	},
	{
		Name:   "method-without-allow",
		Defect: "A method that is refused is not told which ones are allowed.",
		Cases:  httpCommon,
		start:  overHTTP(responses(func(_ *http.Request, w *httptest.ResponseRecorder) { w.Header().Del("Allow") })),
	},
	{
		Name:   "method-crash",
		Defect: "Other methods than POST have the status 500.",
		Cases:  httpCommon,
		start: overHTTP(responses(func(_ *http.Request, w *httptest.ResponseRecorder) {
			if w.Code == http.StatusMethodNotAllowed {
				w.Code = http.StatusInternalServerError
			}
		})),
	},
	{
		Name:   "type-unchecked",
		Defect: "Any content type is taken.",
		Cases:  httpCommon,
		start: overHTTP(requests(func(r *http.Request) {
			if !strings.Contains(r.Header.Get("Content-Type"), "charset") {
				r.Header.Set("Content-Type", "application/json")
			}
		})),
	},
	{
		Name:   "type-exact",
		Defect: "The content type must be the text application/json.",
		Cases:  httpCommon,
		start: overHTTP(requests(func(r *http.Request) {
			if r.Header.Get("Content-Type") != "application/json" {
				r.Header.Set("Content-Type", "text/plain")
			}
		})),
	},
	{
		Name:   "type-by-prefix",
		Defect: "Every type that begins with application/json is taken.",
		Cases:  httpCommon,
		start: overHTTP(requests(func(r *http.Request) {
			if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
				r.Header.Set("Content-Type", "application/json")
			}
		})),
	},
	{
		Name:   "type-refusal-crash",
		Defect: "A content type that is refused has the status 500.",
		Cases:  httpCommon,
		start: overHTTP(responses(func(_ *http.Request, w *httptest.ResponseRecorder) {
			if w.Code == http.StatusUnsupportedMediaType {
				w.Code = http.StatusInternalServerError
			}
		})),
	},
	{
		Name:   "charset-as-no-json",
		Defect: "A body in another charset is answered as no JSON.",
		Cases:  httpCommon,
		start: overHTTP(requests(func(r *http.Request) {
			if strings.Contains(r.Header.Get("Content-Type"), "8859") {
				r.Header.Set("Content-Type", "application/json")
				r.Body = io.NopCloser(strings.NewReader("{"))
			}
		})),
	},
	{
		Name:   "accept-demanded",
		Defect: "Accept must name application/json.",
		Cases:  httpCommon,
		start: overHTTP(refusingHTTP(http.StatusNotImplemented, func(r *http.Request) bool {
			return !strings.Contains(r.Header.Get("Accept"), "application/json")
		})),
	},
	{
		Name:   "length-demanded",
		Defect: "A body without Content-Length is refused.",
		Cases:  httpCommon,
		start:  overHTTP(refusingHTTP(http.StatusLengthRequired, func(r *http.Request) bool { return r.ContentLength < 0 })),
	},
	{
		Name:   "body-unlimited",
		Defect: "Bodies are not limited.",
		Cases:  httpCases,
		start:  overHTTP(limits(protocol.Limits{Payload: -1})),
	},
	{
		Name:   "body-cut",
		Defect: "Of bodies that are too large, only the beginning is read.",
		Cases:  httpCases,
		start: overHTTP(requests(func(r *http.Request) {
			if r.Header.Get("Content-Encoding") == "" {
				r.Body = io.NopCloser(io.LimitReader(r.Body, protocol.DefaultPayloadLimit))
				r.ContentLength = -1
			}
		})),
	},
	{
		Name:   "expect-refused",
		Defect: "A request that expects 100 Continue is refused.",
		Cases:  []string{"server/http/expect-continue", "server/http/post"},
		start:  overHTTP(refusingHTTP(http.StatusBadRequest, func(r *http.Request) bool { return r.Header.Get("Expect") != "" })),
	},
	{
		Name:   "encoding-ignored",
		Defect: "Content-Encoding is not looked at.",
		Cases:  httpCases,
		start:  overHTTP(requests(func(r *http.Request) { r.Header.Del("Content-Encoding") })),
	},
	{
		Name:   "gzip-end-unchecked",
		Defect: "Bodies that end within gzip are taken as far as they go.",
		Cases:  httpCommon,
		start:  overHTTP(requests(unzipping)),
	},
	{
		Name:   "gzip-always",
		Defect: "Large replies are compressed though nobody asked for it.",
		Cases:  httpCases,
		start: overHTTP(responses(func(_ *http.Request, w *httptest.ResponseRecorder) {
			if w.Body.Len() > 32<<10 {
				var zipped bytes.Buffer
				z := gzip.NewWriter(&zipped)
				_, _ = z.Write(w.Body.Bytes())
				_ = z.Close() // writing to memory does not fail
				w.Body = &zipped
				w.Header().Set("Content-Encoding", "gzip")
			}
		})),
	},
	{
		Name:   "origin-unchecked",
		Defect: "Pages of any origin may call.",
		Cases:  httpCommon,
		start: overHTTP(func(p *serverParts) {
			p.httpOptions = append(p.httpOptions, rpchttp.AllowOrigins("*"), rpchttp.CrossOrigin(nil))
		}),
	},
	{
		Name:   "origin-all-refused",
		Defect: "Requests of any page, even of the same origin, are refused.",
		Cases:  httpCommon,
		start:  overHTTP(refusingHTTP(http.StatusForbidden, func(r *http.Request) bool { return r.Header.Get("Sec-Fetch-Site") != "" })),
	},
	{
		Name:   "host-crash",
		Defect: "A request for another host has the status 500.",
		Cases:  httpCommon,
		start:  overHTTP(refusingHTTP(http.StatusInternalServerError, func(r *http.Request) bool { return strings.HasPrefix(r.Host, "evil") })),
	},
	{
		Name:   "refusal-remembered",
		Defect: "After something was refused, everything is.",
		Cases:  []string{"server/http/after-*"},
		start:  overHTTP(remembering),
	},
}

// wrappedHTTP wraps the server of HTTP.
func wrappedHTTP(wrap func(http.Handler) http.Handler) serverChange {
	return func(p *serverParts) { p.wrapHTTP = append(p.wrapHTTP, wrap) }
}

// requests changes requests.
func requests(change func(*http.Request)) serverChange {
	return wrappedHTTP(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			change(r)
			next.ServeHTTP(w, r)
		})
	})
}

// responses changes responses.
func responses(change func(*http.Request, *httptest.ResponseRecorder)) serverChange {
	return wrappedHTTP(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			recorder := httptest.NewRecorder()
			next.ServeHTTP(recorder, r)
			recorder.Header().Del("Content-Length")
			change(r, recorder)
			for name, values := range recorder.Header() {
				w.Header()[name] = values
			}
			w.WriteHeader(recorder.Code)
			_, _ = w.Write(recorder.Body.Bytes()) // the client may be gone
		})
	})
}

// refusingHTTP refuses requests of some kind with a status.
func refusingHTTP(status int, is func(*http.Request) bool) serverChange {
	return wrappedHTTP(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if is(r) {
				http.Error(w, http.StatusText(status), status)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
}

// statusOfErrors sets the status of a response with an error, and reports whether it is
// one.
func statusOfErrors(w *httptest.ResponseRecorder, status int) bool {
	if !contains(`"error":{"code"`)(w.Body.Bytes()) {
		return false
	}
	w.Code = status
	return true
}

// unzipping decompresses as much of a body as there is.
func unzipping(r *http.Request) {
	if r.Header.Get("Content-Encoding") != "gzip" {
		return
	}
	z, err := gzip.NewReader(r.Body)
	if err != nil {
		return
	}
	body, _ := io.ReadAll(z) // as far as it goes
	if protocol.Raw(body).Validate() != nil {
		body = append(body, `"}`...)
	}
	r.Header.Del("Content-Encoding")
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.ContentLength = int64(len(body))
}

// remembering refuses everything after something was refused, or was no JSON.
func remembering(p *serverParts) {
	refused := make(chan bool, 1)
	requests(func(r *http.Request) {
		select {
		case <-refused:
			r.Method = http.MethodTrace
		default:
		}
	})(p)
	responses(func(_ *http.Request, w *httptest.ResponseRecorder) {
		if w.Code >= 400 || contains("-32700")(w.Body.Bytes()) {
			select {
			case refused <- true:
			default:
			}
		}
	})(p)
}

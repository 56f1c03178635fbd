package transport

import (
	"context"
	"log/slog"
	"slices"
	"sync"
)

// The keys of what transports report and [Logged] logs.
const (
	KeyEndpoint = "endpoint"     // the peer, such as a URL without its password
	KeyMessage  = "message"      // the payload
	KeyHeaders  = "http_headers" // the headers of an HTTP message, a map[string][]string
	KeyCode     = "http_code"    // the status code of an HTTP response
	KeyReason   = "http_reason"  // the text of that status
	KeyError    = "error"        // why there is no response
)

// A Describer is a [Sender] that can tell where a payload is about to go.
type Describer interface {
	// Describe returns what is known before a payload is sent with ctx: usually an
	// attribute [KeyEndpoint] and, for HTTP, [KeyHeaders] with all that would be sent,
	// secrets included. The attributes belong to the caller. It is safe for concurrent
	// use.
	Describe(ctx context.Context) []slog.Attr
}

// Facts collect what a transport learns during one exchange beside the reply, such as
// the status and the headers of an HTTP response. A caller who wants them puts an
// empty record into the context of Send; a transport adds to it what it knows, secrets
// included. The zero value is ready, a nil *Facts drops what is added, and it is safe
// for concurrent use.
type Facts struct {
	mu    sync.Mutex
	attrs []slog.Attr
}

// Add adds attributes; one that is there already under its key is replaced.
func (f *Facts) Add(attrs ...slog.Attr) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, attr := range attrs {
		same := func(other slog.Attr) bool { return other.Key == attr.Key }
		if i := slices.IndexFunc(f.attrs, same); i >= 0 {
			f.attrs[i] = attr
		} else {
			f.attrs = append(f.attrs, attr)
		}
	}
}

// Attrs returns a copy of what was added, in the order of first appearance.
func (f *Facts) Attrs() []slog.Attr {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.attrs)
}

type factsKey struct{}

// WithFacts returns a context whose exchange is recorded in f. A record is for one
// exchange.
func WithFacts(ctx context.Context, f *Facts) context.Context {
	return context.WithValue(ctx, factsKey{}, f)
}

// FactsFrom returns the record that ctx has, or nil: nobody wants to know then.
func FactsFrom(ctx context.Context) *Facts {
	f, _ := ctx.Value(factsKey{}).(*Facts)
	return f
}

package conformance

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/rpcwire/rpcwire/transport"
)

// A ServerTarget is a server under test. Exactly one of Sender, Dial and URL is set.
type ServerTarget struct {
	// Sender reaches it over a transport for requests and replies. Cases that need
	// "http" or "two-way" are skipped. A Sender that is made of a two-way connection
	// hides what comes unasked and does not see replies to broken payloads: give Dial
	// for these.
	Sender transport.Sender

	// Dial makes a two-way connection to it; each case has one of its own. It may be
	// called concurrently.
	Dial func(context.Context) (transport.Conn, error)

	// URL is its address for HTTP, http: or https:. Client is what to reach it with; nil
	// is a client that uses no proxy and follows no redirects.
	URL    string
	Client *http.Client
}

// RunServer runs the cases for servers. They come in order, each as soon as it and those
// before it are done; at the end there may be an error, alone: [ErrNothingSelected],
// [ErrUnreachable] if the target is not there or died, [ErrTarget], or that of ctx. A
// target that hangs, floods or closes connections fails cases, and costs no more than
// the time and memory that the options say.
func RunServer(ctx context.Context, target ServerTarget, o Options) iter.Seq2[Result, error] {
	o = o.withDefaults()
	r := &serverRunner{target: target, options: &o}
	if err := r.prepare(); err != nil {
		return failed(err)
	}
	return runAll(ctx, RoleServer, o, r)
}

// A serverRunner runs cases against a server.
type serverRunner struct {
	target  ServerTarget
	options *Options
	client  *http.Client
	counted sync.Mutex // held by cases that look at a counter of the server
}

// prepare checks the target and what it cannot do.
func (r *serverRunner) prepare() error {
	set := 0
	for _, is := range []bool{r.target.Sender != nil, r.target.Dial != nil, r.target.URL != ""} {
		if is {
			set++
		}
	}
	if set != 1 {
		return fmt.Errorf("%w: it has %d of Sender, Dial and URL", ErrTarget, set)
	}
	r.options.Without = slices.Clone(r.options.Without)
	if r.target.Dial == nil {
		r.options.Without = append(r.options.Without, "two-way")
	}
	if r.target.URL == "" {
		r.options.Without = append(r.options.Without, "http")
		return nil
	}
	u, err := url.Parse(r.target.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("%w: %q is no URL for HTTP", ErrTarget, r.target.URL)
	}
	if r.client = r.target.Client; r.client == nil {
		r.client = newHTTPClient(r.options)
	}
	return nil
}

// link returns a link for a case.
func (r *serverRunner) link(c *Case) serverLink {
	switch {
	case r.target.Sender != nil:
		return &senderLink{r.target.Sender, r.options}
	case r.target.Dial != nil:
		return &connLink{dial: r.target.Dial, options: r.options, probes: prober{version: c.Version}}
	}
	return &httpLink{r.target.URL, r.client, r.options}
}

func (r *serverRunner) run(ctx context.Context, c *Case) (Result, error) {
	if slices.Contains(c.Needs, methodNeed+"count") {
		r.counted.Lock()
		defer r.counted.Unlock()
	}
	run := serverRun{ctx: ctx, link: r.link(c), saved: make(map[string]string), result: Result{Outcome: Pass}}
	defer run.link.close()
	for i := range c.server.steps {
		if err := run.step(&c.server.steps[i]); err != nil {
			if i == 0 {
				return Result{}, err
			}
			run.fail(&Exchange{Event: err.Error()}, differs("%v", err))
		}
		if run.result.Outcome == Fail {
			return run.result, nil
		}
	}
	if extra := run.link.extra(ctx); extra != nil {
		run.fail(&Exchange{Received: NewData(extra), Expected: []string{"no further reply"}}, differs("a reply that answers nothing"))
		return run.result, nil
	}
	if c.server.alive {
		run.alive(c.Version)
	}
	return run.result, nil
}

// describeAll returns all outcomes in words.
func describeAll(outcomes []serverOutcome, values scope) []string {
	var all []string
	for i := range outcomes {
		all = append(all, outcomes[i].describe(values))
	}
	return all
}

// joinNotes returns two notes in one line, and only one if they say the same.
func joinNotes(a, b string) string {
	switch {
	case a == "" || strings.Contains(b, a):
		return b
	case b == "" || strings.Contains(a, b):
		return a
	}
	return a + "; " + b
}

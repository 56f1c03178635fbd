package conformance

import (
	"context"
	"errors"
	"iter"
	"testing"
)

// TestServer runs the cases for servers as subtests, which are named by the ids of the
// cases. A failure of a case that is a must fails its test; other failures and what is
// lenient are logged, unless the options are strict. Cases that the target cannot do are
// skipped. See [RunServer].
func TestServer(t *testing.T, target ServerTarget, o Options) {
	t.Helper()
	report(t, RunServer(t.Context(), target, o), o)
}

// TestClient does so with the cases for clients: see [RunClient].
func TestClient(t *testing.T, target ClientTarget, o Options) {
	t.Helper()
	report(t, RunClient(t.Context(), target, o), o)
}

// TestCodec does so with the cases for codecs: see [RunCodec].
func TestCodec(t *testing.T, target CodecTarget, o Options) {
	t.Helper()
	report(t, RunCodec(t.Context(), target, o), o)
}

// TestTransport does so with the cases for transports: see [RunTransport].
func TestTransport(t *testing.T, target TransportTarget, o Options) {
	t.Helper()
	report(t, RunTransport(t.Context(), target, o), o)
}

// report makes subtests of results. Stale entries of the list of known failures fail the
// test.
func report(t *testing.T, results iter.Seq2[Result, error], o Options) {
	t.Helper()
	var all []Result
	for r, err := range results {
		if errors.Is(err, context.Canceled) {
			return // the test ended
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
		t.Run(r.Case, func(t *testing.T) {
			t.Helper()
			switch {
			case r.Outcome == Skip:
				t.Skip(r.Note)
			case r.Failed(o.Strict):
				t.Error(r.Explain())
			case r.Outcome == Fail, r.Outcome == Lenient:
				t.Log(r.Explain())
			}
		})
	}
	for _, entry := range o.Known.Stale(all) {
		t.Errorf("%s is on the list of known failures, and does not fail", entry)
	}
}

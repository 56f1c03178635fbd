package conformance_test

import (
	"context"
	"fmt"
	"iter"
	"net/http/httptest"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/internal/driver"
	"github.com/rpcwire/rpcwire/internal/reference"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

// patient are options for targets that answer, however slow the machine is.
var patient = conformance.Options{Timeout: 30 * time.Second}

func newReference(tb testing.TB) *server.Server {
	tb.Helper()
	s, err := reference.New(server.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// allPass reports every result that is neither a pass nor information: the reference is
// what the suite is measured by.
func allPass(t *testing.T, results iter.Seq2[conformance.Result, error]) (ran int) {
	t.Helper()
	for r, err := range results {
		if err != nil {
			t.Fatal(err)
		}
		switch r.Outcome {
		case conformance.Pass, conformance.Info:
			ran++
		case conformance.Skip:
		default:
			t.Run(path.Base(r.Case), func(t *testing.T) { t.Error(explain(&r)) })
		}
	}
	return ran
}

// explain returns what a result says, for the log.
func explain(r *conformance.Result) string {
	var b strings.Builder
	b.WriteString(r.Case + ": " + string(r.Outcome) + " " + r.Note + " " + r.Message)
	if r.Pointer != nil {
		b.WriteString(" at " + *r.Pointer)
	}
	for _, x := range r.Exchanges {
		fmt.Fprintf(&b, "\n  --> %.500s\n  <-- %.500s %s", x.Sent.Bytes(), x.Received.Bytes(), x.Event)
		if x.Reported != nil {
			fmt.Fprintf(&b, "\n  reported %.500s", x.Reported.Bytes())
		}
		for _, e := range x.Expected {
			b.WriteString("\n      " + e)
		}
	}
	return b.String()
}

func TestReferenceServer(t *testing.T) {
	t.Run("sender", func(t *testing.T) {
		target := conformance.ServerTarget{Sender: transport.Local(newReference(t), protocol.Limits{})}
		allPass(t, conformance.RunServer(t.Context(), target, patient))
	})
	t.Run("http", func(t *testing.T) {
		s := httptest.NewServer(rpchttp.NewHandler(newReference(t)))
		defer s.Close()
		allPass(t, conformance.RunServer(t.Context(), conformance.ServerTarget{URL: s.URL}, patient))
	})
	t.Run("conn", func(t *testing.T) {
		target := conformance.ServerTarget{Dial: dialer(newReference(t).TwoWay())}
		allPass(t, conformance.RunServer(t.Context(), target, patient))
	})
}

// What is bare needs no methods at all.
func TestReferenceWithoutMethods(t *testing.T) {
	bare := conformance.Options{Timeout: patient.Timeout, Selection: conformance.Selection{Profile: conformance.Bare}}
	s := httptest.NewServer(rpchttp.NewHandler(server.New(server.Options{})))
	defer s.Close()
	allPass(t, conformance.RunServer(t.Context(), conformance.ServerTarget{URL: s.URL}, bare))
	target := conformance.ServerTarget{Dial: dialer(server.New(server.Options{}).TwoWay())}
	allPass(t, conformance.RunServer(t.Context(), target, bare))
}

func TestReferenceCodec(t *testing.T) {
	target := conformance.CodecTarget{Ask: func(_ context.Context, question []byte) ([]byte, error) {
		var codec protocol.Decoder
		return driver.Answer(nil, question, &codec), nil
	}}
	allPass(t, conformance.RunCodec(t.Context(), target, patient))
}

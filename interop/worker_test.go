package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
)

func startTestWorkers(t *testing.T, what string, n int) (*workers, error) {
	t.Helper()
	return startWorkers(t.Context(), n, func(ctx context.Context) (*worker, error) { return startWorker(ctx, peerCommand(what)) })
}

func jobOf(methods ...string) *conformance.ClientJob {
	j := &conformance.ClientJob{Version: "2.0", Batch: len(methods) > 1}
	for _, m := range methods {
		j.Calls = append(j.Calls, conformance.ClientRequest{Method: m, Params: protocol.Raw(`[1.50]`), Notify: m == "notify"})
	}
	return j
}

func TestWorkers(t *testing.T) {
	ws, err := startTestWorkers(t, "client", 2)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.stop()
	for _, test := range []struct {
		reason string
		job    *conformance.ClientJob
		want   string
	}{
		{"a call, with its params as they are", jobOf("a"), `{"result":"call [1.50]"}` + "\n\n"},
		{"a notification", jobOf("notify"), `{"result":"notify [1.50]"}` + "\n\n"},
		{"several lines for a batch", jobOf("a", "notify"), strings.Repeat(`{"result":"batch [1.50]"}`+"\n", 2) + "\n"},
	} {
		for range 3 { // more often than there are workers
			got, err := ws.do(t.Context(), test.job)
			if diff := cmp.Diff(test.want, string(got)); err != nil || diff != "" {
				t.Errorf("%s: %v (-want +got)\n%s", test.reason, err, diff)
			}
		}
	}
	if ws.deaths != 0 {
		t.Errorf("%d died", ws.deaths)
	}
}

// A client that dies, hangs or floods costs one job; the next one is done by another.
func TestWorkersThatFail(t *testing.T) {
	ws, err := startTestWorkers(t, "client", 1)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.stop()
	for i, test := range []struct{ reason, method, want string }{
		{"what it said is the reason", "die", "the client died: TypeError: of something"},
		{"it has the time of the job", "hang", "the client does not end"},
		{"what it prints is bounded", "flood", "the client prints more than 83886080 bytes"},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		if test.method == "hang" {
			ctx, cancel = context.WithTimeout(t.Context(), 100*time.Millisecond)
		}
		_, err := ws.do(ctx, jobOf(test.method))
		cancel()
		if err == nil || err.Error() != test.want {
			t.Errorf("%s: got %v, want %s", test.reason, err, test.want)
		}
		if _, err := ws.do(t.Context(), jobOf("a")); err != nil {
			t.Errorf("after %s: %v", test.method, err)
		}
		if ws.deaths != i+1 {
			t.Errorf("after %s: %d died", test.method, ws.deaths)
		}
	}
}

func TestWorkersThatDoNotStart(t *testing.T) {
	_, err := startTestWorkers(t, "client that does not start", 2)
	if err == nil || !strings.Contains(err.Error(), "the client did not start: the client died: no interpreter") {
		t.Errorf("got %v", err)
	}
}

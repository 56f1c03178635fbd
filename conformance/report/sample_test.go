package report_test

import (
	"time"

	"github.com/rpcwire/rpcwire/conformance"
)

// sample returns two finished runs of servers, a good and a bad one, and one of a codec
// that broke off.
func sample() []*conformance.Run {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	pointer := "/id"
	good := &conformance.Run{
		Role: conformance.RoleServer, Target: "good", TargetVersion: "1.2", Address: "http://127.0.0.1:1", Transport: "http", Started: at,
		Results: []conformance.Result{
			result("server/id/string-empty", conformance.Must, conformance.Pass),
			result("server/batch/nested", conformance.Must, conformance.Pass),
		},
	}
	broken := result("server/id/string-empty", conformance.Must, conformance.Fail)
	broken.Message, broken.Pointer = "the id is null and not \"\"", &pointer
	broken.Exchanges = []conformance.Exchange{{
		Sent:     conformance.NewData([]byte(`{"jsonrpc":"2.0","method":"<script>alert(1)</script>","id":""}`)),
		Received: conformance.NewData([]byte("{\"id\":null}\x00\xff")),
		Expected: []string{`the error -32601 with id ""`, "anything (lenient: whatever)"},
		Event:    "HTTP 200",
	}}
	lenient := result("server/id/fraction", conformance.Should, conformance.Lenient)
	lenient.Note = "the id is equal, but written in another way"
	known := result("server/batch/nested", conformance.Must, conformance.Fail)
	known.Message, known.Known = "no reply", "it never could | do that"
	skipped := result("server/v1/call", conformance.Must, conformance.Skip)
	skipped.Note = "the target lacks v1"
	bad := &conformance.Run{
		Role: conformance.RoleServer, Target: "bad", Transport: "tcp",
		Results: []conformance.Result{broken, lenient, known, skipped},
	}
	for _, run := range []*conformance.Run{good, bad} {
		run.Cases = len(run.Results)
		run.Summary = conformance.Summarize(run.Results)
	}
	bad.Summary.Stale = []string{"server/http"}
	died := &conformance.Run{
		Role: conformance.RoleCodec, Target: "died",
		Results: []conformance.Result{result("codec/id/fraction", conformance.Should, conformance.Pass)},
	}
	died.Summary = conformance.Summarize(died.Results)
	died.Summary.Error = "the driver has died"
	return []*conformance.Run{good, bad, died}
}

func result(id string, level conformance.Level, outcome conformance.Outcome) conformance.Result {
	return conformance.Result{
		Case: id, Role: conformance.RoleServer, Level: level, Version: "2.0", Refs: []string{"2.0/5-11"},
		Reason: "A reason with <b>markup</b> & more.", Outcome: outcome, Took: 1500 * time.Microsecond,
	}
}

// Package jobs is what the clients in this folder have in common: they read jobs and
// print reports.
//
// A job is a JSON object in a line of standard input; it is described where package
// conformance describes ClientCommand. For every job there is a line for each call, and
// an empty line behind them; an empty line before the first job says that the client is
// ready.
package jobs

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log"
	"os"
	"time"
)

// A Job is what a client is told to do, once.
type Job struct {
	URL       string `json:"url"`
	Op        string `json:"op"` // call, notify or batch
	TimeoutMS int64  `json:"timeout_ms"`
	Calls     []Call `json:"calls"`
}

// A Call is a call or a notification.
type Call struct {
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"` // nil: none
	ID     json.RawMessage `json:"id"`     // nil: the client chooses
	Notify bool            `json:"notify"`
}

// A Client does jobs. What it reports on a batch is for the calls in it that are
// answered, in their order.
type Client interface {
	Call(context.Context, *Job) Report
	Notify(context.Context, *Job) error
	Batch(context.Context, *Job) []Report
}

// Serve does the jobs on standard input with a client, one after the other.
func Serve(client Client) {
	in := bufio.NewReader(os.Stdin)
	var reports []byte
	for {
		if _, err := os.Stdout.Write(append(reports, '\n')); err != nil {
			log.Fatal(err)
		}
		line, err := in.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			return
		}
		if err != nil && err != io.EOF {
			log.Fatal(err)
		}
		var job Job
		if err := json.Unmarshal(line, &job); err != nil {
			log.Fatal(err)
		}
		reports = nil
		for _, r := range job.do(client) {
			reports = append(append(reports, r.encode()...), '\n')
		}
	}
}

// do does the job.
func (j *Job) do(client Client) []Report {
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(j.TimeoutMS)*time.Millisecond)
	defer cancel()
	switch j.Op {
	case "batch":
		return client.Batch(ctx, j)
	case "notify":
		if err := client.Notify(ctx, j); err != nil {
			return []Report{Failed(err)}
		}
		return []Report{{}}
	}
	return []Report{client.Call(ctx, j)}
}

// Answered returns the calls of a job that get a reply.
func (j *Job) Answered() []Call {
	var calls []Call
	for _, c := range j.Calls {
		if !c.Notify {
			calls = append(calls, c)
		}
	}
	return calls
}

// Each returns the same report for every call that is answered.
func (j *Job) Each(r Report) []Report {
	reports := make([]Report, len(j.Answered()))
	for i := range reports {
		reports[i] = r
	}
	return reports
}

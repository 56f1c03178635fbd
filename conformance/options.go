package conformance

import (
	"errors"
	"slices"
	"time"
)

// Options are how cases are run. The zero value runs all of them.
type Options struct {
	// Selection is which cases to run.
	Selection Selection

	// Without are features that the target does not have, as in [Case].Needs: cases that
	// need one of them are skipped.
	Without []string

	// Timeout is how long to wait for an answer; 5 seconds unless told.
	Timeout time.Duration

	// Quiet is how long nothing must come where no reply may, 50 milliseconds unless told.
	Quiet time.Duration

	// Jobs is how many cases run at once; 4 unless told.
	Jobs int

	// MaxReply is how many bytes of answers to one case are read; 72 MiB unless told.
	MaxReply int

	// Known marks failures that are expected; nil for none.
	Known *KnownFailures

	// Strict makes TestServer and its siblings fail for failures at every level, and for
	// what is lenient: see [Result.Failed].
	Strict bool
}

func (o Options) withDefaults() Options {
	if o.Timeout <= 0 {
		o.Timeout = 5 * time.Second
	}
	if o.Quiet <= 0 {
		o.Quiet = 50 * time.Millisecond
	}
	if o.Jobs <= 0 {
		o.Jobs = 4
	}
	if o.MaxReply <= 0 {
		o.MaxReply = 72 << 20
	}
	return o
}

// patience is how long a reply may be late once a later request has been answered.
func (o *Options) patience() time.Duration { return o.Timeout / 5 }

// lacks returns a feature that a case needs and the target does not have, or "".
func (o *Options) lacks(c *Case) string {
	for _, need := range c.Needs {
		if slices.Contains(o.Without, need) {
			return need
		}
	}
	return ""
}

// Errors that end a run.
var (
	// ErrUnreachable is a target that cannot be reached, from the start or any more.
	ErrUnreachable = errors.New("the target cannot be reached")

	// ErrTarget is a target that is not described completely.
	ErrTarget = errors.New("the target is not complete")
)

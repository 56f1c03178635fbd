// Package reference has the reference methods as plain functions, for the servers in this
// folder. Each server adds fail in the way of its library.
package reference

import (
	"context"
	"errors"
	"math/big"
	"sync/atomic"
	"time"
)

// The error of the method fail. Its data is Data.
const (
	Code    = -32001
	Message = "boom"
)

// Data is the data of the method fail.
func Data() map[string]int { return map[string]int{"k": 1} }

// ErrPlain is the error of the method fail_plain.
var ErrPlain = errors.New("the secret-detail of this failure")

// Subtract returns the difference of two integers.
func Subtract(minuend, subtrahend *big.Int) *big.Int {
	return new(big.Int).Sub(minuend, subtrahend)
}

// Sum returns the sum of integers.
func Sum(values []big.Int) *big.Int {
	sum := new(big.Int)
	for i := range values {
		sum.Add(sum, &values[i])
	}
	return sum
}

// Greeting returns what get_data returns.
func Greeting() []any { return []any{"hello", 5} }

// Sleep waits for milliseconds, or until ctx ends.
func Sleep(ctx context.Context, ms int64) error {
	select {
	case <-time.After(time.Duration(ms) * time.Millisecond):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Panic panics.
func Panic() { panic("the method panic was called") }

var calls atomic.Int64

// Count returns how often it was called.
func Count() int64 { return calls.Add(1) }

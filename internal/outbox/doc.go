// Package outbox joins what many goroutines send over one connection into few writes,
// within a bound on the bytes that wait.
package outbox

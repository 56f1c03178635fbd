// Package echo has what the programs that measure from end to end call: a method that
// returns its param, and one that takes its time, for every implementation.
package echo

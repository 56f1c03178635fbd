// Package raceflag tells tests whether the race detector is on: with it, code
// allocates where it otherwise does not.
package raceflag

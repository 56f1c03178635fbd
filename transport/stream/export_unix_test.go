//go:build unix

package stream

// NewStdio is what Stdio is made of.
var NewStdio = newStdio

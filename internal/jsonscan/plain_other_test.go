//go:build !amd64 || purego

package jsonscan

// vectorRuns returns nothing: there is no vector code.
func vectorRuns() []run { return nil }

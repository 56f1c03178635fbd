//go:build !linux

package main

// allowFiles leaves the limit of open files to whoever starts the program.
func allowFiles(uint64) error { return nil }

//go:build !linux

package child

// AllowFiles leaves the limit of open files to whoever starts the program.
func AllowFiles(uint64) error { return nil }

//go:build !unix

package stream

import (
	"errors"
	"os"
)

// unblock fails: files are what they are.
func unblock(*os.File, bool) (*os.File, error) { return nil, errors.ErrUnsupported }

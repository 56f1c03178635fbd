package source

import (
	"errors"
	"fmt"
)

// An Error is what is wrong with a file, and where.
type Error struct {
	File string
	Line int // from 1
	Text string
}

// Error returns file, line and text as compilers do.
func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text) }

// maxErrors is how many errors of a file are told.
const maxErrors = 20

// fail notes an error; there is none twice.
func (f *File) fail(line int, format string, args ...any) {
	e := &Error{File: f.Name, Line: line, Text: fmt.Sprintf(format, args...)}
	for _, other := range f.errs {
		if *other == *e {
			return
		}
	}
	if len(f.errs) < maxErrors {
		f.errs = append(f.errs, e)
	}
}

// Err returns all that was noted, as *Error values that are joined, or nil.
func (f *File) Err() error {
	errs := make([]error, len(f.errs))
	for i, e := range f.errs {
		errs[i] = e
	}
	return errors.Join(errs...)
}

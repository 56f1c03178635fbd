// Package source reads JSON files that people write: every value knows its line, every
// member must be expected, and all errors of a file are told at once.
package source

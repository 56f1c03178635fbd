// Package driver speaks the codec driver protocol, by which a conformance suite
// puts questions to a codec in any language: one JSON object a line comes in, one
// goes out. It is described in docs/codec-driver.md.
package driver

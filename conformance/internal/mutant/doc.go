// Package mutant proves the conformance suite: a case that nothing fails proves nothing.
//
// A [Mutant] is the reference implementation of a role, a server, a client or a codec of
// this module, with one defect: most are defects of implementations that exist, or of the
// JSON libraries beneath them. The suite kills a mutant with a case that fails, or that is
// lenient, where the reference passes. [Run] runs the cases against the mutants; in the
// [Matrix] that comes of it every mutant has to be killed by some case, and every case has
// to kill some mutant.
//
// Defects are wrapped around the reference: what goes in or comes out is rewritten, by
// the tools in json.go, lax.go and text.go.
package mutant

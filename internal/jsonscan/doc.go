// Package jsonscan walks over JSON text (RFC 8259) without building anything.
//
// Every function is stateless: it takes the text and an index into it, and
// returns the index behind what it walked over. Where the text is wrong it
// returns a [Fault] instead, and the index is that of the offending byte. Walking
// allocates nothing, and takes a stack frame per 64 levels of nesting.
//
// The grammar is the full one: numbers, escapes and literals are checked to the
// letter, strings must be valid UTF-8 without control characters. Duplicate
// member names and lone surrogate escapes are grammatical and left to the
// caller.
package jsonscan

// Package report shows runs of the conformance suite to people and to other programs:
// on a console, as JUnit XML, as Markdown, as a badge, and as a page of HTML. All of them
// are made of what package conformance writes as JSON lines, and of nothing else.
package report

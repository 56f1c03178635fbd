// Package child lets a program start itself again as a server process, so that what
// calls and what answers share neither memory nor the scheduler of Go, and lets it ask
// that process how it fares.
package child

// Package figures has what the reports of this module have in common: tables,
// the way numbers are written, medians, and what they were taken with.
package figures

// Package compare tells where two JSON values differ. The order of members and white
// space do not count, nor do the escapes of strings; numbers are compared by their text
// or by their value.
package compare

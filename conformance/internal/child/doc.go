// Package child runs programs under test: what they print is bounded, and they end when
// they are told to.
package child

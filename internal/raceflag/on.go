//go:build race

package raceflag

// Enabled is whether the race detector is on.
const Enabled = true

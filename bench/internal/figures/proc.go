package figures

import (
	"os"
	"strings"
)

// CPUName returns the name of the CPU, as Linux tells. Elsewhere it is unknown.
func CPUName() string {
	if name := Field("/proc/cpuinfo", "model name"); name != "" {
		return name
	}
	return "unknown"
}

// Field returns what a file with lines of names and values says after the first
// occurrence of a name, or nothing.
func Field(path, name string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(line, ":")
		if strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

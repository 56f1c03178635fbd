package main

import (
	"fmt"
	"math"
	"os"
	"strings"
)

// peakMemory returns how much memory a process has had at most, in MB, as Linux
// tells. Elsewhere it is NaN.
func peakMemory(pid int) float64 {
	var kilobytes float64
	line := field(fmt.Sprintf("/proc/%d/status", pid), "VmHWM")
	if _, err := fmt.Sscanf(line, "%f kB", &kilobytes); err != nil {
		return math.NaN()
	}
	return kilobytes * 1024 / 1e6
}

// cpuName returns the name of the CPU, as Linux tells. Elsewhere it is unknown.
func cpuName() string {
	if name := field("/proc/cpuinfo", "model name"); name != "" {
		return name
	}
	return "unknown"
}

// field returns what a file with lines of names and values says after the first
// occurrence of a name, or nothing.
func field(path, name string) string {
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

package child

import (
	"fmt"
	"math"
	"path/filepath"
	"strconv"

	"github.com/rpcwire/rpcwire/bench/internal/figures"
)

// status returns an amount of memory from what Linux tells about a process, in bytes.
// Elsewhere it is 0.
func status(pid, name string) float64 {
	var kilobytes float64
	line := figures.Field(filepath.Join("/proc", pid, "status"), name)
	if _, err := fmt.Sscanf(line, "%f kB", &kilobytes); err != nil {
		return 0
	}
	return kilobytes * 1024
}

// Writes returns how often this process has written to files and sockets, as Linux
// tells. Elsewhere it is NaN.
func Writes() float64 { return writes("self") }

func writes(pid string) float64 {
	n, err := strconv.ParseFloat(figures.Field(filepath.Join("/proc", pid, "io"), "syscw"), 64)
	if err != nil {
		return math.NaN()
	}
	return n
}

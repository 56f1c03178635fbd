package figures

import (
	"math"
	"slices"
)

// Median returns the middle of values, NaN if there are none.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// Spread returns how far values, of which there is one at least, are from their
// median: half of the distance between the smallest and the largest, as a part
// of the median.
func Spread(values []float64) float64 {
	return (slices.Max(values) - slices.Min(values)) / 2 / Median(values)
}

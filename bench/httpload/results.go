package main

import (
	"slices"

	"github.com/rpcwire/rpcwire/bench/internal/figures"
)

// results are everything that was measured.
type results struct {
	options  options
	rates    rates
	crowds   map[string][]crowd
	nonsense []nonsense
}

// rate returns the median of the calls per second, NaN if there is none.
func (r rates) rate(l load, name string) float64 {
	return figures.Median(r[rateKey{l.title, name}])
}

// ratio returns the median of how many times as many calls were answered as of
// another load or implementation in the same round, NaN if there was none. Both
// met what else the machine did in that round, so that this says more than the
// ratio of the medians.
func (r rates) ratio(l load, name string, other load, otherName string) float64 {
	var ratios []float64
	base := r[rateKey{other.title, otherName}]
	for i, rate := range r[rateKey{l.title, name}] {
		ratios = append(ratios, rate/base[i])
	}
	return figures.Median(ratios)
}

// spread returns how far the rounds are from the median.
func (r rates) spread(l load, name string) float64 {
	return figures.Spread(r[rateKey{l.title, name}])
}

// middle returns the median of what f says of the crowds.
func middle(crowds []crowd, f func(crowd) float64) float64 {
	values := make([]float64, len(crowds))
	for i, c := range crowds {
		values[i] = f(c)
	}
	return figures.Median(values)
}

// worst returns the largest of what f says of the crowds, of which there is one
// at least.
func worst(crowds []crowd, f func(crowd) int) float64 {
	values := make([]int, len(crowds))
	for i, c := range crowds {
		values[i] = f(c)
	}
	return float64(slices.Max(values))
}

package main

import (
	"cmp"

	"github.com/rpcwire/rpcwire/bench/internal/figures"
)

// results are everything that was measured.
type results struct {
	options   options
	rates     rates
	idles     []idle
	crowds    map[string][]crowd
	comebacks []comeback
	brokers   map[string][]dispatch
	pipes     pipes
}

// Of what is measured in rounds.
func rateOf(s sample) float64         { return s.rate }
func writesOf(s sample) float64       { return s.writes }
func pipeRateOf(f pipeFigure) float64 { return f.rate }
func allocsOf(f pipeFigure) float64   { return f.allocs }
func bytesOf(f pipeFigure) float64    { return f.bytes }
func brokerRateOf(d dispatch) float64 { return d.rate }

// middle returns the median of what f says of all rounds, NaN if there are none.
func middle[T any](all []T, f func(T) float64) float64 { return figures.Median(values(all, f)) }

// ratio returns the median of how many times the base f is in the same round, NaN if there
// was none. Both met what else the machine did in that round, so that this says more
// than the ratio of the medians.
func ratio[T any](all, base []T, f func(T) float64) float64 {
	var ratios []float64
	for i := range min(len(all), len(base)) {
		ratios = append(ratios, f(all[i])/f(base[i]))
	}
	return figures.Median(ratios)
}

// spread returns how far the rounds, of which there is one at least, are from the median.
func spread[T any](all []T, f func(T) float64) float64 { return figures.Spread(values(all, f)) }

// worst returns the largest of what f says of all rounds, of which there is one at least.
func worst[T any, N cmp.Ordered](all []T, f func(T) N) N {
	most := f(all[0])
	for _, v := range all[1:] {
		most = max(most, f(v))
	}
	return most
}

func values[T any](all []T, f func(T) float64) []float64 {
	v := make([]float64, len(all))
	for i := range all {
		v[i] = f(all[i])
	}
	return v
}

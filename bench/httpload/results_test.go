package main

import (
	"strings"
	"testing"
)

// someRates are two rounds in which everybody is half as fast in the second one.
func someRates() rates {
	return rates{
		{oneCaller.title, selfName}:   {900, 450},
		{oneCaller.title, rawName}:    {1000, 500},
		{manyCallers.title, selfName}: {1900, 950},
		{manyCallers.title, rawName}:  {2000, 1000},
		{oneBatch.title, selfName}:    {18000, 9000},
	}
}

func TestSummaryTable(t *testing.T) {
	got := summaryTable(someRates()).String()
	for _, want := range []string{"|     675 |  0.90 | 0.85 |", "|   1,425 |  0.95 | 0.90 |", "|  13,500 |  20.0 | 20.0 |"} {
		if !strings.Contains(got, want) {
			t.Errorf("the summary lacks %q:\n%s", want, got)
		}
	}
}

func TestRateTableLeavesOut(t *testing.T) {
	if got := rateTable(oneBatch, someRates()); len(got.Rows) != 1 || got.Rows[0][0] != selfName {
		t.Errorf("rows = %v, want those of %s alone", got.Rows, selfName)
	}
}

func TestCrowdTable(t *testing.T) {
	crowds := map[string][]crowd{selfName: {
		{errors: 1, seconds: 0.6, memory: 100, atServer: 2},
		{errors: 0, seconds: 0.8, memory: 300, atClient: 4},
	}}
	want := "| rpcwire         |      1 |    0.70 |                           200 |                       2 |      4 |\n"
	if got := crowdTable(crowds).String(); !strings.HasSuffix(got, want) {
		t.Errorf("table:\n%swant as its last line:\n%s", got, want)
	}
}

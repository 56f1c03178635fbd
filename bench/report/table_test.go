package main

import (
	"math"
	"testing"
)

func TestTable(t *testing.T) {
	tests := []struct {
		name  string
		table table
		want  string
	}{
		{
			name:  "numbers are aligned right, by characters and not by bytes",
			table: table{right: true, header: []string{"name", "ns"}, rows: [][]string{{"é", "1,000"}, {"longer", "–"}}},
			want: "| name   |    ns |\n" +
				"| ------ | ----: |\n" +
				"| é      | 1,000 |\n" +
				"| longer |     – |\n",
		},
		{
			name:  "text is aligned left",
			table: table{header: []string{"a", "b"}, rows: [][]string{{"c", "long"}}},
			want: "| a   | b    |\n" +
				"| --- | ---- |\n" +
				"| c   | long |\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.table.String(); got != tt.want {
				t.Errorf("table:\n%swant:\n%s", got, tt.want)
			}
		})
	}
}

func TestFormatNumber(t *testing.T) {
	tests := map[float64]string{
		0: "0.0", 18.46: "18.5", 99.94: "99.9", 99.96: "100", 100: "100", 999.6: "1,000", 1234: "1,234",
		1234567.8: "1,234,568", math.NaN(): none,
	}
	for v, want := range tests {
		if got := formatNumber(v); got != want {
			t.Errorf("formatNumber(%v) = %q, want %q", v, got, want)
		}
	}
}

func TestFormatRatio(t *testing.T) {
	for v, want := range map[float64]string{0.456: "0.46", 1: "1.00", 12.34: "12.3"} {
		if got := formatRatio(v); got != want {
			t.Errorf("formatRatio(%v) = %q, want %q", v, got, want)
		}
	}
}

package figures

import (
	"math"
	"testing"
)

func TestTable(t *testing.T) {
	tests := []struct {
		name  string
		table Table
		want  string
	}{
		{
			name:  "numbers are aligned right, by characters and not by bytes",
			table: Table{Right: true, Header: []string{"name", "ns"}, Rows: [][]string{{"é", "1,000"}, {"longer", "–"}}},
			want: "| name   |    ns |\n" +
				"| ------ | ----: |\n" +
				"| é      | 1,000 |\n" +
				"| longer |     – |\n",
		},
		{
			name:  "text is aligned left",
			table: Table{Header: []string{"a", "b"}, Rows: [][]string{{"c", "long"}}},
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

func TestNumber(t *testing.T) {
	tests := map[float64]string{
		0: "0.0", 18.46: "18.5", 99.94: "99.9", 99.96: "100", 100: "100", 999.6: "1,000", 1234: "1,234",
		1234567.8: "1,234,568", math.NaN(): None,
	}
	for v, want := range tests {
		if got := Number(v); got != want {
			t.Errorf("Number(%v) = %q, want %q", v, got, want)
		}
	}
}

func TestRatio(t *testing.T) {
	for v, want := range map[float64]string{0.456: "0.46", 1: "1.00", 12.34: "12.3"} {
		if got := Ratio(v); got != want {
			t.Errorf("Ratio(%v) = %q, want %q", v, got, want)
		}
	}
}

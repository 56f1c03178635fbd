package reference

import (
	"encoding/json"
	"errors"
	"testing"
)

func TestDispatch(t *testing.T) {
	tests := []struct {
		reason string
		method string
		params string
		want   string
		err    error
	}{
		{"positional params", "subtract", `[42,23]`, `19`, nil},
		{"named params, in any order", "subtract", ` {"subtrahend":23,"minuend":42}`, `19`, nil},
		{"integers of any size", "subtract", `[123456789012345678901234567890,1]`, `123456789012345678901234567889`, nil},
		{"too few", "subtract", `[42]`, ``, ErrParams},
		{"too many", "subtract", `[42,23,1]`, ``, ErrParams},
		{"a name that is not one of them", "subtract", `{"minuend":42,"other":23}`, ``, ErrParams},
		{"a string is no number", "subtract", `["42",23]`, ``, ErrParams},
		{"none at all", "subtract", ``, ``, ErrParams},
		{"any number of params", "sum", `[1,2,4]`, `7`, nil},
		{"the value is returned as it came", "echo", `[1.50]`, `1.50`, nil},
		{"the value may be null", "echo", `{"value":null}`, `null`, nil},
		{"params are not looked at", "update", `[1,2]`, `null`, nil},
		{"a result with structure", "get_data", ``, `["hello",5]`, nil},
		{"an error with a code", "fail", ``, ``, ErrFail},
		{"an error without", "fail_plain", ``, ``, ErrPlain},
		{"the wait ends", "sleep", `[1]`, `null`, nil},
		{"a method that does not exist", "Subtract", `[1,2]`, ``, ErrMethod},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			result, err := Dispatch(t.Context(), test.method, json.RawMessage(test.params))
			if !errors.Is(err, test.err) {
				t.Fatalf("the error is %v, not %v", err, test.err)
			}
			if err != nil {
				return
			}
			got, err := json.Marshal(result)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != test.want {
				t.Errorf("the result is %s, not %s", got, test.want)
			}
		})
	}
}

func TestCount(t *testing.T) {
	before := Count()
	if after := Count(); after != before+1 {
		t.Errorf("%d after %d", after, before)
	}
}

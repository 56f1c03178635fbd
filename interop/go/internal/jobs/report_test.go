package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestEncode(t *testing.T) {
	tests := []struct {
		reason string
		report Report
		want   string
	}{
		{"a notification that went out", Report{}, `{}`},
		{"a result as it came", Succeeded(json.RawMessage(`1.50`)), `{"result":1.50}`},
		{"no result is null", Succeeded(nil), `{"result":null}`},
		{"a report is one line", Succeeded(json.RawMessage("[1,\n2]")), `{"result":[1,2]}`},
		{"also of what is no JSON", Succeeded(json.RawMessage("[1,\n,]")), `{"result":[1, ,]}`},
		{"bytes that are no text", Succeeded(json.RawMessage("\"a\xff\"")), "{\"result\":\"a\uFFFD\"}"},
		{"an error of 2.0", Report{Error: Error{Code: -32001, Message: "boom", Data: json.RawMessage(`{"k":1}`)}}, `{"error":{"code":-32001,"message":"boom","data":{"k":1}}}`},
		{"an error of 1.0", Report{Error: "boom"}, `{"error":"boom"}`},
		{"a failure", Failure(Timeout, errors.New("late")), `{"failure":"timeout","message":"late"}`},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			if got := string(test.report.encode()); got != test.want {
				t.Errorf("it is %s, not %s", got, test.want)
			}
		})
	}
}

func TestFailed(t *testing.T) {
	tests := []struct {
		reason string
		err    error
		want   string
	}{
		{"the time is over", fmt.Errorf("call: %w", context.DeadlineExceeded), Timeout},
		{"it is no JSON", json.Unmarshal([]byte(`{`), new(any)), ParseError},
		{"it is other JSON", json.Unmarshal([]byte(`1`), new(string)), InvalidResponse},
		{"the connection has ended", io.ErrUnexpectedEOF, Transport},
		{"anything else", errors.New("strange"), InvalidResponse},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			if got := Failed(test.err).Failure; got != test.want {
				t.Errorf("it is %s, not %s", got, test.want)
			}
		})
	}
}

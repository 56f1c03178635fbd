package client_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
)

// TestReplies goes through everything a server can answer the call with id 1 with.
func TestReplies(t *testing.T) {
	const v1, v2 = protocol.V1, protocol.V2
	for _, test := range []struct {
		reason  string
		version protocol.Version
		reply   string
		want    client.Kind // or none
		result  string
	}{
		{"a result (5)", v2, `{"jsonrpc":"2.0","result":5,"id":1}`, "", `5`},
		{"its text is exact", v2, `{"jsonrpc":"2.0", "result": [1.50,  2] ,"id":1}`, "", `[1.50,  2]`},
		{"a result null (5)", v2, `{"jsonrpc":"2.0","result":null,"id":1}`, "", `null`},
		{"unknown members are ignored (R06)", v2, `{"jsonrpc":"2.0","result":5,"id":1,"time":3}`, "", `5`},
		{"C01: a null error does not count", v2, `{"jsonrpc":"2.0","result":5,"error":null,"id":1}`, "", `5`},
		{"C01: both null are a result", v2, `{"jsonrpc":"2.0","result":null,"error":null,"id":1}`, "", `null`},
		{"C01: a null result does not count", v2, `{"jsonrpc":"2.0","result":null,"error":{"code":1,"message":"m"},"id":1}`, client.KindServer, ``},
		{"C01: both set", v2, `{"jsonrpc":"2.0","result":5,"error":{"code":1,"message":"m"},"id":1}`, client.KindInvalidResponse, ``},
		{"neither result nor error (5)", v2, `{"jsonrpc":"2.0","id":1}`, client.KindInvalidResponse, ``},
		{"a null error alone", v2, `{"jsonrpc":"2.0","error":null,"id":1}`, client.KindInvalidResponse, ``},
		{"C02: a complete 1.0 response", v2, `{"result":5,"error":null,"id":1}`, "", `5`},
		{"C02, R09: and one that says so", v2, `{"jsonrpc":"1.0","result":5,"error":null,"id":1}`, "", `5`},
		{"C02: a partial 1.0 result", v2, `{"result":5,"id":1}`, client.KindInvalidResponse, ``},
		{"C02: a partial 1.0 error", v2, `{"error":{"code":1,"message":"m"},"id":1}`, client.KindInvalidResponse, ``},
		{"C02: another version", v2, `{"jsonrpc":"3.0","result":5,"id":1}`, client.KindInvalidResponse, ``},
		{"C02: a 1.0 call takes 2.0", v1, `{"jsonrpc":"2.0","result":5,"id":1}`, "", `5`},
		{"C02: a 1.0 call takes a partial result", v1, `{"result":5,"id":1}`, "", `5`},
		{"C02: a 1.0 call takes a partial error", v1, `{"error":"boom","id":1}`, client.KindServer, ``},
		{"C03: an error of any type in 1.0", v1, `{"result":null,"error":"boom","id":1}`, client.KindServer, ``},
		{"C03: which a 2.0 call takes as well, if complete", v2, `{"result":null,"error":"boom","id":1}`, client.KindServer, ``},
		{"C03: an error that is no object", v2, `{"jsonrpc":"2.0","error":"boom","id":1}`, client.KindInvalidResponse, ``},
		{"C03: a code that is no integer", v2, `{"jsonrpc":"2.0","error":{"code":1.5,"message":"m"},"id":1}`, client.KindInvalidResponse, ``},
		{"C03: a code like 1e0, no message", v2, `{"jsonrpc":"2.0","error":{"code":1e0},"id":1}`, client.KindServer, ``},
		{"C04: 1.0 is 1", v2, `{"jsonrpc":"2.0","result":5,"id":1.0}`, "", `5`},
		{"C04: 1e0 is 1", v2, `{"jsonrpc":"2.0","result":5,"id":1e0}`, "", `5`},
		{`C04: "1" is not`, v2, `{"jsonrpc":"2.0","result":5,"id":"1"}`, client.KindIDMismatch, ``},
		{"another id (5)", v2, `{"jsonrpc":"2.0","result":5,"id":2}`, client.KindIDMismatch, ``},
		{"a result with the id null", v2, `{"jsonrpc":"2.0","result":5,"id":null}`, client.KindIDMismatch, ``},
		{"a result without id", v2, `{"jsonrpc":"2.0","result":5}`, client.KindInvalidResponse, ``},
		{"a result with an id of a wrong type", v2, `{"jsonrpc":"2.0","result":5,"id":[1]}`, client.KindInvalidResponse, ``},
		{"an error (5.1)", v2, `{"jsonrpc":"2.0","error":{"code":1,"message":"m"},"id":1}`, client.KindServer, ``},
		{"an error for another call", v2, `{"jsonrpc":"2.0","error":{"code":1,"message":"m"},"id":2}`, client.KindIDMismatch, ``},
		{"C05: an error with the id null", v2, `{"jsonrpc":"2.0","error":{"code":1,"message":"m"},"id":null}`, client.KindServer, ``},
		{"C05: an error without id", v2, `{"jsonrpc":"2.0","error":{"code":1,"message":"m"}}`, client.KindServer, ``},
		{"C08: two results", v2, `{"jsonrpc":"2.0","result":5,"result":6,"id":1}`, client.KindInvalidResponse, ``},
		{"C12: lone surrogates", v2, `{"jsonrpc":"2.0","result":"\ud800","id":1}`, "", `"\ud800"`},
		{"R16: a method member makes it a request", v2, `{"jsonrpc":"2.0","method":"m","result":5,"id":1}`, client.KindInvalidResponse, ``},
		{"R16: a notification", v2, `{"jsonrpc":"2.0","method":"m"}`, client.KindInvalidResponse, ``},
		{"a batch of one is no response to a call", v2, `[{"jsonrpc":"2.0","result":5,"id":1}]`, client.KindInvalidResponse, ``},
		{"an empty batch", v2, `[]`, client.KindInvalidResponse, ``},
		{"JSON of another kind", v2, `5`, client.KindInvalidResponse, ``},
		{"no JSON", v2, `<html>`, client.KindParseError, ``},
		{"half of it", v2, `{"jsonrpc":"2.0","resu`, client.KindParseError, ``},
		{"two of it (R20)", v2, `{"jsonrpc":"2.0","result":5,"id":1}{}`, client.KindParseError, ``},
		{"R12: a byte order mark", v2, "\ufeff" + `{"jsonrpc":"2.0","result":5,"id":1}`, client.KindParseError, ``},
		{"R13: invalid UTF-8", v2, `{"jsonrpc":"2.0","result":"` + "\xff" + `","id":1}`, client.KindParseError, ``},
		{"white space is something, and no JSON", v2, " \n", client.KindParseError, ``},
		{"nothing", v2, ``, client.KindNoResponse, ``},
	} {
		t.Run(test.reason, func(t *testing.T) {
			c := client.New(saying(test.reply), client.Options{Version: test.version})
			var got protocol.Raw
			err := c.Call(t.Context(), "m", nil, &got)
			if client.KindOf(err) != test.want || string(got) != test.result {
				t.Errorf("got %s, %q (%v), want %s, %q", got, client.KindOf(err), err, test.result, test.want)
			}
			if err != nil && !errors.Is(err, client.ErrClient) {
				t.Errorf("%v is no ErrClient", err)
			}
		})
	}
}

func TestRepliesByDialect(t *testing.T) {
	for _, test := range []struct {
		reason  string
		options client.Options
		reply   string
		want    client.Kind
	}{
		{"C05 refused", client.Options{Dialect: protocol.Strict}, `{"jsonrpc":"2.0","error":{"code":1,"message":"m"}}`, client.KindInvalidResponse},
		{"C08 allowed", client.Options{Dialect: protocol.Lenient}, `{"jsonrpc":"2.0","result":4,"result":5,"id":1}`, ""},
		{"R12 allowed", client.Options{Dialect: protocol.Lenient}, "\ufeff" + `{"jsonrpc":"2.0","result":5,"id":1}`, ""},
		{"C02 refused for 1.0 as well", client.Options{Dialect: protocol.Strict, Version: protocol.V1}, `{"result":5,"id":1}`, client.KindInvalidResponse},
		{"nested beyond the limit", client.Options{Limits: protocol.Limits{Depth: 2}}, `{"jsonrpc":"2.0","result":[[5]],"id":1}`, client.KindInvalidResponse},
	} {
		c := client.New(saying(test.reply), test.options)
		if err := c.Call(t.Context(), "m", nil, nil); client.KindOf(err) != test.want {
			t.Errorf("%s: got %v, want %q", test.reason, err, test.want)
		}
	}
}

func TestReplyProblems(t *testing.T) {
	for _, test := range []struct {
		reason string
		reply  string
		want   protocol.DecodeError
	}{
		{"where it stops being JSON", `{"jsonrpc":x}`, protocol.DecodeError{Reason: protocol.ReasonUnexpectedByte, Offset: 11, Excerpt: "`{\"jsonrpc\":x}`"}},
		{"which member is wrong", `{"result":1,"error":2,"id":1}`, protocol.DecodeError{Reason: protocol.ReasonResultAndError, Offset: 20, Excerpt: "`sult\":1,\"error\":2,\"id\":1}`"}},
		{"what is missing", `{"result":1,"id":1}`, protocol.DecodeError{Reason: protocol.ReasonPartialResponse, Offset: 0, Excerpt: "`{\"result\":1,\"id\"`"}},
		{"a batch", `[{}]`, protocol.DecodeError{Reason: protocol.ReasonUnexpectedBatch, Excerpt: `"[{}]"`}},
	} {
		c := client.New(saying(test.reply), client.Options{})
		err := c.Call(t.Context(), "m", nil, nil)
		problem, ok := errors.AsType[*protocol.DecodeError](err)
		if !ok {
			t.Errorf("%s: %v has no problem", test.reason, err)
			continue
		}
		if diff := cmp.Diff(test.want, *problem); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.reason, diff)
		}
		if errors.Is(err, protocol.CodeParseError) || errors.Is(err, protocol.CodeInvalidRequest) {
			t.Errorf("%s: %v passes for an error of the server", test.reason, err)
		}
	}
}

func TestMismatchSaysBothIDs(t *testing.T) {
	c := client.New(saying(`{"jsonrpc":"2.0","result":5,"id":"1"}`), client.Options{})
	err := c.Call(t.Context(), "m", nil, nil)
	e, ok := errors.AsType[*client.IDMismatchError](err)
	if !ok || e.Want != protocol.Int(1) || e.Got != protocol.String("1") {
		t.Fatalf("got %v", err)
	}
	if want := `client: m (id 1): reply has the id "1" instead of 1`; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestNullIDAnswersNullID(t *testing.T) {
	c := client.New(saying(`{"jsonrpc":"2.0","result":5,"id":null}`), client.Options{})
	got, err := client.Call[int](t.Context(), c, "m", nil, client.WithID(protocol.Null()))
	if got != 5 || err != nil {
		t.Errorf("R01: got %d, %v", got, err)
	}
}

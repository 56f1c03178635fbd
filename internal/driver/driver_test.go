package driver_test

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/internal/driver"
	"github.com/rpcwire/rpcwire/protocol"
)

// ask returns the answer to one question.
func ask(t *testing.T, question string) string {
	t.Helper()
	var out strings.Builder
	if err := driver.Serve(strings.NewReader(question+"\n"), &out); err != nil {
		t.Fatal(err)
	}
	answer := out.String()
	if strings.Count(answer, "\n") != 1 || !json.Valid([]byte(answer)) {
		t.Fatalf("the answer is not one line of JSON: %q", answer)
	}
	return strings.TrimSuffix(answer, "\n")
}

// decode asks what payload is.
func decode(t *testing.T, payload string) string {
	t.Helper()
	return ask(t, `{"op":"decode","b64":"`+base64.StdEncoding.EncodeToString([]byte(payload))+`"}`)
}

func TestDecode(t *testing.T) {
	for _, test := range []struct {
		reason, payload, want string
	}{
		{"a request: params are text, and stay as they are", `{"jsonrpc":"2.0","method":"f","params":[1.50, 2],"id":9007199254740993}`,
			`{"ok":true,"batch":false,"messages":[{"kind":"request","version":"2.0","id":"9007199254740993","method":"f","params":"[1.50, 2]"}]}`},
		{"a notification has no id", `{"jsonrpc":"2.0","method":"f"}`,
			`{"ok":true,"batch":false,"messages":[{"kind":"notification","version":"2.0","method":"f"}]}`},
		{"params null are absent (R03)", `{"jsonrpc":"2.0","method":"f","params":null}`,
			`{"ok":true,"batch":false,"messages":[{"kind":"notification","version":"2.0","method":"f"}]}`},
		{"a string id keeps its escapes", `{"jsonrpc":"2.0","method":"\u0066","id":"\u0061"}`,
			`{"ok":true,"batch":false,"messages":[{"kind":"request","version":"2.0","id":"\"\\u0061\"","method":"f"}]}`},
		{"a lone surrogate stays one (R14)", `{"jsonrpc":"2.0","method":"\uD800","id":"\udfff"}`,
			`{"ok":true,"batch":false,"messages":[{"kind":"request","version":"2.0","id":"\"\\udfff\"","method":"\ud800"}]}`},
		{"a 1.0 notification has the id null", `{"method":"f","params":[],"id":null}`,
			`{"ok":true,"batch":false,"messages":[{"kind":"notification","version":"1.0","id":"null","method":"f","params":"[]"}]}`},
		{"a result", `{"jsonrpc":"2.0","result":null,"id":null}`,
			`{"ok":true,"batch":false,"messages":[{"kind":"result","version":"2.0","id":"null","result":"null"}]}`},
		{"an error: its code as it is written (C03)", `{"jsonrpc":"2.0","error":{"code":1e0,"message":"m\n","data":[ ]},"id":1}`,
			`{"ok":true,"batch":false,"messages":[{"kind":"error","version":"2.0","id":"1","error":{"code":"1e0","message":"m\n","data":"[ ]"}}]}`},
		{"an error without message and id (C03, C05)", `{"jsonrpc":"2.0","error":{"code":-1}}`,
			`{"ok":true,"batch":false,"messages":[{"kind":"error","version":"2.0","error":{"code":"-1","message":""}}]}`},
		{"a 1.0 error that is no error object", `{"result":null,"error":"boom","id":1}`,
			`{"ok":true,"batch":false,"messages":[{"kind":"error","version":"1.0","id":"1","error":{"raw":"\"boom\""}}]}`},
		{"a batch", `[{"jsonrpc":"2.0","method":"f"},1]`,
			`{"ok":true,"batch":true,"messages":[{"kind":"notification","version":"2.0","method":"f"},{"kind":"invalid","version":"2.0","id":"null","code":-32600,"reason":"not an object"}]}`},
		{"a scalar is one invalid message", `42`,
			`{"ok":true,"batch":false,"messages":[{"kind":"invalid","version":"2.0","id":"null","code":-32600,"reason":"not an object"}]}`},
		{"an invalid request with a good id is answered to it (R02)", `{"jsonrpc":"2.0","method":1,"id":"x"}`,
			`{"ok":true,"batch":false,"messages":[{"kind":"invalid","version":"2.0","id":"\"x\"","code":-32600,"reason":"method is not a string"}]}`},
		{"named params in 1.0 (R18): the answer is 1.0", `{"method":"f","params":{},"id":1}`,
			`{"ok":true,"batch":false,"messages":[{"kind":"invalid","version":"1.0","id":"1","code":-32600,"reason":"named params in a 1.0 request"}]}`},
		{"not JSON", `{"jsonrpc":"2.0",}`,
			`{"ok":false,"code":-32700,"reason":"unexpected character","offset":17}`},
		{"an empty batch", ` []`,
			`{"ok":false,"code":-32600,"reason":"empty batch","offset":1}`},
		{"an empty batch with something behind it (R20)", `[] []`,
			`{"ok":false,"code":-32700,"reason":"data after the value","offset":3}`},
		{"too deep", strings.Repeat("[", 10_001),
			`{"ok":false,"code":-32600,"reason":"nesting too deep","offset":10000}`},
		{"too many", "[" + strings.Repeat("1,", 1000) + "1]",
			`{"ok":false,"code":-32600,"reason":"batch too large","offset":2001}`},
	} {
		t.Run(test.reason, func(t *testing.T) {
			if diff := cmp.Diff(test.want, decode(t, test.payload)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// encoded asks for the payload of messages, and returns it or the refusal.
func encoded(t *testing.T, batch, messages string) string {
	t.Helper()
	answer := ask(t, `{"op":"encode","batch":`+batch+`,"messages":`+messages+`}`)
	var parts struct {
		OK     bool   `json:"ok"`
		B64    []byte `json:"b64"`
		Reason string `json:"reason"`
	}
	if err := json.Unmarshal([]byte(answer), &parts); err != nil {
		t.Fatal(err)
	}
	if !parts.OK {
		return "refused: " + parts.Reason
	}
	return string(parts.B64)
}

func TestEncode(t *testing.T) {
	for _, test := range []struct {
		reason, batch, messages, want string
	}{
		{"a request", "false", `[{"kind":"request","version":"2.0","id":"1.50","method":"f","params":"[9007199254740993]"}]`,
			`{"jsonrpc":"2.0","method":"f","params":[9007199254740993],"id":1.50}`},
		{"2.0 where no version is given, and unknown members", "false", `[{"kind":"request","id":"null","method":"f","extra":1}]`,
			`{"jsonrpc":"2.0","method":"f","id":null}`},
		{"a notification", "false", `[{"kind":"notification","method":"\ud83d\ude00"}]`,
			`{"jsonrpc":"2.0","method":"😀"}`},
		{"a lone surrogate stays one (R14)", "false", `[{"kind":"request","id":"\"\\ud800\"","method":"\ud800"}]`,
			`{"jsonrpc":"2.0","method":"\ud800","id":"\ud800"}`},
		{"a 1.0 request", "false", `[{"kind":"request","version":"1.0","id":"[1]","method":"f"}]`,
			`{"method":"f","params":[],"id":[1]}`},
		{"a 1.0 notification with its id", "false", `[{"kind":"notification","version":"1.0","id":"null","method":"f"}]`,
			`{"method":"f","params":[],"id":null}`},
		{"and without", "false", `[{"kind":"notification","version":"1.0","method":"f"}]`,
			`{"method":"f","params":[],"id":null}`},
		{"a result", "false", `[{"kind":"result","id":"\"a\"","result":"{\"k\":1e400}"}]`,
			`{"jsonrpc":"2.0","result":{"k":1e400},"id":"a"}`},
		{"a 1.0 result", "false", `[{"kind":"result","version":"1.0","id":"1","result":"null"}]`,
			`{"result":null,"error":null,"id":1}`},
		{"an error", "false", `[{"kind":"error","id":"null","error":{"code":"-32700","message":"Parse error","data":"[1]"}}]`,
			`{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error","data":[1]},"id":null}`},
		{"a code that is written in another way", "false", `[{"kind":"error","id":"1","error":{"code":"1.0","message":""}}]`,
			`{"jsonrpc":"2.0","error":{"code":1,"message":""},"id":1}`},
		{"a 1.0 error of any form", "false", `[{"kind":"error","version":"1.0","id":"1","error":{"raw":"\"boom\""}}]`,
			`{"result":null,"error":"boom","id":1}`},
		{"a batch", "true", `[{"kind":"notification","method":"f"},{"kind":"result","id":"1","result":"2"}]`,
			`[{"jsonrpc":"2.0","method":"f"},{"jsonrpc":"2.0","result":2,"id":1}]`},

		{"an empty batch", "true", `[]`, `refused: empty batch`},
		{"two messages that are no batch", "false", `[{},{}]`, `refused: 2 messages, and no batch`},
		{"no object", "false", `[1]`, `refused: message 0: not an object`},
		{"an invalid message", "false", `[{"kind":"invalid"}]`, `refused: message 0: a message of kind "invalid" cannot be encoded`},
		{"a version that does not exist", "false", `[{"kind":"request","version":"3"}]`, `refused: message 0: version is neither "2.0" nor "1.0"`},
		{"JSON text that is no string", "false", `[{"kind":"request","id":1}]`, `refused: message 0: id is not JSON text in a string`},
		{"an id that is not JSON", "false", `[{"kind":"request","id":"x","method":"f"}]`, `refused: message 0: id: unexpected character at offset 0: near ` + "`" + `x` + "`"},
		{"an id that 2.0 does not have", "false", `[{"kind":"request","id":"true","method":"f"}]`, `refused: message 0: cannot encode id: must be a string, a number or null in 2.0`},
		{"a request without id", "false", `[{"kind":"request","method":"f"}]`, `refused: message 0: a request has an id, which in 1.0 is not null`},
		{"a notification with id", "false", `[{"kind":"notification","id":"1","method":"f"}]`, `refused: message 0: a notification has no id`},
		{"a request without method", "false", `[{"kind":"request","id":"1"}]`, `refused: message 0: no method`},
		{"params that are not JSON", "false", `[{"kind":"request","id":"1","method":"f","params":"[1"}]`, `refused: message 0: cannot encode params: is not valid JSON: unexpected end at offset 2: near ` + "`" + `[1` + "`"},
		{"a scalar as params", "false", `[{"kind":"request","id":"1","method":"f","params":"1"}]`, `refused: message 0: cannot encode params: must be an array or an object`},
		{"a response without id", "false", `[{"kind":"result","result":"1"}]`, `refused: message 0: cannot encode id: is absent`},
		{"a result without one", "false", `[{"kind":"result","id":"1"}]`, `refused: message 0: no result`},
		{"an error without one", "false", `[{"kind":"error","id":"1"}]`, `refused: message 0: no error object`},
		{"a code that is no integer", "false", `[{"kind":"error","id":"1","error":{"code":"1.5","message":""}}]`, `refused: message 0: code 1.5 is not an integer within 64 bits`},
		{"a 1.0 error in 2.0", "false", `[{"kind":"error","id":"1","error":{"raw":"\"boom\""}}]`, `refused: message 0: cannot encode error: is not an error object, as 2.0 requires`},
	} {
		t.Run(test.reason, func(t *testing.T) {
			if diff := cmp.Diff(test.want, encoded(t, test.batch, test.messages)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestQuestionsThatAreNone(t *testing.T) {
	for _, test := range []struct {
		question, want string
	}{
		{``, `the line is not JSON: empty payload at offset 0`},
		{`{"op":"decode"`, `the line is not JSON: unexpected end at offset 14`},
		{`[]`, `the line is not a JSON object`},
		{`{}`, `there is no operation \"\"`},
		{`{"op":"explode"}`, `there is no operation \"explode\"`},
		{`{"op":1}`, `op is of the wrong type`},
		{`{"op":"decode"}`, `decode needs b64`},
		{`{"op":"encode"}`, `encode needs messages`},
		{`{"op":"decode","b64":"?"}`, `b64 is not base64`},
		{`{"op":"decode","b64":1}`, `b64 is not base64`},
		{`{"op":"encode","batch":1,"messages":[]}`, `batch is of the wrong type`},
		{`{"op":"encode","messages":{}}`, `messages is of the wrong type`},
	} {
		if got := ask(t, test.question); !strings.HasPrefix(got, `{"ok":false,"reason":"`+test.want) {
			t.Errorf("%s: got %s, want the reason %s", test.question, got, test.want)
		}
	}
}

// TestRoundTrip checks that what was decoded encodes to what decodes in the same way.
func TestRoundTrip(t *testing.T) {
	for _, payload := range []string{
		`{"jsonrpc":"2.0","method":"f","params":{"a":[1.50]},"id":1e0}`,
		`{"jsonrpc":"2.0","method":"\ud800\n","id":"\udc00"}`,
		`{"method":"f","params":[1],"id":{"a":1}}`,
		`{"method":"f","params":[],"id":null}`,
		`[{"jsonrpc":"2.0","result":{},"id":null},{"jsonrpc":"2.0","error":{"code":1,"message":"\ud800","data":null},"id":2}]`,
		`{"result":null,"error":{"code":"x"},"id":1}`,
	} {
		answer := decode(t, payload)
		question := strings.Replace(answer, `{"ok":true,`, `{"op":"encode",`, 1)
		again := strings.Replace(ask(t, question), `{"ok":true,`, `{"op":"decode",`, 1)
		if got := ask(t, again); got != answer {
			t.Errorf("%s decodes as %s,\nencodes and decodes as %s", payload, answer, got)
		}
	}
}

// TestAnswersBeforeTheNextQuestion checks that an answer does not wait for more input.
func TestAnswersBeforeTheNextQuestion(t *testing.T) {
	questions, ask := io.Pipe()
	answers, answer := io.Pipe()
	done := make(chan error)
	go func() { done <- driver.Serve(questions, answer) }()
	lines := bufio.NewReader(answers)
	for range 3 {
		if _, err := io.WriteString(ask, `{"op":"decode","b64":"MQ=="}`+"\n"); err != nil {
			t.Fatal(err)
		}
		if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, `"ok":true`) {
			t.Fatalf("got %q, %v", line, err)
		}
	}
	if err := ask.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestServeReportsErrors(t *testing.T) {
	broken := errors.New("broken pipe")
	questions, ask := io.Pipe()
	ask.CloseWithError(broken)
	if err := driver.Serve(questions, io.Discard); !errors.Is(err, broken) {
		t.Errorf("reading: got %v, want %v", err, broken)
	}
	answers, answer := io.Pipe()
	answers.CloseWithError(broken)
	if err := driver.Serve(strings.NewReader("{}\n"), answer); !errors.Is(err, broken) {
		t.Errorf("writing: got %v, want %v", err, broken)
	}
}

// FuzzAnswer checks that every line gets one line of JSON.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"op":"decode","b64":"W10="}`))
	f.Add([]byte(`{"op":"encode","batch":true,"messages":[{"kind":"error","id":"1","error":{"raw":"1"}}]}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		var codec protocol.Decoder
		answer := driver.Answer(nil, line, &codec)
		if !json.Valid(answer) || strings.ContainsRune(string(answer), '\n') {
			t.Errorf("%q is answered %q", line, answer)
		}
	})
}

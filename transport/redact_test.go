package transport_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/transport"
)

// rendered returns a payload as it is logged.
func rendered(t *testing.T, payload string, options transport.LogOptions) string {
	t.Helper()
	logger, logged := records(slog.LevelInfo)
	handler := transport.LoggedHandler(&countingHandler{}, logger, options)
	handler.ServeRPC(t.Context(), []byte(payload))
	return logged(t)[0][transport.KeyMessage].(string)
}

func TestLoggedMessage(t *testing.T) {
	secret := transport.LogOptions{Members: []string{"password", "Token"}}
	trim := transport.LogOptions{TrimStrings: 3}
	short := transport.LogOptions{MaxMessage: 10}
	for _, test := range []struct {
		reason  string
		options transport.LogOptions
		payload string
		want    string
	}{
		{"as it is", transport.LogOptions{}, `{"a": [1, "é😀"]}`, `{"a": [1, "é😀"]}`},
		{"nothing", transport.LogOptions{}, "", ""},
		{"one line", transport.LogOptions{}, "{\r\n\t\"a\": 1\n}", `{   "a": 1 }`},
		{"what does things to terminals", transport.LogOptions{}, "\x1b[31m\x07\u009b\u202e\u2028\x7f", `\u001b[31m\u0007\u009b\u202e\u2028\u007f`},
		{"what has no glyph, beyond 16 bits", transport.LogOptions{}, "\U000E0001", `\udb40\udc01`},
		{"invalid UTF-8", transport.LogOptions{}, "a\xffb", "a\uFFFDb"},
		{"too long", short, strings.Repeat("x", 11), "xxxxxxxxxx… (11 bytes)"},
		{"long enough", short, strings.Repeat("x", 10), "xxxxxxxxxx"},
		{"not within a character", short, "123456789é1", "123456789… (12 bytes)"},
		{"bounded unless told", transport.LogOptions{}, strings.Repeat("x", 70000), strings.Repeat("x", 65536) + "… (70000 bytes)"},
		{"told not to be", transport.LogOptions{MaxMessage: -1}, strings.Repeat("x", 70000), strings.Repeat("x", 70000)},

		{"a secret", secret, `{"password":"x","a":1}`, `{"password":"***","a":1}`},
		{"case does not matter", secret, `{"PassWord":"x","TOKEN":"y"}`, `{"PassWord":"***","TOKEN":"***"}`},
		{"with spaces", secret, `{ "password" : "x" , "a" : 1 }`, `{ "password" : "***" , "a" : 1 }`},
		{"at any depth", secret, `[{"params":[{"token":"x"}]}]`, `[{"params":[{"token":"***"}]}]`},
		{"the name in escapes", secret, `{"\u0070assword":"x"}`, `{"\u0070assword":"***"}`},
		{"quotes in the secret", secret, `{"password":"a\"b\\","c":1}`, `{"password":"***","c":1}`},
		{"a number", secret, `{"password":-1.5e3}`, `{"password":"***"}`},
		{"null", secret, `{"password":null ,"a":1}`, `{"password":"***" ,"a":1}`},
		{"an object, with brackets in strings", secret, `{"password":{"a":["}]",{"b":1}]},"c":1}`, `{"password":"***","c":1}`},
		{"an array", secret, `{"password":[1,[2],"]"],"c":1}`, `{"password":"***","c":1}`},
		{"empty ones", secret, `{"password":{},"token":[]}`, `{"password":"***","token":"***"}`},
		{"a value of that name is none", secret, `{"method":"password","params":["password"]}`, `{"method":"password","params":["password"]}`},
		{"part of a name is none", secret, `{"password2":1}`, `{"password2":1}`},
		{"told to show it", transport.LogOptions{Members: secret.Members, ShowSecrets: true}, `{"password":"x"}`, `{"password":"x"}`},
		{"no JSON, with a secret", secret, `{"password":"x`, `(14 bytes that are not JSON)`},
		{"no JSON, with a secret in escapes, perhaps", secret, `{"\u0070assword":"x`, `(19 bytes that are not JSON)`},
		{"no JSON, no secret", secret, "<html>", "<html>"},
		{"no JSON, and too much of it", secret, strings.Repeat("y", 2000), strings.Repeat("y", 1024) + "… (2000 bytes)"},
		{"cut behind a secret", transport.LogOptions{Members: secret.Members, MaxMessage: 20}, `{"password":"xxxxxxxxxxxxxxxxxxxxxxxx"}`, `{"password":"***"}`},
		{"cut, with the size of the payload", transport.LogOptions{Members: secret.Members, MaxMessage: 6}, `["abc","def","ghi","jkl"]`, `["abc"… (25 bytes)`},

		{"long strings", trim, `["abcd","abc",""]`, `["abc…","abc",""]`},
		{"names stay", trim, `{"method":"subtract"}`, `{"method":"sub…"}`},
		{"characters, not bytes", trim, `["éééé","ééé","😀😀😀😀"]`, `["ééé…","ééé","😀😀😀…"]`},
		{"escapes stay whole", trim, `["\n\n\n\n","\u00e9\u00e9\u00e9\u00e9","\"\\\"\\"]`, `["\n\n\n…","\u00e9\u00e9\u00e9…","\"\\\"…"]`},
		{"pairs of surrogates stay whole", trim, `["\ud83d\ude00\uD83D\uDE00\ud83d\ude00x"]`, `["\ud83d\ude00\uD83D\uDE00\ud83d\ude00…"]`},
		{"lone surrogates are characters", trim, `["\ud83d\ud83d\ude00\ude00x","\ud83d"]`, `["\ud83d\ud83d\ude00\ude00…","\ud83d"]`},
		{"both", transport.LogOptions{TrimStrings: 3, Members: []string{"a"}}, `{"a":"12345","b":"12345"}`, `{"a":"***","b":"123…"}`},
	} {
		t.Run(test.reason, func(t *testing.T) {
			got := rendered(t, test.payload, test.options)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever a peer sends, its rendering is one line of UTF-8 and hides what it has to;
// if it was JSON, it still is.
func FuzzLoggedMessage(f *testing.F) {
	for _, seed := range []string{
		`{"password":"s3cret","a":[1,{"b":"\ud83d\ude00 long string"}]}`, `{"password":{"s3cret":1}}`, `["\u00`, "\xff\n", `{"password":"s3cret`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		var message string
		logger := slog.New(captured(func(record slog.Record) {
			record.Attrs(func(attr slog.Attr) bool {
				message = attr.Value.String()
				return true
			})
		}))
		options := transport.LogOptions{Members: []string{"password"}, TrimStrings: 4, MaxMessage: -1}
		transport.LoggedHandler(&countingHandler{}, logger, options).ServeRPC(t.Context(), []byte(payload))
		if !utf8.ValidString(message) || strings.ContainsAny(message, "\n\r\x1b") {
			t.Errorf("%q became %q", payload, message)
		}
		if json.Valid([]byte(payload)) && utf8.ValidString(payload) {
			var fields map[string]any
			if !json.Valid([]byte(message)) {
				t.Errorf("%q became %q", payload, message)
			} else if json.Unmarshal([]byte(message), &fields) == nil && fields["password"] != nil && fields["password"] != "***" {
				t.Errorf("%q became %q", payload, message)
			}
		}
	})
}

// captured is a handler that passes records to a function.
type captured func(slog.Record)

func (captured) Enabled(context.Context, slog.Level) bool { return true }
func (c captured) WithAttrs([]slog.Attr) slog.Handler     { return c }
func (c captured) WithGroup(string) slog.Handler          { return c }
func (c captured) Handle(_ context.Context, record slog.Record) error {
	c(record)
	return nil
}

package zmq

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKeyText(t *testing.T) {
	got := keyText([]byte{0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B})
	if got != "HelloWorld" { // the example of the specification of Z85
		t.Errorf("got %q", got)
	}
	if !isKey(keyText(make([]byte, curveKeySize))) {
		t.Error("what a key is written as is not taken for one")
	}
}

func TestIsKey(t *testing.T) {
	for _, test := range []struct {
		reason string
		key    string
		want   bool
	}{
		{"40 characters", strings.Repeat("a#", 20), true},
		{"39", strings.Repeat("a", 39), false},
		{"41", strings.Repeat("a", 41), false},
		{"a character that Z85 does not have", strings.Repeat("a", 39) + "\"", false},
		{"nothing", "", false},
	} {
		if got := isKey(test.key); got != test.want {
			t.Errorf("%s: got %t", test.reason, got)
		}
	}
}

func TestAllowKeys(t *testing.T) {
	keys := []string{"a", "b"}
	allow := AllowKeys(keys...)
	keys[0] = "c"
	if !allow("a") || allow("c") || !AllowAny()("c") {
		t.Error("the wrong ones are allowed")
	}
}

func TestZAP(t *testing.T) {
	key := strings.Repeat("\x01", curveKeySize)
	text := keyText([]byte(key))
	var log []string
	known := zapDomain{allow: AllowKeys(text), log: func(address, key string) { log = append(log, address+" "+key) }}
	other := zapDomain{allow: AllowKeys("x")}
	for _, test := range []struct {
		reason string
		frames [][]byte
		domain zapDomain
		want   zapReply
	}{
		{"a known key", frames("1.0", "7", "d", "::1", "", "CURVE", key), known, zapReply{"7", "200", "OK", text}},
		{"an unknown key", frames("1.0", "7", "d", "::1", "", "CURVE", key), other, zapReply{"7", "400", "not allowed", ""}},
		{"no key", frames("1.0", "7", "d", "::1", "", "CURVE"), known, zapReply{"7", "400", "CURVE is required", ""}},
		{"a short key", frames("1.0", "7", "d", "::1", "", "CURVE", "k"), known, zapReply{"7", "400", "CURVE is required", ""}},
		{"no security", frames("1.0", "7", "d", "::1", "", "NULL"), known, zapReply{"7", "400", "CURVE is required", ""}},
		{"a password", frames("1.0", "7", "d", "::1", "", "PLAIN", "user", ""), known, zapReply{"7", "400", "CURVE is required", ""}},
		{"a server that nobody knows", frames("1.0", "7", "d", "::1", "", "CURVE", key), zapDomain{}, zapReply{"7", "400", "no such domain", ""}},
		{"another version", frames("2.0", "7", "d", "::1", "", "CURVE", key), known, zapReply{"7", "500", "version error", ""}},
		{"not a request", frames("1.0"), known, zapReply{"", "500", "version error", ""}},
	} {
		r := parseZAP(test.frames)
		if got := r.answer(test.domain); got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.reason, got, test.want)
		}
	}
	if want := []string{"::1 ", "::1 ", "::1 ", "::1 ", "::1 " + text, " "}; !cmp.Equal(want, log) {
		t.Errorf("log (-want +got):\n%s", cmp.Diff(want, log))
	}
	var domains zapDomains
	if a, b := domains.add(AllowAny(), nil), domains.add(AllowAny(), nil); a == b || len(domains.domains) != 2 {
		t.Error("two servers have one name")
	}
}

package jsonscan_test

import (
	"fmt"
	"testing"
	"unicode/utf8"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

func TestUTF8(t *testing.T) {
	bad := func(reason, bytes string) stringTest {
		return stringTest{reason: reason, body: "é" + bytes + `é"`, fault: jsonscan.BadUTF8, at: 2}
	}
	checkStrings(t, []stringTest{
		bad("a tail byte alone (RFC 3629, 3)", "\x80"),
		bad("the highest tail byte alone", "\xbf"),
		bad("an overlong form of two bytes, the lowest (RFC 3629, 4)", "\xc0\x80"),
		bad("an overlong quote", "\xc0\xa2"),
		bad("an overlong form of two bytes, the highest", "\xc1\xbf"),
		bad("an overlong form of three bytes, the lowest", "\xe0\x80\x80"),
		bad("an overlong form of three bytes, the highest", "\xe0\x9f\xbf"),
		bad("an overlong form of four bytes, the lowest", "\xf0\x80\x80\x80"),
		bad("an overlong form of four bytes, the highest", "\xf0\x8f\xbf\xbf"),
		bad("the lowest surrogate (RFC 3629, 3)", "\xed\xa0\x80"),
		bad("the highest surrogate", "\xed\xbf\xbf"),
		bad("a pair of surrogates", "\xed\xa0\xbd\xed\xb8\x80"),
		bad("above U+10FFFF", "\xf4\x90\x80\x80"),
		bad("far above U+10FFFF", "\xf5\x80\x80\x80"),
		bad("a form of five bytes", "\xf8\x88\x80\x80\x80"),
		bad("a form of six bytes", "\xfc\x84\x80\x80\x80\x80"),
		bad("a byte that UTF-8 never has: 0xfe", "\xfe"),
		bad("a byte that UTF-8 never has: 0xff", "\xff"),
		bad("two bytes, the second missing", "\xc3"),
		bad("two bytes, the second plain", "\xc3a"),
		bad("two bytes, the second a quote", "\xc3\""),
		bad("three bytes, the last missing", "\xe2\x82"),
		bad("three bytes, the second plain", "\xe2a\x80"),
		bad("three bytes, the last plain", "\xe2\x82a"),
		bad("three bytes, the last another beginning", "\xe2\x82\xc3"),
		bad("four bytes, the last missing", "\xf0\x9f\x98"),
		bad("four bytes, the second plain", "\xf0a\x98\x80"),
		bad("four bytes, the third plain", "\xf0\x9fa\x80"),
		bad("four bytes, the last plain", "\xf0\x9f\x98a"),
		bad("Latin-1", "\xe9t\xe9"),
		{reason: "the end within a character of two bytes", body: "é\xc3", fault: jsonscan.BadUTF8, at: 2},
		{reason: "the end within a character of three bytes", body: "é\xe2\x82", fault: jsonscan.BadUTF8, at: 2},
		{reason: "the end within a character of four bytes", body: "é\xf0\x9f\x98", fault: jsonscan.BadUTF8, at: 2},
		{reason: "the fault is behind a plain byte between two characters", body: "é é \x80\"", fault: jsonscan.BadUTF8, at: 6},
		{reason: "the fault is behind plain text", body: "é abcdefgh \x80\"", fault: jsonscan.BadUTF8, at: 12},
	})
}

// walk says with unicode/utf8 what String must say of body. The body has no
// backslashes.
func walk(body []byte) scanned {
	for i := 0; i < len(body); {
		switch c := body[i]; {
		case c == '"':
			return scanned{At: i + 1}
		case c < ' ':
			return scanned{At: i, Fault: jsonscan.ControlCharacter}
		case c < utf8.RuneSelf:
			i++
		default:
			r, size := utf8.DecodeRune(body[i:])
			if r == utf8.RuneError && size == 1 {
				return scanned{At: i, Fault: jsonscan.BadUTF8}
			}
			i += size
		}
	}
	return scanned{At: len(body), Fault: jsonscan.UnexpectedEnd}
}

// compareWithUTF8 compares String with unicode/utf8 on body, and returns what differs.
func compareWithUTF8(body []byte) string {
	at, fault := jsonscan.String(body, 0)
	if got, want := (scanned{At: at, Fault: fault}), walk(body); got != want {
		return fmt.Sprintf("String(%q) = %v, want %v", body, got, want)
	}
	return ""
}

func TestEverySequenceOfTwoBytes(t *testing.T) {
	body := []byte(`??"`)
	for w := range 1 << 16 {
		body[0], body[1] = byte(w>>8), byte(w)
		if body[0] == '\\' || body[1] == '\\' {
			continue
		}
		for _, text := range [][]byte{body, body[:2]} {
			if difference := compareWithUTF8(text); difference != "" {
				t.Error(difference)
			}
		}
	}
}

func TestEverySequenceOfThreeBytes(t *testing.T) {
	body := []byte(`???"`)
	for w := 0x80 << 16; w < 1<<24; w++ {
		body[0], body[1], body[2] = byte(w>>16), byte(w>>8), byte(w)
		if body[1] == '\\' || body[2] == '\\' {
			continue
		}
		if difference := compareWithUTF8(body); difference != "" {
			t.Fatal(difference)
		}
	}
}

// The bytes on both sides of every border in the table of RFC 3629, section 4, as
// third and fourth bytes, behind every first and second one.
func TestSequencesOfFourBytes(t *testing.T) {
	borders := []byte{0x00, 0x1f, ' ', '"', 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xe0, 0xf0, 0xff}
	body := []byte(`????"`)
	for w := 0xc000; w < 1<<16; w++ {
		if byte(w) == '\\' {
			continue
		}
		for _, third := range borders {
			for _, fourth := range borders {
				body[0], body[1], body[2], body[3] = byte(w>>8), byte(w), third, fourth
				if difference := compareWithUTF8(body); difference != "" {
					t.Fatal(difference)
				}
			}
		}
	}
}

package mutant

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// replacingInvalid replaces what is not UTF-8.
func replacingInvalid(payload []byte) []byte { return bytes.ToValidUTF8(payload, []byte("\ufffd")) }

// droppingInvalid leaves out what is not UTF-8.
func droppingInvalid(payload []byte) []byte { return bytes.ToValidUTF8(payload, nil) }

// takingLatin1 takes bytes that are not UTF-8 for ISO-8859-1.
func takingLatin1(payload []byte) []byte {
	var text []byte
	for i := 0; i < len(payload); {
		c, size := utf8.DecodeRune(payload[i:])
		if c == utf8.RuneError && size == 1 {
			c = rune(payload[i])
		}
		text = utf8.AppendRune(text, c)
		i += size
	}
	return text
}

// takingLoose decodes UTF-8 as its bits say: overlong forms, surrogates and what is above
// Unicode included.
func takingLoose(payload []byte) []byte {
	var text []byte
	for i := 0; i < len(payload); {
		c, size := looseRune(payload[i:])
		switch {
		case size == 1:
			text = append(text, payload[i])
		case c == '"' || c == '\\':
			text = append(text, '\\', byte(c))
		case c == 0:
			text = append(text, `\u0000`...)
		default:
			text = utf8.AppendRune(text, c)
		}
		i += size
	}
	return text
}

// looseRune returns the first character of a text as a loose decoder sees it.
func looseRune(text []byte) (c rune, size int) {
	switch first := text[0]; {
	case first >= 0xc0 && first < 0xe0:
		c, size = rune(first&0x1f), 2
	case first >= 0xe0 && first < 0xf0:
		c, size = rune(first&0xf), 3
	case first >= 0xf0 && first < 0xf8:
		c, size = rune(first&7), 4
	default:
		return rune(first), 1
	}
	if len(text) < size {
		return rune(text[0]), 1
	}
	for _, next := range text[1:size] {
		if next&0xc0 != 0x80 {
			return rune(text[0]), 1
		}
		c = c<<6 | rune(next&0x3f)
	}
	return c, size
}

// takingCutOff completes characters of which only the beginning is there.
func takingCutOff(payload []byte) []byte {
	var text []byte
	for i := 0; i < len(payload); {
		c, size := utf8.DecodeRune(payload[i:])
		if c == utf8.RuneError && size == 1 && payload[i] >= 0xc0 {
			text = append(text, '?')
			i++
			for i < len(payload) && payload[i]&0xc0 == 0x80 {
				i++
			}
			continue
		}
		text = append(text, payload[i:i+size]...)
		i += size
	}
	return text
}

const byteOrderMark = "\ufeff"

// droppingMarks leaves out byte order marks wherever they are.
func droppingMarks(payload []byte) []byte {
	return bytes.ReplaceAll(payload, []byte(byteOrderMark), nil)
}

// takingUTF16 takes UTF-16 and UTF-32 for what they are.
func takingUTF16(payload []byte) []byte {
	for _, u := range []struct {
		beginning string
		size      int
		order     binary.ByteOrder
	}{
		{"\x00\x00\x00", 4, binary.BigEndian},
		{"\xff\xfe", 2, binary.LittleEndian},
		{"\xfe\xff", 2, binary.BigEndian},
		{"{\x00", 2, binary.LittleEndian},
		{"\x00{", 2, binary.BigEndian},
	} {
		if bytes.HasPrefix(payload, []byte(u.beginning)) {
			return fromUnits(payload, u.size, u.order)
		}
	}
	return payload
}

func fromUnits(payload []byte, size int, order binary.ByteOrder) []byte {
	var units []uint16
	for i := 0; i+size <= len(payload); i += size {
		if size == 4 {
			units = append(units, uint16(order.Uint32(payload[i:])))
		} else {
			units = append(units, order.Uint16(payload[i:]))
		}
	}
	return []byte(strings.TrimPrefix(string(utf16.Decode(units)), byteOrderMark))
}

// asciiOnly returns a text with "?" in place of characters beyond ASCII.
func asciiOnly(text string) string {
	return mapped(text, func(c rune) bool { return c >= utf8.RuneSelf })
}

// basicOnly returns a text with "?" in place of characters beyond 16 bits.
func basicOnly(text string) string { return mapped(text, func(c rune) bool { return c > 0xffff }) }

// mapped returns a text with "?" in place of some characters.
func mapped(text string, bad func(rune) bool) string {
	return strings.Map(func(c rune) rune {
		if bad(c) {
			return '?'
		}
		return c
	}, text)
}

// replacer returns a function that replaces texts: old, new, old, new...
func replacer(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }

// validText replaces lone surrogates, which are invalid UTF-8 here.
func validText(text string) string { return strings.ToValidUTF8(text, "\ufffd") }

// composed returns a text in which an e with an accent is one character.
var composed = replacer("e\u0301", "\u00e9")

// trimmed returns a text without the space around it.
func trimmed(text string) string { return strings.TrimSpace(text) }

// untilNUL returns the beginning of a text, as C has it.
func untilNUL(text string) string {
	before, _, _ := strings.Cut(text, "\x00")
	return before
}

// narrow returns a text with ASCII in place of fullwidth digits and letters.
func narrow(text string) string {
	return strings.Map(func(c rune) rune {
		if c >= 0xff01 && c <= 0xff5e {
			return c - 0xff01 + '!'
		}
		return c
	}, text)
}

// folded returns a name in lower case, as encoding/json compares it.
func folded(name string) string {
	return strings.ToLower(strings.NewReplacer("\u017f", "s", "\u212a", "k").Replace(name))
}

// cut returns a function that cuts texts to a length in bytes.
func cut(length int) func(string) string {
	return func(text string) string {
		if len(text) > length {
			return text[:length]
		}
		return text
	}
}

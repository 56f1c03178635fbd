package lines_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/internal/lines"
)

// read returns the lines of r, with an error in the place of a line.
func read(r io.Reader, limit int) []string {
	reader := lines.NewReader(r, limit)
	var got []string
	for {
		line, err := reader.Next()
		switch {
		case err == io.EOF:
			return got
		case errors.Is(err, lines.ErrTooLong):
			got = append(got, "!")
		case err != nil:
			return append(got, err.Error())
		default:
			got = append(got, string(line))
		}
	}
}

func TestNext(t *testing.T) {
	long := strings.Repeat("x", 200_000) // longer than the buffer
	for _, test := range []struct {
		reason, text string
		limit        int
		want         []string
	}{
		{"nothing has no lines", "", 10, nil},
		{"a line feed ends a line, it does not begin another", "a\n", 10, []string{"a"}},
		{"the last line needs no line feed", "a\nb", 10, []string{"a", "b"}},
		{"empty lines are lines", "\n\na\n", 10, []string{"", "", "a"}},
		{"only line feeds end lines", "a\rb\u2028c\r\n", 10, []string{"a\rb\u2028c\r"}},
		{"a line of the limit's length", "1234567890\nb\n", 10, []string{"1234567890", "b"}},
		{"a longer one is skipped, and the rest is read", "12345678901\nb\n", 10, []string{"!", "b"}},
		{"also at the end", "b\n12345678901", 10, []string{"b", "!"}},
		{"a line longer than the buffer", long + "\nb", 200_000, []string{long, "b"}},
		{"one that is too long as well", long + "\nb", 199_999, []string{"!", "b"}},
		{"and at the end", "b\n" + long, 199_999, []string{"b", "!"}},
	} {
		if diff := cmp.Diff(test.want, read(strings.NewReader(test.text), test.limit)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.reason, diff)
		}
		if diff := cmp.Diff(test.want, read(iotest.HalfReader(strings.NewReader(test.text)), test.limit)); diff != "" {
			t.Errorf("%s, in small pieces: (-want +got)\n%s", test.reason, diff)
		}
	}
}

func TestNextReportsReadErrors(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(errors.New("disk on fire")))
	if diff := cmp.Diff([]string{"a", "disk on fire"}, read(broken, 10)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

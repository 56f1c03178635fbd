package stream_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// prefixed is a framing that is none of the package's: a length of four bytes before
// each payload.
type prefixed struct{}

func (prefixed) Append(dst, payload []byte) []byte {
	return append(binary.BigEndian.AppendUint32(dst, uint32(len(payload))), payload...)
}

func (prefixed) Read(r *stream.Reader) ([]byte, error) {
	length, err := r.Bytes(4)
	if err != nil {
		return nil, err
	}
	return r.Payload(int64(binary.BigEndian.Uint32(length)))
}

// terminated is another one: a zero byte after each payload.
type terminated struct{}

func (terminated) Append(dst, payload []byte) []byte { return append(append(dst, payload...), 0) }
func (terminated) Read(r *stream.Reader) ([]byte, error) {
	return r.PayloadUntil(0)
}

// framings are all framings, with the ways in which they differ.
var framings = map[string]struct {
	stream.Framing
	lines bool // line ends become spaces, and empty payloads nothing
	open  bool // the end of the stream ends a payload
}{
	"Line":       {stream.Line, true, true},
	"Header":     {stream.Header, false, false},
	"prefixed":   {prefixed{}, false, false},
	"terminated": {terminated{}, false, true},
}

// readers are ways in which a stream can arrive.
var readers = map[string]func(io.Reader) io.Reader{
	"at once":                        func(r io.Reader) io.Reader { return r },
	"byte by byte":                   func(r io.Reader) io.Reader { return &pieces{r: r} },
	"in halves":                      iotest.HalfReader,
	"with the end in the last":       iotest.DataErrReader,
	"with nothing from time to time": func(r io.Reader) io.Reader { return &lazy{r: r} },
}

// pieces returns single bytes at first, and later pieces of a size that fits nothing, so
// that it does not take for ever.
type pieces struct {
	r io.Reader
	n int
}

func (p *pieces) Read(b []byte) (int, error) {
	size := 1
	if p.n > 5000 {
		size = 4093
	}
	n, err := p.r.Read(b[:min(len(b), size)])
	p.n += n
	return n, err
}

// lazy returns nothing every other time.
type lazy struct {
	r    io.Reader
	rest bool
}

func (l *lazy) Read(p []byte) (int, error) {
	if l.rest = !l.rest; l.rest {
		return 0, nil
	}
	return l.r.Read(p)
}

// A wayTest is for one framing, and one way in which a stream can arrive.
type wayTest struct {
	*testing.T
	name   string // of the framing
	arrive func(io.Reader) io.Reader
}

// eachWay runs a test for every framing and every way.
func eachWay(t *testing.T, test func(*wayTest)) {
	t.Helper()
	for name := range framings {
		for how, arrive := range readers {
			t.Run(name+" "+how, func(t *testing.T) { test(&wayTest{t, name, arrive}) })
		}
	}
}

func TestFramingRoundTrip(t *testing.T) {
	tests := []struct {
		reason   string
		payloads []string
		lines    []string // what arrives in lines, if that differs
	}{
		{"nothing at all", nil, nil},
		{"a message", []string{`{"jsonrpc":"2.0","method":"m"}`}, nil},
		{"several", []string{`{"id":1}`, `[]`, `3`, `{"id":2}`}, nil},
		{"line ends within", []string{"{\n\t\"id\":\r\n1\r}\n", "\n[]"}, []string{"{ \t\"id\":  1 } ", " []"}},
		{"escaped line ends", []string{`"\n\r"`}, nil},
		{"characters of several bytes", []string{`"äöü€😀"`, `"\ud83d"`, "\u2028"}, nil},
		{"bytes that are no text", []string{"\xff\xfe\x01\x7f", "\v\f"}, nil},
		{"what looks like a header", []string{"Content-Length: 1\r\n\r\n"}, []string{"Content-Length: 1    "}},
		{"white space around", []string{"  {} ", "\t[]\t"}, nil},
		{"empty payloads and white space", []string{"", "1", " \t", "\r\n", "2"}, []string{"1", "2"}},
		{"as large as a buffer, and around it", sizes(4095, 4096, 4097), nil},
		{"as large as the larger buffer, and around it", sizes(32767, 32768, 32769), nil},
		{"large ones and small ones in turn", sizes(10, 100_000, 1, 5000, 40_000, 70_000, 3), nil},
		{"huge", sizes(300_000), nil},
	}
	for _, test := range tests {
		if test.lines == nil {
			test.lines = test.payloads
		}
		t.Run(test.reason, func(t *testing.T) {
			eachWay(t, func(t *wayTest) {
				f, arrive := framings[t.name], t.arrive
				payloads, want := test.payloads, test.payloads
				if f.lines {
					want = test.lines
				}
				got, err := readAll(t, arrive(strings.NewReader(written(t, f, payloads...))), f, 0)
				compare(t, want, got)
				if err != io.EOF {
					t.Errorf("it ends with %v", err)
				}
			})
		})
	}
}

// sizes returns payloads of these sizes, each of its own.
func sizes(sizes ...int) []string {
	var payloads []string
	for _, size := range sizes {
		text := strings.Repeat(fmt.Sprintf("%d bytes of text, ", size), size/16+1)
		payloads = append(payloads, text[:size])
	}
	return payloads
}

// A payload of the limit's size is read, a larger one is skipped, wherever it is stored.
func TestFramingLimit(t *testing.T) {
	for _, limit := range []int{1, 10, 4095, 4096, 32767, 32768, 40_000} {
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			eachWay(t, func(t *wayTest) {
				f, arrive := framings[t.name], t.arrive
				large := sizes(limit, limit+1, limit+2, limit+40_000)
				payloads := []string{"a", large[0], large[1], "b", large[2], large[3], large[0], large[3], "c"}
				want := []string{"a", large[0], skipped, "b", skipped, skipped, large[0], skipped, "c"}
				got, err := readAll(t, arrive(strings.NewReader(written(t, f, payloads...))), f, limit)
				compare(t, want, got)
				if err != io.EOF {
					t.Errorf("it ends with %v", err)
				}
			})
		})
	}
}

// Without a limit, more than the default limit is read.
func TestFramingNoLimit(t *testing.T) {
	for _, name := range []string{"Line", "Header"} {
		f := framings[name]
		want := sizes(5, protocol.DefaultPayloadLimit+1)
		got, err := readAll(t, strings.NewReader(written(t, f, want...)), f, -1)
		compare(t, want, got)
		if err != io.EOF {
			t.Errorf("%s: it ends with %v", name, err)
		}
	}
}

// A stream that breaks off within a payload did not end in good order, unless its end is
// what ends the payload.
func TestFramingTruncated(t *testing.T) {
	for _, size := range []int{10, 5000, 40_000} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			eachWay(t, func(t *wayTest) {
				f, arrive := framings[t.name], t.arrive
				first := written(t, f, "first")
				whole := written(t, f, "first", sizes(size)[0])
				for _, cut := range []int{0, 1, 2, 3, 5, len(whole) - len(first) - 1} {
					got, err := readAll(t, arrive(strings.NewReader(whole[:len(first)+cut])), f, 0)
					want, end := []string{"first"}, io.ErrUnexpectedEOF
					if cut == 0 || f.open {
						end = io.EOF
					}
					if cut > 0 && f.open {
						want = append(want, whole[len(first):len(first)+cut])
					}
					compare(t, want, got)
					if !errors.Is(err, end) {
						t.Errorf("cut after %d bytes, it ends with %v, want %v", cut, err, end)
					}
				}
			})
		})
	}
}

// The same within a payload that is being skipped.
func TestFramingTruncatedWhileSkipping(t *testing.T) {
	eachWay(t, func(t *wayTest) {
		f, arrive := framings[t.name], t.arrive
		whole := written(t, f, sizes(50_000)[0])
		got, err := readAll(t, arrive(strings.NewReader(whole[:len(whole)-10])), f, 100)
		end := io.ErrUnexpectedEOF
		if f.open {
			end = io.EOF
		}
		compare(t, []string{skipped}, got)
		if !errors.Is(err, end) {
			t.Errorf("it ends with %v, want %v", err, end)
		}
	})
}

// What a stream fails with is what reading fails with; it is no end in good order.
func TestFramingFailure(t *testing.T) {
	broken := errors.New("broken")
	for name, f := range framings {
		for _, size := range []int{10, 5000, 40_000} {
			whole := written(t, f, "first", sizes(size)[0])
			for _, length := range []int{0, len(whole) - size/2, len(whole)} {
				in := io.MultiReader(strings.NewReader(whole[:length]), iotest.ErrReader(broken))
				_, err := readAll(t, in, f, 0)
				if e := transportError(t, err, broken); e.Op != "read" || !e.Sent {
					t.Errorf("%s: got %+v", name, e)
				}
			}
		}
	}
}

func TestReaderRefusesNonsense(t *testing.T) {
	for _, test := range []struct {
		reason string
		read   func(*stream.Reader) ([]byte, error)
		want   error
	}{
		{"a negative length", func(r *stream.Reader) ([]byte, error) { return r.Payload(-1) }, stream.ErrFrame},
		{"a negative count", func(r *stream.Reader) ([]byte, error) { return r.Bytes(-1) }, stream.ErrFrame},
		{"more than a few bytes", func(r *stream.Reader) ([]byte, error) { return r.Bytes(4097) }, stream.ErrFrame},
		{"no end within the bound", func(r *stream.Reader) ([]byte, error) { return r.Until('.', 9) }, stream.ErrFrame},
		{"no end within a large bound", func(r *stream.Reader) ([]byte, error) { return r.Until('.', 1<<30) }, stream.ErrFrame},
		{"a bound of nothing", func(r *stream.Reader) ([]byte, error) { return r.Until('.', -1) }, stream.ErrFrame},
		{"an absurd length", func(r *stream.Reader) ([]byte, error) { return r.Payload(1<<30 + 1) }, transport.ErrClosed},
	} {
		t.Run(test.reason, func(t *testing.T) {
			in := strings.NewReader("123456789." + strings.Repeat("x", 50_000))
			if test.want == stream.ErrFrame && strings.Contains(test.reason, "large bound") {
				in = strings.NewReader(strings.Repeat("x", 50_000))
			}
			_, err := readAll(t, in, custom{test.read}, 0)
			checkError(t, err, test.want)
		})
	}
}

// custom reads in its own way.
type custom struct {
	read func(*stream.Reader) ([]byte, error)
}

func (custom) Append(dst, payload []byte) []byte       { return append(dst, payload...) }
func (c custom) Read(r *stream.Reader) ([]byte, error) { return c.read(r) }

// A stream that breaks the rules of io.Reader is an error, not a panic or an endless loop.
func TestReaderBadStream(t *testing.T) {
	for _, test := range []struct {
		reason string
		read   func([]byte) (int, error)
	}{
		{"more than there is room for", func(p []byte) (int, error) { return len(p) + 1, nil }},
		{"less than nothing", func([]byte) (int, error) { return -1, nil }},
		{"never anything", func([]byte) (int, error) { return 0, nil }},
	} {
		for name, f := range framings {
			if got, err := readAll(t, readerFunc(test.read), f, 0); len(got) > 0 || err == nil {
				t.Errorf("%s: %s: got %q, %v", name, test.reason, got, err)
			}
		}
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

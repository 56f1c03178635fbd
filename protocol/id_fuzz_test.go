package protocol_test

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
)

// FuzzIDEqual checks that ids are equal if and only if their values are, which
// math/big tells of numbers whose exponent is small, and encoding/json of strings.
func FuzzIDEqual(f *testing.F) {
	for i, class := range idClasses {
		for _, text := range class.texts {
			f.Add([]byte(text), []byte(class.texts[0]))
			f.Add([]byte(text), []byte(idClasses[(i+1)%len(idClasses)].texts[0]))
		}
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		a, err := protocol.ParseID(first)
		b, err2 := protocol.ParseID(second)
		if err != nil || err2 != nil {
			return
		}
		if same := a; !a.Equal(same) || a.String() != spaceless(first) {
			t.Errorf("%q is the id %q", first, a)
		}
		if a.Equal(b) != b.Equal(a) || a == b && !a.Equal(b) || a.Canonical().Canonical() != a.Canonical() {
			t.Errorf("%q and %q: %v, %v, ==: %v", a, b, a.Equal(b), b.Equal(a), a == b)
		}
		if want, known := equal(a, b); known {
			checkEqual(t, a, b, want)
		}
		checkInt64(t, a)
	})
}

// equal tells whether two ids are equal, and whether it knows.
func equal(a, b protocol.ID) (want, known bool) {
	switch {
	case a.IsNumber() && b.IsNumber():
		if !small(a) || !small(b) {
			return false, false
		}
		return rat(a.String()).Cmp(rat(b.String())) == 0, true
	case a.IsString() && b.IsString():
		textA, _ := a.Text()
		textB, _ := b.Text()
		return textA == textB, true
	}
	return a == b, true
}

// small reports whether math/big can hold the number.
func small(id protocol.ID) bool {
	text := id.String()
	if len(text) > 200 {
		return false
	}
	_, exponent, has := strings.Cut(strings.ToLower(text), "e")
	n, err := strconv.Atoi(exponent)
	return !has || err == nil && -1000 < n && n < 1000
}

// checkInt64 checks Int64 with math/big.
func checkInt64(t *testing.T, id protocol.ID) {
	t.Helper()
	got, ok := id.Int64()
	if !id.IsNumber() || !small(id) {
		if ok && !id.IsNumber() {
			t.Errorf("%q has the value %d", id, got)
		}
		return
	}
	value := rat(id.String())
	isInt64 := value.IsInt() && value.Num().IsInt64()
	if ok != isInt64 || ok && value.Cmp(new(big.Rat).SetInt64(got)) != 0 {
		t.Errorf("%q has the value %d, %v", id, got, ok)
	}
}

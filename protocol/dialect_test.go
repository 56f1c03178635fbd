package protocol_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

// A dialectTest is a message and what it is where one field of the dialect is set,
// and no other.
type dialectTest struct {
	field string
	name  string // why the row matters
	input string
	want  facts
}

const (
	request20 = `{"jsonrpc":"2.0","method":"m","id":1}`
	request10 = `{"method":"m","params":[],"id":1}`
)

var dialectTests = []dialectTest{
	{"RefuseNullID", "R01: a 2.0 request", `{"jsonrpc":"2.0","method":"m","id":null}`, refusal(protocol.ReasonNullID, "null", "null").of("m", "")},
	{"RefuseNullID", "R01: a 1.0 notification is none", `{"method":"m","params":[],"id":null}`, notification("m", "[]").v1()},
	{"RefuseNullID", "R01: nor is a response", `{"jsonrpc":"2.0","result":1,"id":null}`, result("null", "1")},
	{"RefuseNullID", "C05: nor is an error", `{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom"},"id":null}`, failure("null", boom)},
	{"RefuseNullParams", "R03: in 2.0", `{"jsonrpc":"2.0","method":"m","params":null,"id":1}`, refusal(protocol.ReasonNullParams, "null", "1").of("m", "")},
	{"RefuseNullParams", "R03: in 1.0", `{"method":"m","params":null,"id":1}`, refusal(protocol.ReasonNullParams, "null", "1").v1().of("m", "")},
	{"RefuseNullParams", "R03: absent params are not null", request20, call("1", "m", "")},
	{"RefuseFractionalID", "R05: a fraction", `{"jsonrpc":"2.0","method":"m","id":1.0}`, refusal(protocol.ReasonFractionalID, "1.0", "1.0").of("m", "")},
	{"RefuseFractionalID", "R05: an exponent", `{"jsonrpc":"2.0","method":"m","id":1e2}`, refusal(protocol.ReasonFractionalID, "1e2", "1e2").of("m", "")},
	{"RefuseFractionalID", "R05: a string is no number", `{"jsonrpc":"2.0","method":"m","id":"1.0e5"}`, call(`"1.0e5"`, "m", "")},
	{"RefuseFractionalID", "R05: 1.0 has every id", `{"method":"m","params":[],"id":1.0}`, call("1.0", "m", "[]").v1()},
	{"RefuseFractionalID", "R05: a huge integer has no fraction", `{"jsonrpc":"2.0","method":"m","id":123456789012345678901}`, call("123456789012345678901", "m", "")},
	{"RefuseUnknownMembers", "R06: in a request", `{"jsonrpc":"2.0","method":"m","x":0,"id":1}`, refusal(protocol.ReasonUnknownMember, "", "1").of("m", "")},
	{"RefuseUnknownMembers", "R06: a result is unknown there", `{"jsonrpc":"2.0","method":"m","result":0,"id":1}`, refusal(protocol.ReasonUnknownMember, "", "1").of("m", "")},
	{"RefuseUnknownMembers", "R06: in a response", `{"jsonrpc":"2.0","result":0,"x":0,"id":1}`, refusedReply(protocol.ReasonUnknownMember, "", "1")},
	{"RefuseUnknownMembers", "R06: params are unknown there", `{"jsonrpc":"2.0","result":0,"params":[],"id":1}`, refusedReply(protocol.ReasonUnknownMember, "", "1").of("", "[]")},
	{"RefuseUnknownMembers", "R06: in an error object", `{"jsonrpc":"2.0","error":{"code":1,"message":"","x":0},"id":1}`, refusedReply(protocol.ReasonUnknownMember, "", "1")},
	{"RefuseUnknownMembers", "C03: 1.0 knows no members of errors", `{"result":null,"error":{"name":"E"},"id":1}`, failure("1", protocol.Error{Value: protocol.Raw(`{"name":"E"}`)}).v1()},
	{"RefuseUnknownMembers", "R19: the member version", `{"version":"1.1","method":"m","params":[],"id":1}`, refusal(protocol.ReasonUnknownMember, "", "1").v1().of("m", "[]")},
	{"RefuseUnknownMembers", "R06: all members known", `{"jsonrpc":"2.0","error":{"code":1,"message":"","data":{"x":0}},"id":1}`, failure("1", protocol.Error{Code: 1, Data: protocol.Raw(`{"x":0}`)})},
	{"RefuseVersion1", "R08: a request, answered in 2.0", request10, refusal(protocol.ReasonVersionRefused, "", "1").of("m", "[]")},
	{"RefuseVersion1", "R22: an id that only 1.0 has cannot be", `{"method":"m","params":[],"id":true}`, refusal(protocol.ReasonVersionRefused, "", "").of("m", "[]")},
	{"RefuseVersion1", "R09: a version that is named", `{"jsonrpc":"1.0","method":"m","params":[],"id":1}`, refusal(protocol.ReasonVersionRefused, "", "1").of("m", "[]")},
	{"RefuseVersion1", "C02: a response", `{"result":1,"error":null,"id":1}`, refusedReply(protocol.ReasonVersionRefused, "", "1")},
	{"RefuseVersion1", "R08: 2.0 stays", request20, call("1", "m", "")},
	{"RefuseMissingParams", "R08: a 1.0 request", `{"method":"m","id":1}`, refusal(protocol.ReasonMissingParams, "", "1").v1().of("m", "")},
	{"RefuseMissingParams", "R08: 2.0 may leave them out", request20, call("1", "m", "")},
	{"RefuseNamedVersion1", "R09: a request", `{"jsonrpc":"1.0","method":"m","params":[],"id":1}`, refusal(protocol.ReasonNamedVersion1, `"1.0"`, "1").v1().of("m", "[]")},
	{"RefuseNamedVersion1", "R09: a response", `{"jsonrpc":"1.0","result":1,"error":null,"id":1}`, refusedReply(protocol.ReasonNamedVersion1, `"1.0"`, "1").v1()},
	{"RefuseNamedVersion1", "R08: a version that is not named stays", request10, call("1", "m", "[]").v1()},
	{"RefuseLoneSurrogate", "R14: in an id", `{"jsonrpc":"2.0","method":"m","id":"\ud800"}`, refusal(protocol.ReasonLoneSurrogate, "", `"\ud800"`).of("m", "")},
	{"RefuseLoneSurrogate", "R14: in a method", `{"jsonrpc":"2.0","method":"\udc00","id":1}`, refusal(protocol.ReasonLoneSurrogate, "", "1").of("\xed\xb0\x80", "")},
	{"RefuseLoneSurrogate", "C12: in an error message", `{"jsonrpc":"2.0","error":{"code":1,"message":"\ud800"},"id":1}`, refusedReply(protocol.ReasonLoneSurrogate, "", "1")},
	{"RefuseLoneSurrogate", "C12: in the id of a response", `{"jsonrpc":"2.0","result":1,"id":"\ud800"}`, refusedReply(protocol.ReasonLoneSurrogate, "", `"\ud800"`)},
	{"RefuseLoneSurrogate", "R14: params stay", `{"jsonrpc":"2.0","method":"m","params":["\ud800"]}`, notification("m", `["\ud800"]`)},
	{"RefuseLoneSurrogate", "C12: results stay", `{"jsonrpc":"2.0","result":"\ud800","id":1}`, result("1", `"\ud800"`)},
	{"RefuseLoneSurrogate", "R14: pairs stay", `{"jsonrpc":"2.0","method":"\ud83d\ude00","id":"\ud83d\ude00"}`, call(`"\ud83d\ude00"`, "😀", "")},
	{"RefuseNullBeside", "C01: beside a result", `{"jsonrpc":"2.0","result":1,"error":null,"id":1}`, refusedReply(protocol.ReasonNullBeside, "", "1")},
	{"RefuseNullBeside", "C01: beside an error", `{"jsonrpc":"2.0","result":null,"error":{"code":1,"message":""},"id":1}`, refusedReply(protocol.ReasonNullBeside, "", "1")},
	{"RefuseNullBeside", "C01: 1.0 demands it", `{"result":1,"error":null,"id":1}`, result("1", "1").v1()},
	{"RefusePartialResponse", "C02: only a result", `{"result":1,"id":1}`, refusedReply(protocol.ReasonPartialResponse, "", "1").v1()},
	{"RefusePartialResponse", "C02: only an error", `{"error":"boom","id":1}`, refusedReply(protocol.ReasonPartialResponse, "", "1").v1()},
	{"RefusePartialResponse", "C02: 2.0 demands it", `{"jsonrpc":"2.0","result":1,"id":1}`, result("1", "1")},
	{"RefuseLooseError", "C03: a code with a fraction", coded("1.0"), refusedReply(protocol.ReasonLooseError, `{"code"`, "1")},
	{"RefuseLooseError", "C03: no message", `{"jsonrpc":"2.0","error":{"code":1},"id":1}`, refusedReply(protocol.ReasonLooseError, `{"code"`, "1")},
	{"RefuseLooseError", "C03: 1.0 has no error object", `{"result":null,"error":{"code":1.0},"id":1}`, failure("1", protocol.Error{Code: 1}).v1()},
	{"RefuseMissingID", "C05: in 2.0", `{"jsonrpc":"2.0","error":{"code":1,"message":""}}`, refusedReply(protocol.ReasonMissingID, "", "")},
	{"RefuseMissingID", "C05: in 1.0", `{"result":null,"error":"boom"}`, refusedReply(protocol.ReasonMissingID, "", "").v1()},
	{"RefuseMissingID", "C05: a null id is there", `{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom"},"id":null}`, failure("null", boom)},
	{"AllowScalarParams", "R04: a string", `{"jsonrpc":"2.0","method":"m","params":"x","id":1}`, call("1", "m", `"x"`).tolerating(protocol.ScalarParams)},
	{"AllowScalarParams", "R18: named ones in 1.0 are not meant", `{"method":"m","params":{},"id":1}`, refusal(protocol.ReasonNamedParams, "{}", "1").v1().of("m", "{}")},
	{"AllowDuplicates", "R07: in a request", `{"jsonrpc":"2.0","method":"a","method":"b","id":1}`, call("1", "b", "").tolerating(protocol.DuplicateMembers)},
	{"AllowDuplicates", "C08: in a response", `{"jsonrpc":"2.0","result":1,"result":2,"id":1}`, result("1", "2").tolerating(protocol.DuplicateMembers)},
	{"AllowDuplicates", "R07: the last one has to be right", `{"jsonrpc":"2.0","method":"a","method":1,"id":1}`, refusal(protocol.ReasonBadMethod, "1,", "1")},
	{"AllowByteOrderMark", "R12: before a message", "\uFEFF" + request20, call("1", "m", "").tolerating(protocol.ByteOrderMark)},
	{"AllowNamedParamsV1", "R18: in 1.0", `{"method":"m","params":{"a":1},"id":1}`, call("1", "m", `{"a":1}`).v1().tolerating(protocol.NamedParamsV1)},
	{"AllowNamedParamsV1", "R04: scalars are not meant", `{"method":"m","params":1,"id":1}`, refusal(protocol.ReasonBadParams, "1,", "1").v1().of("m", "1")},
}

// fields returns the names of the fields of Dialect.
func fields() (names []string) {
	for i := range reflect.TypeFor[protocol.Dialect]().NumField() {
		names = append(names, reflect.TypeFor[protocol.Dialect]().Field(i).Name)
	}
	return names
}

// dialectOf returns the dialect in which exactly the given fields are set.
func dialectOf(fields ...string) (d protocol.Dialect) {
	for _, field := range fields {
		reflect.ValueOf(&d).Elem().FieldByName(field).SetBool(true)
	}
	return d
}

func TestDialectFields(t *testing.T) {
	for _, tt := range dialectTests {
		t.Run(tt.field+"/"+tt.name, func(t *testing.T) {
			m := only(t, dialectOf(tt.field), tt.input)
			if diff := compareFacts(tt.want.in(tt.input), factsOf(m)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.input, diff)
			}
			checkMessage(t, m)
		})
	}
}

// Every field has a row in which it makes a difference: without it, the message is
// refused where it was taken, or the other way round.
func TestEveryDialectFieldMatters(t *testing.T) {
	matters := map[string]bool{}
	for _, tt := range dialectTests {
		var d protocol.Decoder
		p, err := d.Decode([]byte(tt.input))
		without := err == nil && p.At(0).Kind() != protocol.KindInvalid
		if with := tt.want.Kind != protocol.KindInvalid; with != without {
			matters[tt.field] = true
			if refuses := strings.HasPrefix(tt.field, "Refuse"); refuses == with {
				t.Errorf("%s takes %s", tt.field, tt.input)
			}
		}
	}
	for _, field := range fields() {
		if !matters[field] {
			t.Errorf("no row shows what %s does", field)
		}
	}
}

// The named dialects are what their comments say.
func TestNamedDialects(t *testing.T) {
	var strict, lenient []string
	for _, field := range fields() {
		switch {
		case field == "RefuseUnknownMembers" || field == "RefuseVersion1": // not what the specifications discourage
		case strings.HasPrefix(field, "Refuse"):
			strict = append(strict, field)
		default:
			lenient = append(lenient, field)
		}
	}
	tests := []struct {
		reason    string
		want, got protocol.Dialect
	}{
		{"the zero value is the default", protocol.Dialect{}, protocol.Default},
		{"strict refuses what it can, but for unknown members and 1.0", dialectOf(strict...), protocol.Strict},
		{"lenient allows all that can be allowed", dialectOf(lenient...), protocol.Lenient},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.got); diff != "" {
				t.Errorf("dialect (-want +got):\n%s", diff)
			}
		})
	}
}

// oddities names the field that decides about each oddity.
var oddities = []struct {
	oddity protocol.Tolerance
	field  string
}{
	{protocol.NullID, "RefuseNullID"},
	{protocol.NullParams, "RefuseNullParams"},
	{protocol.ScalarParams, "AllowScalarParams"},
	{protocol.FractionalID, "RefuseFractionalID"},
	{protocol.UnknownMembers, "RefuseUnknownMembers"},
	{protocol.DuplicateMembers, "AllowDuplicates"},
	{protocol.MissingParams, "RefuseMissingParams"},
	{protocol.NamedVersion1, "RefuseNamedVersion1"},
	{protocol.ByteOrderMark, "AllowByteOrderMark"},
	{protocol.LoneSurrogate, "RefuseLoneSurrogate"},
	{protocol.NamedParamsV1, "AllowNamedParamsV1"},
	{protocol.NullBeside, "RefuseNullBeside"},
	{protocol.PartialResponse, "RefusePartialResponse"},
	{protocol.LooseError, "RefuseLooseError"},
	{protocol.MissingID, "RefuseMissingID"},
}

// A dialect that is not lenient refuses a message if and only if it refuses one of
// the oddities that the lenient one reports; else the message is the same.
func TestDialectsRefuseOnlyOddities(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	names := fields()
	for range 200 {
		chosen := slices.DeleteFunc(slices.Clone(names), func(string) bool { return rng.IntN(3) > 0 })
		dialect := dialectOf(chosen...)
		for _, input := range messages() {
			checkDialect(t, dialect, chosen, input)
		}
	}
}

func checkDialect(t *testing.T, dialect protocol.Dialect, chosen []string, input string) {
	t.Helper()
	lenient := factsOf(only(t, protocol.Lenient, input))
	got := factsOf(only(t, dialect, input))
	switch {
	case lenient.Kind == protocol.KindInvalid || lenient.Version == protocol.V1 && dialect.RefuseVersion1, refuses(chosen, lenient.Tolerated):
		if got.Kind != protocol.KindInvalid || got.Tolerated != 0 {
			t.Errorf("%s with %v is taken as %v (%v)", input, chosen, got.Kind, got.Tolerated)
		}
	default:
		if diff := compareFacts(lenient, got); diff != "" {
			t.Errorf("%s with %v (-lenient +got):\n%s", input, chosen, diff)
		}
	}
}

// refuses reports whether the dialect of the chosen fields refuses one of the
// oddities in t.
func refuses(chosen []string, t protocol.Tolerance) bool {
	for _, o := range oddities {
		set := slices.Contains(chosen, o.field)
		if t.Has(o.oddity) && set == strings.HasPrefix(o.field, "Refuse") {
			return true
		}
	}
	return false
}

// messages returns the single messages of all tables.
func messages() (inputs []string) {
	for _, tt := range rulings() {
		inputs = append(inputs, tt.input)
	}
	for _, tt := range dialectTests {
		if !strings.HasPrefix(tt.input, "\uFEFF") {
			inputs = append(inputs, tt.input)
		}
	}
	return inputs
}

// Every oddity but the byte order mark, which TestPayloadRulings has, is tolerated
// in some row, and every field decides about one.
func TestEveryToleranceIsHit(t *testing.T) {
	hit := protocol.ByteOrderMark
	for _, input := range messages() {
		hit |= factsOf(only(t, protocol.Lenient, input)).Tolerated
	}
	decided := []string{"RefuseVersion1"} // a whole version is no oddity
	var all protocol.Tolerance
	for _, o := range oddities {
		all |= o.oddity
		decided = append(decided, o.field)
		if !hit.Has(o.oddity) {
			t.Errorf("no row has %v", o.oddity)
		}
		if o.oddity.String() == "" {
			t.Errorf("%b has no name", o.oddity)
		}
	}
	if hit&^all != 0 {
		t.Errorf("oddities without a field: %b", hit&^all)
	}
	slices.Sort(decided)
	if diff := cmp.Diff(slices.Sorted(slices.Values(fields())), decided); diff != "" {
		t.Errorf("fields that decide (-fields +oddities):\n%s", diff)
	}
}

package protocol_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

// constants returns the names of the constants in the file that begin with prefix.
func constants(t *testing.T, file, prefix string) (names []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range parsed.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			for _, name := range spec.(*ast.ValueSpec).Names {
				if name.IsExported() && strings.HasPrefix(name.Name, prefix) {
					names = append(names, name.Name)
				}
			}
		}
	}
	slices.Sort(names)
	return names
}

// checkNames checks that the table has every constant of the file.
func checkNames(t *testing.T, file, prefix string, table []string) {
	t.Helper()
	slices.Sort(table)
	if diff := cmp.Diff(constants(t, file, prefix), table); diff != "" {
		t.Errorf("constants (-in %s +in the table):\n%s", file, diff)
	}
}

func TestReasons(t *testing.T) {
	const notJSON, invalid = protocol.CodeParseError, protocol.CodeInvalidRequest
	tests := []struct {
		name   string
		reason protocol.Reason
		code   protocol.Code // what a peer is told
	}{
		{"ReasonUnexpectedEnd", protocol.ReasonUnexpectedEnd, notJSON},
		{"ReasonUnexpectedByte", protocol.ReasonUnexpectedByte, notJSON},
		{"ReasonBadLiteral", protocol.ReasonBadLiteral, notJSON},
		{"ReasonBadNumber", protocol.ReasonBadNumber, notJSON},
		{"ReasonBadEscape", protocol.ReasonBadEscape, notJSON},
		{"ReasonControlCharacter", protocol.ReasonControlCharacter, notJSON},
		{"ReasonBadUTF8", protocol.ReasonBadUTF8, notJSON},
		{"ReasonEmpty", protocol.ReasonEmpty, notJSON},
		{"ReasonTrailingData", protocol.ReasonTrailingData, notJSON},
		{"ReasonByteOrderMark", protocol.ReasonByteOrderMark, notJSON},
		{"ReasonTooDeep", protocol.ReasonTooDeep, invalid},
		{"ReasonEmptyBatch", protocol.ReasonEmptyBatch, invalid},
		{"ReasonBatchTooLarge", protocol.ReasonBatchTooLarge, invalid},
		{"ReasonPayloadTooLarge", protocol.ReasonPayloadTooLarge, invalid},
		{"ReasonNotAnObject", protocol.ReasonNotAnObject, invalid},
		{"ReasonNoMessage", protocol.ReasonNoMessage, invalid},
		{"ReasonBadVersion", protocol.ReasonBadVersion, invalid},
		{"ReasonVersionRefused", protocol.ReasonVersionRefused, invalid},
		{"ReasonNoVersion", protocol.ReasonNoVersion, invalid},
		{"ReasonBadMethod", protocol.ReasonBadMethod, invalid},
		{"ReasonBadParams", protocol.ReasonBadParams, invalid},
		{"ReasonBadID", protocol.ReasonBadID, invalid},
		{"ReasonNoID", protocol.ReasonNoID, invalid},
		{"ReasonDuplicateMember", protocol.ReasonDuplicateMember, invalid},
		{"ReasonNamedParams", protocol.ReasonNamedParams, invalid},
		{"ReasonResultAndError", protocol.ReasonResultAndError, invalid},
		{"ReasonNoResultOrError", protocol.ReasonNoResultOrError, invalid},
		{"ReasonBadError", protocol.ReasonBadError, invalid},
		{"ReasonNullID", protocol.ReasonNullID, invalid},
		{"ReasonNullParams", protocol.ReasonNullParams, invalid},
		{"ReasonFractionalID", protocol.ReasonFractionalID, invalid},
		{"ReasonUnknownMember", protocol.ReasonUnknownMember, invalid},
		{"ReasonMissingParams", protocol.ReasonMissingParams, invalid},
		{"ReasonNamedVersion1", protocol.ReasonNamedVersion1, invalid},
		{"ReasonLoneSurrogate", protocol.ReasonLoneSurrogate, invalid},
		{"ReasonNullBeside", protocol.ReasonNullBeside, invalid},
		{"ReasonPartialResponse", protocol.ReasonPartialResponse, invalid},
		{"ReasonLooseError", protocol.ReasonLooseError, invalid},
		{"ReasonMissingID", protocol.ReasonMissingID, invalid},
		{"ReasonWrongKind", protocol.ReasonWrongKind, invalid},
		{"ReasonUnexpectedBatch", protocol.ReasonUnexpectedBatch, invalid},
	}
	var names []string
	known := map[protocol.Reason]bool{}
	texts := map[string]string{}
	for _, tt := range tests {
		names = append(names, tt.name)
		known[tt.reason] = true
		text := tt.reason.String()
		if text == "" || texts[text] != "" {
			t.Errorf("%s has the text %q, as has %q", tt.name, text, texts[text])
		}
		texts[text] = tt.name
		if got := tt.reason.Code(); got != tt.code {
			t.Errorf("%s: code %d, want %d", tt.name, got, tt.code)
		}
	}
	checkNames(t, "reason.go", "Reason", names)
	for r := range 256 {
		if text := protocol.Reason(r).String(); text != "" && !known[protocol.Reason(r)] {
			t.Errorf("reason %d does not exist, and has the text %q", r, text)
		}
	}
}

func TestKinds(t *testing.T) {
	tests := []struct {
		name       string
		kind       protocol.Kind
		want       string // as the codec driver writes it
		isResponse bool
	}{
		{"KindInvalid", protocol.KindInvalid, "invalid", false},
		{"KindRequest", protocol.KindRequest, "request", false},
		{"KindNotification", protocol.KindNotification, "notification", false},
		{"KindResult", protocol.KindResult, "result", true},
		{"KindError", protocol.KindError, "error", true},
	}
	var names []string
	for _, tt := range tests {
		names = append(names, tt.name)
		if got := tt.kind.String(); got != tt.want {
			t.Errorf("%s = %q, want %q", tt.name, got, tt.want)
		}
		if got := tt.kind.IsResponse(); got != tt.isResponse {
			t.Errorf("%s.IsResponse = %v", tt.name, got)
		}
	}
	checkNames(t, "kind.go", "Kind", names)
	for _, kind := range []protocol.Kind{protocol.Kind(len(tests)), 255} {
		if got := kind.String(); got != "unknown" || kind.IsResponse() {
			t.Errorf("kind %d, which does not exist, is %q", kind, got)
		}
	}
}

func TestCodes(t *testing.T) {
	tests := []struct {
		reason   string
		code     protocol.Code
		number   int64
		message  string // JSON-RPC 2.0, 5.1
		err      string
		reserved bool
	}{
		{"invalid JSON", protocol.CodeParseError, -32700, "Parse error", "error -32700: Parse error", true},
		{"no request", protocol.CodeInvalidRequest, -32600, "Invalid Request", "error -32600: Invalid Request", true},
		{"no such method", protocol.CodeMethodNotFound, -32601, "Method not found", "error -32601: Method not found", true},
		{"wrong params", protocol.CodeInvalidParams, -32602, "Invalid params", "error -32602: Invalid params", true},
		{"the server failed", protocol.CodeInternalError, -32603, "Internal error", "error -32603: Internal error", true},
		{"the highest server error", -32000, -32000, "Server error", "error -32000: Server error", true},
		{"the lowest server error", -32099, -32099, "Server error", "error -32099: Server error", true},
		{"below the server errors", -32100, -32100, "", "error -32100", true},
		{"the lowest that is reserved", -32768, -32768, "", "error -32768", true},
		{"below what is reserved", -32769, -32769, "", "error -32769", false},
		{"above what is reserved", -31999, -31999, "", "error -31999", false},
		{"zero", 0, 0, "", "error 0", false},
		{"an application's", 404, 404, "", "error 404", false},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			if int64(tt.code) != tt.number || tt.code.String() != tt.message || tt.code.Error() != tt.err {
				t.Errorf("code %d, %q, %q, want %d, %q, %q", tt.code, tt.code.String(), tt.code.Error(), tt.number, tt.message, tt.err)
			}
			if got := tt.code.IsReserved(); got != tt.reserved {
				t.Errorf("IsReserved = %v, want %v", got, tt.reserved)
			}
		})
	}
}

func TestVersions(t *testing.T) {
	var zero protocol.Version
	if zero != protocol.V2 || protocol.V2.String() != "2.0" || protocol.V1.String() != "1.0" {
		t.Errorf("versions %v, %v, zero value %v", protocol.V2, protocol.V1, zero)
	}
}

func TestTolerances(t *testing.T) {
	tests := []struct {
		reason string
		set    protocol.Tolerance
		want   string
	}{
		{"nothing", 0, ""},
		{"one", protocol.NullID, "null id"},
		{"the last one", protocol.MissingID, "missing id"},
		{"several, in their order", protocol.MissingID | protocol.NullParams | protocol.NamedVersion1, `null params, "jsonrpc":"1.0", missing id`},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			if got := tt.set.String(); got != tt.want {
				t.Errorf("String = %q, want %q", got, tt.want)
			}
		})
	}
	var names []string
	for _, o := range oddities {
		names = append(names, o.oddity.String())
		if strings.Contains(o.oddity.String(), ", ") {
			t.Errorf("%q looks like two", o.oddity)
		}
	}
	if got := len(constants(t, "tolerance.go", "")); got != len(names) || len(slices.Compact(slices.Sorted(slices.Values(names)))) != got {
		t.Errorf("%d tolerances, the names are %q", got, names)
	}
}

func TestToleranceHas(t *testing.T) {
	two := protocol.NullID | protocol.MissingID
	tests := []struct {
		reason string
		t, u   protocol.Tolerance
		want   bool
	}{
		{"one of two", two, protocol.NullID, true},
		{"both", two, two, true},
		{"nothing is in all", 0, 0, true},
		{"one that is not there", two, protocol.NullParams, false},
		{"one of which one is there", protocol.NullID, two, false},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			if got := tt.t.Has(tt.u); got != tt.want {
				t.Errorf("%v Has %v = %v", tt.t, tt.u, got)
			}
		})
	}
}

package bench

import (
	"encoding/json"
	"errors"

	"github.com/bytedance/sonic"
	"github.com/go-json-experiment/json/jsontext"
)

// The modules of the validators.
const (
	jsontextModule = "github.com/go-json-experiment/json"
	sonicModule    = "github.com/bytedance/sonic"
)

// SonicIsNative reports whether sonic runs its own machine code here. Where it
// knows the processor or the Go version too little, it hands everything to
// encoding/json, and its numbers mean nothing.
const SonicIsNative = sonic.APIKind == sonic.UseSonicJSON

// errNotJSON is what a validator's false turns into.
var errNotJSON = errors.New("not valid JSON")

// limits returns the validators.
func limits() []Decoder {
	return []Decoder{
		{Name: "sonic.Valid", Module: sonicModule, Role: Limit, New: valid(sonic.Valid),
			About: "sonic.Valid: SIMD machine code, looks for nothing in a string but its end"},
		{Name: "jsontext.IsValid", Module: jsontextModule, Role: Limit, New: valid(jsontextValid),
			About: "jsontext.Value.IsValid with AllowDuplicateNames"},
		{Name: "json.Valid", Role: Limit, New: valid(json.Valid),
			About: "json.Valid of encoding/json"},
	}
}

// valid adapts a validator.
func valid(f func([]byte) bool) func(Shape) DecodeFunc {
	return always(func(data []byte) error {
		if !f(data) {
			return errNotJSON
		}
		return nil
	})
}

// jsontextValid asks the question that the other validators answer, without a
// search for duplicate names.
func jsontextValid(data []byte) bool {
	return jsontext.Value(data).IsValid(jsontext.AllowDuplicateNames(true))
}

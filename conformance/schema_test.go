package conformance_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/conformance"
)

// A schema is a JSON schema, as far as those of this package go.
type schema struct {
	root map[string]any
}

func loadSchema(t *testing.T, name string) *schema {
	t.Helper()
	s := new(schema)
	if err := json.Unmarshal(conformance.Schema(name), &s.root); err != nil {
		t.Fatalf("schema %s: %v", name, err)
	}
	return s
}

// known are the keywords that the validator understands; others are an error, so that
// none is overlooked.
var known = strings.Fields("$schema title description $defs $ref type properties required additionalProperties items minItems enum pattern minimum maximum anyOf not")

// validate returns the first way in which a value breaks the rules, or "".
func (s *schema) validate(rules map[string]any, v any, at string) string {
	for keyword := range rules {
		if !slices.Contains(known, keyword) {
			return at + ": the schema has the keyword " + keyword
		}
	}
	if ref, ok := rules["$ref"].(string); ok {
		defs := s.root["$defs"].(map[string]any)
		return s.validate(defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any), v, at)
	}
	for _, check := range []func(map[string]any, any, string) string{s.kind, s.value, s.object, s.array, s.alternatives} {
		if wrong := check(rules, v, at); wrong != "" {
			return wrong
		}
	}
	return ""
}

func typeName(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case float64:
		if v == float64(int64(v)) {
			return "integer"
		}
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	}
	return "object"
}

func (s *schema) kind(rules map[string]any, v any, at string) string {
	var names []any
	switch t := rules["type"].(type) {
	case string:
		names = []any{t}
	case []any:
		names = t
	default:
		return ""
	}
	name := typeName(v)
	if slices.Contains(names, any(name)) || name == "integer" && slices.Contains(names, any("number")) {
		return ""
	}
	return fmt.Sprintf("%s: %s is not %v", at, name, names)
}

func (s *schema) value(rules map[string]any, v any, at string) string {
	if enum, ok := rules["enum"].([]any); ok && !slices.ContainsFunc(enum, func(e any) bool { return fmt.Sprint(e) == fmt.Sprint(v) }) {
		return fmt.Sprintf("%s: %v is none of %v", at, v, enum)
	}
	if text, ok := v.(string); ok && rules["pattern"] != nil && !regexp.MustCompile(rules["pattern"].(string)).MatchString(text) {
		return fmt.Sprintf("%s: %q does not match %s", at, text, rules["pattern"])
	}
	if n, ok := v.(float64); ok {
		if least, ok := rules["minimum"].(float64); ok && n < least {
			return fmt.Sprintf("%s: %v is less than %v", at, n, least)
		}
		if most, ok := rules["maximum"].(float64); ok && n > most {
			return fmt.Sprintf("%s: %v is more than %v", at, n, most)
		}
	}
	return ""
}

func (s *schema) object(rules map[string]any, v any, at string) string {
	object, ok := v.(map[string]any)
	if !ok {
		return ""
	}
	required, _ := rules["required"].([]any)
	for _, name := range required {
		if _, ok := object[name.(string)]; !ok {
			return fmt.Sprintf("%s: %s is missing", at, name)
		}
	}
	properties, _ := rules["properties"].(map[string]any)
	for name, value := range object {
		of, ok := properties[name].(map[string]any)
		if !ok {
			switch more := rules["additionalProperties"].(type) {
			case bool:
				return fmt.Sprintf("%s: %s is not allowed", at, name)
			case map[string]any:
				of = more
			default:
				continue
			}
		}
		if wrong := s.validate(of, value, at+"/"+name); wrong != "" {
			return wrong
		}
	}
	return ""
}

func (s *schema) array(rules map[string]any, v any, at string) string {
	array, ok := v.([]any)
	if !ok {
		return ""
	}
	if least, ok := rules["minItems"].(float64); ok && len(array) < int(least) {
		return at + ": it is too short"
	}
	items, ok := rules["items"].(map[string]any)
	for i, e := range array {
		if !ok {
			break
		}
		if wrong := s.validate(items, e, fmt.Sprintf("%s/%d", at, i)); wrong != "" {
			return wrong
		}
	}
	return ""
}

func (s *schema) alternatives(rules map[string]any, v any, at string) string {
	if not, ok := rules["not"].(map[string]any); ok && s.validate(not, v, at) == "" {
		return at + ": it is what it must not be"
	}
	anyOf, ok := rules["anyOf"].([]any)
	if !ok {
		return ""
	}
	var all []string
	for _, of := range anyOf {
		wrong := s.validate(of.(map[string]any), v, at)
		if wrong == "" {
			return ""
		}
		all = append(all, wrong)
	}
	return at + ": none of the alternatives:\n    " + strings.Join(all, "\n    ")
}

// check reports what is wrong with JSON.
func (s *schema) check(t *testing.T, name string, data []byte) {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if wrong := s.validate(s.root, v, ""); wrong != "" {
		t.Errorf("%s: %s", name, wrong)
	}
}

func TestSchemaOfCases(t *testing.T) {
	s := loadSchema(t, "case")
	names, err := filepath.Glob("cases/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		s.check(t, name, data)
	}
}

func TestSchemaOfRequirements(t *testing.T) {
	data, err := os.ReadFile("requirements.json")
	if err != nil {
		t.Fatal(err)
	}
	loadSchema(t, "requirements").check(t, "requirements.json", data)
}

// The schema refuses what the loader refuses, where it can tell.
func TestSchemaRefuses(t *testing.T) {
	s := loadSchema(t, "case")
	for _, test := range []struct{ reason, text string }{
		{"unknown members", `{"cases":[{"id":"server/x/a","refs":["R01"],"reason":"So.","send":"1","expekt":"none"}]}`},
		{"a level that does not exist", `{"cases":[{"id":"server/x/a","level":"shall","refs":["R01"],"reason":"So.","send":"1","expect":"none"}]}`},
		{"no id", `{"cases":[{"refs":["R01"],"reason":"So.","send":"1","expect":"none"}]}`},
		{"no cases", `{"cases":[]}`},
		{"a repetition without times", `{"cases":[{"id":"server/x/a","refs":["R01"],"reason":"So.","send":{"$repeat":"x"},"expect":"none"}]}`},
		{"a failure that does not exist", `{"cases":[{"id":"client/x/a","refs":["R01"],"reason":"So.","call":{"method":"f"},"expect":{"failure":"bad"}}]}`},
	} {
		var v any
		if err := json.Unmarshal([]byte(test.text), &v); err != nil {
			t.Fatal(err)
		}
		if s.validate(s.root, v, "") == "" {
			t.Errorf("%s: the schema takes it", test.reason)
		}
	}
	if Schema := conformance.Schema("nothing"); Schema != nil {
		t.Error("there is a schema of nothing")
	}
}

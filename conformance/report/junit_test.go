package report_test

import (
	"encoding/xml"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/conformance/report"
)

// An element says what the schema that readers of JUnit XML have in common allows in one
// element: attributes with their forms, and children in their order.
type element struct {
	attributes map[string]string // regular expressions
	required   []string
	children   []string
	text       bool
}

const (
	number   = `^\d+$`
	decimal  = `^\d+(\.\d+)?$`
	dateTime = `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$`
	anyText  = `^(?s:.*)$`
	token    = `^\S(.*\S)?$`
)

var schema = map[string]element{
	"testsuites": {
		attributes: map[string]string{"name": token, "tests": number, "failures": number, "errors": number, "disabled": number, "time": decimal},
		children:   []string{"testsuite"},
	},
	"testsuite": {
		attributes: map[string]string{
			"name": token, "tests": number, "failures": number, "errors": number, "skipped": number, "disabled": number,
			"time": decimal, "timestamp": dateTime, "hostname": token, "id": token, "package": token,
		},
		required: []string{"name", "tests"},
		children: []string{"properties", "testcase", "system-out", "system-err"},
	},
	"properties": {children: []string{"property"}},
	"property":   {attributes: map[string]string{"name": token, "value": anyText}, required: []string{"name", "value"}},
	"testcase": {
		attributes: map[string]string{"name": token, "classname": token, "time": decimal, "status": anyText, "assertions": number},
		required:   []string{"name"},
		children:   []string{"skipped", "error", "failure", "system-out", "system-err"},
	},
	"skipped":    {attributes: map[string]string{"message": anyText}, text: true},
	"error":      {attributes: map[string]string{"message": anyText, "type": token}, text: true},
	"failure":    {attributes: map[string]string{"message": anyText, "type": token}, text: true},
	"system-out": {text: true},
}

func TestWriteJUnit(t *testing.T) {
	var b strings.Builder
	if err := report.WriteJUnit(&b, sample(), false); err != nil {
		t.Fatal(err)
	}
	validate(t, b.String())
	var got struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Suites   []struct {
			Skipped int `xml:"skipped,attr"`
			Cases   []struct {
				Name    string `xml:"name,attr"`
				Failure *struct {
					Message string `xml:"message,attr"`
					Text    string `xml:",chardata"`
				} `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err)
	}
	// Cases, a stale entry and a run that broke off.
	if got.Tests != 7+1+1 || got.Failures != 1+1 || got.Errors != 1 || got.Suites[1].Skipped != 2 {
		t.Errorf("%d tests, %d failures, %d errors, %d skipped", got.Tests, got.Failures, got.Errors, got.Suites[1].Skipped)
	}
	failure := got.Suites[1].Cases[0].Failure
	if failure == nil || failure.Message != `the id is null and not "" (at /id)` || !strings.Contains(failure.Text, "<script>alert(1)</script>") {
		t.Errorf("the failure is %+v", failure)
	}
	if strings.ContainsRune(b.String(), 0) {
		t.Error("there is a character that XML cannot have")
	}
}

// validate checks a document against the schema.
func validate(t *testing.T, document string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(document))
	var open []string
	at := []int{0} // the place among the children of each open element
	for {
		part, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		switch part := part.(type) {
		case xml.StartElement:
			name := part.Name.Local
			if len(open) == 0 && name != "testsuites" {
				t.Fatalf("the document is a %s", name)
			}
			if len(open) > 0 {
				parent := open[len(open)-1]
				i := slices.Index(schema[parent].children, name)
				if i < at[len(at)-1] {
					t.Errorf("%s in %s is not allowed there", name, parent)
				}
				at[len(at)-1] = i
			}
			validateAttributes(t, part)
			open, at = append(open, name), append(at, 0)
		case xml.EndElement:
			open, at = open[:len(open)-1], at[:len(at)-1]
		case xml.CharData:
			if text := strings.TrimSpace(string(part)); text != "" && !schema[open[len(open)-1]].text {
				t.Errorf("text in %s: %q", open[len(open)-1], text)
			}
		}
	}
}

func validateAttributes(t *testing.T, start xml.StartElement) {
	t.Helper()
	name := start.Name.Local
	var there []string
	for _, a := range start.Attr {
		form, ok := schema[name].attributes[a.Name.Local]
		if !ok || !regexp.MustCompile(form).MatchString(a.Value) {
			t.Errorf("%s of %s is %q", a.Name.Local, name, a.Value)
		}
		there = append(there, a.Name.Local)
	}
	for _, required := range schema[name].required {
		if !slices.Contains(there, required) {
			t.Errorf("%s has no %s", name, required)
		}
	}
}

package conformance_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/conformance"
)

// drivers are those that the README shows, with outcomes of cases that are well known to be
// a matter of the library behind them.
var drivers = []struct {
	language, program, file string
	want                    map[string]conformance.Outcome
}{
	{"python", "python3", "drivers/python/driver.py", map[string]conformance.Outcome{
		"codec/id/fraction":        conformance.Lenient, // 1.50 comes back as 1.5
		"codec/roundtrip/numbers":  conformance.Fail,
		"codec/grammar/nan":        conformance.Fail, // json.loads takes it
		"codec/id/thirty-digits":   conformance.Pass, // integers are of any size
		"codec/params/number":      conformance.Fail, // nobody checks
		"codec/encoding/in-id":     conformance.Pass,
		"codec/refuse/id-true":     conformance.Fail,
		"codec/batch/encode-empty": conformance.Fail,
	}},
	{"js", "node", "drivers/node/driver.js", map[string]conformance.Outcome{
		"codec/id/fraction":        conformance.Lenient,
		"codec/roundtrip/numbers":  conformance.Fail,
		"codec/grammar/nan":        conformance.Pass,
		"codec/id/thirty-digits":   conformance.Fail, // all numbers are float64
		"codec/params/number":      conformance.Fail,
		"codec/encoding/in-id":     conformance.Fail, // bytes that are not UTF-8 are replaced
		"codec/refuse/id-true":     conformance.Fail,
		"codec/batch/encode-empty": conformance.Fail,
	}},
	{"go", "go", "drivers/go/main.go", map[string]conformance.Outcome{
		"codec/id/fraction":                   conformance.Pass,
		"codec/roundtrip/numbers":             conformance.Pass,
		"codec/grammar/nan":                   conformance.Pass,
		"codec/id/thirty-digits":              conformance.Pass,
		"codec/params/number":                 conformance.Pass,
		"codec/encoding/in-id":                conformance.Pass,
		"codec/refuse/id-true":                conformance.Pass,
		"codec/batch/encode-empty":            conformance.Fail, // the driver joins messages itself
		"codec/grammar/lone-surrogate-method": conformance.Fail, // encoding/json replaces half a pair
	}},
}

// command returns the command that starts a driver.
func command(t *testing.T, program, file string) []string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skip("there is no", program)
	}
	if program == "go" {
		built := filepath.Join(t.TempDir(), "driver.exe") // the ending is for Windows
		if out, err := exec.Command(path, "build", "-o", built, file).CombinedOutput(); err != nil {
			t.Fatalf("go build: %v\n%s", err, out)
		}
		return []string{built}
	}
	if err := exec.Command(path, "--version").Run(); err != nil {
		t.Skipf("%s does not run: %v", program, err)
	}
	return []string{path, file}
}

// Every driver gets through the suite, and the suite finds what is known of it.
func TestDrivers(t *testing.T) {
	all, err := conformance.Selection{}.Select(conformance.RoleCodec)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range drivers {
		t.Run(d.language, func(t *testing.T) {
			t.Parallel()
			target := conformance.CodecTarget{Command: command(t, d.program, d.file)}
			var run conformance.Run
			if err := run.Collect(conformance.RunCodec(t.Context(), target, patient), nil); err != nil {
				t.Fatal(err)
			}
			if len(run.Results) != len(all) {
				t.Errorf("%d results for %d cases", len(run.Results), len(all))
			}
			got := make(map[string]conformance.Outcome)
			for _, r := range run.Results {
				if r.Outcome == conformance.Fail && len(r.Exchanges) > 0 && r.Exchanges[0].Event != "" {
					t.Errorf("%s: %s", r.Case, r.Exchanges[0].Event) // the driver ended, or is late
				}
				if _, known := d.want[r.Case]; known {
					got[r.Case] = r.Outcome
				}
			}
			if diff := cmp.Diff(d.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			t.Logf("%v", run.Summary.Outcomes)
		})
	}
}

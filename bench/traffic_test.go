package bench

import (
	"os"
	"path/filepath"
	"testing"
)

// TestTraffic reads the files that the environment lists, if it lists any.
func TestTraffic(t *testing.T) {
	if os.Getenv(TrafficEnv) == "" {
		t.Skipf("no recorded traffic is measured: %s, a list of files, is not set", TrafficEnv)
	}
	traffic, err := Traffic()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range traffic {
		t.Logf("%s: %s, %d bytes", p.Name, p.About, p.Size())
	}
}

func TestReadTraffic(t *testing.T) {
	const call, result = `{"jsonrpc":"2.0","id":1,"method":"m"}`, `{"jsonrpc":"2.0","id":1,"result":null}`
	tests := []struct {
		name, content string
		lines         int
		shape         Shape
		fails         bool
	}{
		{name: "requests", content: call + "\n" + call + "\n", lines: 2, shape: Requests},
		{name: "replies without a last newline", content: result + "\r\n\n" + result, lines: 2, shape: Replies},
		{name: "both", content: call + "\n" + result + "\n", fails: true},
		{name: "not JSON", content: "{\n", fails: true},
		{name: "empty", content: "\n", fails: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "sample.ndjson")
			if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
				t.Fatal(err)
			}
			t.Setenv(TrafficEnv, path)
			payloads, err := Traffic()
			if tt.fails {
				if err == nil {
					t.Fatal("Traffic succeeded, want an error")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			p := payloads[0]
			if p.Name != "traffic-sample" || len(p.Lines) != tt.lines || p.Shape != tt.shape {
				t.Errorf("Traffic = %s with %d lines of shape %d, want traffic-sample, %d, %d",
					p.Name, len(p.Lines), p.Shape, tt.lines, tt.shape)
			}
		})
	}
}

package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// TrafficEnv names the environment variable that lists files of recorded
// messages, one message a line, separated like the elements of PATH.
const TrafficEnv = "RPCWIRE_TRAFFIC"

// AllPayloads returns the generated payloads and the recorded ones.
func AllPayloads() ([]Payload, error) {
	traffic, err := Traffic()
	if err != nil {
		return nil, err
	}
	return append(Payloads(), traffic...), nil
}

// Traffic returns a payload for each file that [TrafficEnv] lists, none if it is
// unset. One operation decodes a whole file, line by line.
func Traffic() ([]Payload, error) {
	var payloads []Payload
	for _, path := range filepath.SplitList(os.Getenv(TrafficEnv)) {
		p, err := readTraffic(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", TrafficEnv, err)
		}
		payloads = append(payloads, p)
	}
	return payloads, nil
}

// readTraffic reads one file of messages.
func readTraffic(path string) (Payload, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Payload{}, err
	}
	base := filepath.Base(path)
	p := Payload{
		Name:  "traffic-" + strings.TrimSuffix(base, filepath.Ext(base)),
		Lines: splitLines(data),
	}
	p.Messages = len(p.Lines)
	p.About = fmt.Sprintf("%d recorded messages, decoded one by one", p.Messages)
	if p.Shape, err = trafficShape(p.Lines); err != nil {
		return Payload{}, fmt.Errorf("%s: %w", base, err)
	}
	return p, nil
}

// splitLines returns the lines of data that are not blank.
func splitLines(data []byte) [][]byte {
	var lines [][]byte
	for line := range bytes.Lines(data) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			lines = append(lines, line)
		}
	}
	return lines
}

// trafficShape tells a file of requests from a file of replies. A file that
// mixes them is refused: some peers have to be told which of the two to expect.
func trafficShape(lines [][]byte) (Shape, error) {
	requests := 0
	for i, line := range lines {
		var head struct {
			Method *string `json:"method"`
		}
		if err := json.Unmarshal(line, &head); err != nil {
			return 0, fmt.Errorf("message %d: %w", i+1, err)
		}
		if head.Method != nil {
			requests++
		}
	}
	switch {
	case len(lines) == 0:
		return 0, fmt.Errorf("no messages")
	case requests == len(lines):
		return Requests, nil
	case requests == 0:
		return Replies, nil
	}
	return 0, fmt.Errorf("requests and replies in one file")
}

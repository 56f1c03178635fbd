package main

import (
	"bytes"
	"context"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var share = regexp.MustCompile(`(?m)^worker \d served (\d+) calls$`)

func TestDemo(t *testing.T) {
	tests := []struct {
		demo   demo
		reason string
	}{
		{demo{workers: 3, calls: 300}, "one of three leaves under way, and no call is lost"},
		{demo{workers: 1, calls: 30}, "one worker stays"},
	}
	for _, test := range tests {
		var out bytes.Buffer
		if err := test.demo.run(t.Context(), &out); err != nil {
			t.Errorf("%s: %v", test.reason, err)
		}
		calls := strconv.Itoa(test.demo.calls)
		if want := calls + " of " + calls + " calls answered\n"; !strings.HasPrefix(out.String(), want) {
			t.Errorf("%s: got %q, want %q", test.reason, out.String(), want)
		}
		total := 0
		for _, match := range share.FindAllStringSubmatch(out.String(), -1) {
			n, _ := strconv.Atoi(match[1])
			total += n
		}
		if total != test.demo.calls {
			t.Errorf("%s: the workers served %d calls, want %d\n%s", test.reason, total, test.demo.calls, out.String())
		}
	}
}

// Two processes share an engine: one serves, the other calls.
func TestSides(t *testing.T) {
	engine, err := startEngine()
	if err != nil {
		t.Fatal(err)
	}
	defer engine.WaitForShutdown()
	defer engine.Shutdown()
	crew, err := hire(engine.ClientURL(), 1) // so that there is one when the calls begin
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	var out bytes.Buffer
	go func() { served <- demo{url: engine.ClientURL(), workers: 1}.run(ctx, &out) }()

	var said bytes.Buffer
	if err := (demo{url: engine.ClientURL(), calls: 100}).run(t.Context(), &said); err != nil {
		t.Error(err)
	}
	if got, want := said.String(), "100 of 100 calls answered\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
	if !share.Match(out.Bytes()) {
		t.Errorf("got %q, want how many calls there were", out.String())
	}
	crew.dismiss(&said)
}

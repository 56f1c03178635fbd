package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestProgress(t *testing.T) {
	var out bytes.Buffer
	now := time.Unix(0, 0)
	p := startProgress(&out, func() time.Time { return now })
	for range 10_000 {
		p.advance(100)
	}
	if out.Len() > 0 {
		t.Errorf("a short run shows %q", &out)
	}
	now = now.Add(progressDelay)
	for range 10_000 {
		p.advance(100)
	}
	if n := strings.Count(out.String(), "\r"); n != 1 {
		t.Errorf("a moment shows %d lines, want 1: %q", n, &out)
	}
	now = now.Add(progressPause)
	p.advance(1 << 20)
	p.clear()
	if want := "\r20001 lines, 2 MiB\r\x1b[K"; !strings.HasSuffix(out.String(), want) {
		t.Errorf("got %q, want it to end with %q", &out, want)
	}
}

func TestProgressIsForTerminals(t *testing.T) {
	var b bytes.Buffer
	p := newProgress(std{out: &b, err: &b})
	if p != nil {
		t.Fatal("a buffer is taken for a terminal")
	}
	p.advance(1 << 30) // nil shows nothing
	p.clear()
	if b.Len() > 0 {
		t.Errorf("shown: %q", &b)
	}
}

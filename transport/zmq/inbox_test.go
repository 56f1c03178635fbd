package zmq

import "testing"

func TestInbox(t *testing.T) {
	s := &settings{calls: 2, bytes: 100}
	var b inbox
	steps := []struct {
		reason            string
		do                func()
		some, empty, full bool
	}{
		{"nothing yet", func() {}, false, true, false},
		{"a call", func() { b.begin(10) }, false, false, false},
		{"two calls", func() { b.begin(10) }, false, false, true},
		{"one is answered, but not sent", func() { b.add(answered{bytes: 10, reply: outgoing{body: make([]byte, 50)}}) }, true, false, true},
		{"now it is", func() { b.end(b.take(nil)) }, false, false, false},
		{"the other one has a large reply", func() { b.add(answered{bytes: 10, reply: outgoing{body: make([]byte, 200)}}) }, true, false, true},
		{"sent", func() { b.end(b.take(nil)) }, false, true, false},
		{"a call beyond the limit may be alone", func() { b.begin(1000) }, false, false, true},
	}
	for _, step := range steps {
		step.do()
		if b.some() != step.some || b.empty() != step.empty || b.full(s) != step.full {
			t.Errorf("%s: some %t, empty %t, full %t", step.reason, b.some(), b.empty(), b.full(s))
		}
	}
}

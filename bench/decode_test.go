package bench

import "testing"

// BenchmarkDecode measures every decoder on every payload.
func BenchmarkDecode(b *testing.B) {
	for _, p := range allPayloads(b) {
		b.Run(p.Name, func(b *testing.B) {
			for _, d := range Decoders() {
				if decode := d.New(p.Shape); decode != nil {
					b.Run(d.Name, func(b *testing.B) { benchmarkDecode(b, p, decode) })
				}
			}
		})
	}
}

// benchmarkDecode measures one decoder on one payload.
func benchmarkDecode(b *testing.B, p Payload, decode DecodeFunc) {
	b.Helper()
	b.ReportAllocs()
	b.SetBytes(p.Size())
	for b.Loop() {
		for _, line := range p.Lines {
			if err := decode(line); err != nil {
				b.Fatalf("decode: %v", err)
			}
		}
	}
}

// TestDecodersAccept checks that nobody is measured on input he refuses.
func TestDecodersAccept(t *testing.T) {
	for _, p := range allPayloads(t) {
		for _, d := range Decoders() {
			if decode := d.New(p.Shape); decode != nil {
				checkAccepts(t, d, p, decode)
			}
		}
	}
}

// checkAccepts reports the messages of p that d refuses.
func checkAccepts(t *testing.T, d Decoder, p Payload, decode DecodeFunc) {
	t.Helper()
	for i, line := range p.Lines {
		if err := decode(line); err != nil {
			t.Errorf("%s refuses %s, line %d: %v", d.Name, p.Name, i+1, err)
		}
	}
}

// allPayloads returns the generated payloads and the recorded ones.
func allPayloads(tb testing.TB) []Payload {
	tb.Helper()
	payloads, err := AllPayloads()
	if err != nil {
		tb.Fatal(err)
	}
	return payloads
}

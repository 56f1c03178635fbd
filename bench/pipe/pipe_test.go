package pipe

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
)

// TestImplementations checks that everybody who is measured does what is asked of him.
func TestImplementations(t *testing.T) {
	for _, im := range Implementations() {
		t.Run(im.Name, func(t *testing.T) {
			p := im.Open()
			defer p.Close()
			for _, s := range Shapes() {
				if err := s.Call(context.Background(), p); err != nil {
					t.Errorf("%s: %v", s.Name, err)
				}
			}
		})
	}
}

func BenchmarkPipe(b *testing.B) {
	for _, s := range Shapes() {
		b.Run(s.Name, func(b *testing.B) {
			for _, im := range Implementations() {
				b.Run(im.Name, func(b *testing.B) { benchmark(b, im, s) })
			}
		})
	}
}

func benchmark(b *testing.B, im Implementation, s Shape) {
	b.Helper()
	p := im.Open()
	defer p.Close()
	if err := s.Call(context.Background(), p); err != nil { // to warm up
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	var begun atomic.Int64
	var running sync.WaitGroup
	for range s.InFlight {
		running.Go(func() {
			for begun.Add(1) <= int64(b.N) {
				if err := s.Call(context.Background(), p); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	running.Wait()
}

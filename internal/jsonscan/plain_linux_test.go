package jsonscan

import (
	"os"
	"runtime/debug"
	"syscall"
	"testing"
)

// guarded returns a page of memory that lies between two pages that may not be
// touched, and the page behind it.
func guarded(t *testing.T) (page, guard []byte) {
	t.Helper()
	size := os.Getpagesize()
	pages, err := syscall.Mmap(-1, 0, 3*size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Munmap(pages) })
	for _, guard := range [][]byte{pages[:size], pages[2*size:]} {
		if err := syscall.Mprotect(guard, syscall.PROT_NONE); err != nil {
			t.Fatal(err)
		}
	}
	return pages[size : 2*size : 2*size], pages[2*size:]
}

// untouched calls f and fails the test if f touched a guard page.
func untouched(t *testing.T, what string, n int, f func()) {
	t.Helper()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if fault := recover(); fault != nil {
			t.Errorf("%s over %d bytes reads memory that is not its own: %v", what, n, fault)
		}
	}()
	f()
}

// No gear reads past the end of its data, nor before it, by a single byte.
func TestPlainStaysInside(t *testing.T) {
	page, _ := guarded(t)
	for i := range page {
		page[i] = 'p'
	}
	for _, r := range runs() {
		t.Run(r.name, func(t *testing.T) {
			for n := range 300 {
				last, first := page[len(page)-n:], page[:n]
				untouched(t, r.name, n, func() { r.walk(last, 0) })
				untouched(t, r.name, n, func() { r.walk(first, 0) })
				untouched(t, r.name, n, func() { r.walk(last, n/2) })
			}
		})
	}
}

// Nor do the functions that scan text with them.
func TestScanStaysInside(t *testing.T) {
	page, _ := guarded(t)
	for _, text := range []string{`"`, `"pppp`, `["p`, `{"`, `{"ppp":"`, `-`, `12`, `tru`, ` `, `"é`, `"\u00`, `"\ud83d`} {
		for n := range 100 {
			last := page[len(page)-len(text)-n:]
			for i := range n {
				last[i] = ' '
			}
			copy(last[n:], text)
			untouched(t, "Value", len(last), func() { Value(last, 0, 0, 10) })
			for i := copy(last, text); i < len(last); i++ {
				last[i] = 'p'
			}
			untouched(t, "Value", len(last), func() { Value(last, 0, 0, 10) })
		}
	}
}

// The guard pages guard: touching one is noticed.
func TestGuardedMemory(t *testing.T) {
	_, guard := guarded(t)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() == nil {
			t.Error("reading a guard page went unnoticed")
		}
	}()
	t.Logf("the first byte of the guard page is %d", guard[0])
}

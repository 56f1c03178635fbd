package protocol_test

import (
	"errors"
	"math"
	"strconv"
	"syscall"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
)

// mapped returns n zero bytes that take no memory as long as nobody reads them.
func mapped(t *testing.T, n uint64) []byte {
	t.Helper()
	if strconv.IntSize < 64 {
		t.Skip("no slice is so long")
	}
	data, err := syscall.Mmap(-1, 0, int(n), syscall.PROT_READ, syscall.MAP_ANON|syscall.MAP_PRIVATE|syscall.MAP_NORESERVE)
	if err != nil {
		t.Skip("no address space: ", err)
	}
	t.Cleanup(func() { _ = syscall.Munmap(data) })
	return data
}

// A payload of 4 GiB is refused before it is read, and one byte less is read.
func TestPayloadTooLarge(t *testing.T) {
	tests := []struct {
		name   string
		size   uint64
		reason protocol.Reason
	}{
		{"4 GiB", math.MaxUint32 + 1, protocol.ReasonPayloadTooLarge},
		{"one byte less", math.MaxUint32, protocol.ReasonUnexpectedByte},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := protocol.Parse(mapped(t, tt.size))
			var got *protocol.DecodeError
			if !errors.As(err, &got) || got.Reason != tt.reason {
				t.Errorf("Parse: %v, want %v", err, tt.reason)
			}
		})
	}
}

package idgen

import (
	"strconv"
	"sync/atomic"

	"github.com/rpcwire/rpcwire/protocol"
)

// Counter returns a generator of the integers from start on. After
// math.MaxInt64 comes math.MinInt64, so that no id repeats within 2^64 of them.
// Next does not allocate.
func Counter(start int64) Generator {
	c := new(counter)
	c.next.Store(uint64(start))
	return c
}

type counter struct{ next atomic.Uint64 }

func (c *counter) Next() protocol.ID { return protocol.Int(int64(c.next.Add(1) - 1)) }

// Hex returns a generator of the integers from start on as strings of lower-case
// hexadecimal digits without leading zeros: "1" … "9", "a" … "f", "10". After
// "ffffffffffffffff" comes "0", so that no id repeats within 2^64 of them. Next
// allocates once, the text.
func Hex(start uint64) Generator {
	h := new(hex)
	h.next.Store(start)
	return h
}

type hex struct{ next atomic.Uint64 }

func (h *hex) Next() protocol.ID {
	return protocol.String(strconv.FormatUint(h.next.Add(1)-1, 16))
}

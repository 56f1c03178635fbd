package idgen

import (
	"crypto/rand"
	"sync/atomic"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
)

// UUID returns a generator of random UUIDs: version 4 of RFC 9562, section 5.4,
// with 122 bits from crypto/rand, in lower case. Next allocates once, the text.
func UUID() Generator { return Func(nextV4) }

func nextV4() protocol.ID {
	var u uuid
	rand.Read(u[:]) // never fails: see its documentation
	return u.id(4)
}

// UUIDv7 returns a generator of UUIDs that sort by time: version 7 of RFC 9562,
// section 5.7. Milliseconds are followed by 12 bits of finer time (section 6.2,
// method 3) and by 62 bits from crypto/rand. Within a process every UUID is
// greater than the one before it, also among several generators and if the clock
// is set back: time then advances by the smallest step. Next allocates once, the
// text.
func UUIDv7() Generator { return Func(nextV7) }

func nextV7() protocol.ID {
	var u uuid
	rand.Read(u[8:]) // never fails: see its documentation
	t := ticks.after(time.Now())
	for i := range 6 {
		u[i] = byte(t >> (52 - 8*i))
	}
	u[6], u[7] = byte(t>>8&0x0F), byte(t)
	return u.id(7)
}

// ticks is the clock of all UUIDs of version 7 in the process.
var ticks clock

// A clock counts time since 1970 in milliseconds with a fraction of 12 bits, and
// never says the same twice.
type clock struct{ last atomic.Uint64 }

// after returns now, or the first tick after the last one that was returned.
func (c *clock) after(now time.Time) uint64 {
	nanos := uint64(now.UnixNano())
	const milli = uint64(time.Millisecond)
	tick := nanos/milli<<12 | nanos%milli<<12/milli
	for {
		last := c.last.Load()
		tick = max(tick, last+1)
		if c.last.CompareAndSwap(last, tick) {
			return tick
		}
	}
}

type uuid [16]byte

// id returns the UUID as an id, with version and variant set.
func (u uuid) id(version byte) protocol.ID {
	u[6] = u[6]&0x0F | version<<4
	u[8] = u[8]&0x3F | 0x80
	const digits = "0123456789abcdef"
	var text [36]byte
	n := 0
	for i, b := range u {
		switch i {
		case 4, 6, 8, 10:
			text[n] = '-'
			n++
		}
		text[n], text[n+1] = digits[b>>4], digits[b&15]
		n += 2
	}
	return protocol.String(string(text[:]))
}

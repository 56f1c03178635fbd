package zmq

import (
	"encoding/binary"
	"errors"
	"time"
)

// What a broker and its workers tell each other is one message each:
//
//	[] [command]
//	[] [command] [body]
//
// The first byte of a command is its kind; numbers are varints, texts have their length
// before them. A worker begins with commandReady, which the broker answers with
// commandWelcome. Whoever is silent for too long is gone.
type command byte

const (
	commandReady   command = 'R' // worker: free places, interval of signs of life
	commandWelcome command = 'W' // broker: interval of signs of life
	commandAlive   command = 'A' // both: a sign of life
	commandUnknown command = 'U' // broker: say commandReady (again); your calls are lost
	commandCall    command = 'C' // broker: number, sender; with the payload
	commandReply   command = 'P' // worker: number, and a place is free; with the reply, or without if there is none
	commandFree    command = 'F' // worker: a place is free
	commandLeave   command = 'L' // worker: no calls any more
	commandLeft    command = 'B' // broker: no calls come any more
)

// A notice is one of them taken apart. What its kind does not have is zero.
type notice struct {
	command  command
	number   uint64
	free     int
	interval time.Duration
	origin   origin
}

// appendTo appends the command to dst.
func (n *notice) appendTo(dst []byte) []byte {
	dst = append(dst, byte(n.command))
	switch n.command {
	case commandReady:
		dst = binary.AppendUvarint(dst, uint64(n.free))
		dst = binary.AppendUvarint(dst, uint64(n.interval/time.Millisecond))
	case commandWelcome:
		dst = binary.AppendUvarint(dst, uint64(n.interval/time.Millisecond))
	case commandReply:
		dst = binary.AppendUvarint(dst, n.number)
	case commandCall:
		dst = binary.AppendUvarint(dst, n.number)
		dst = appendText(dst, string(n.origin.identity))
		dst = appendText(dst, n.origin.address)
		dst = appendText(dst, n.origin.key)
	}
	return dst
}

func appendText(dst []byte, text string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(text))), text...)
}

var errBadCommand = errors.New("not a command of a broker or a worker")

// maxFree and maxInterval bound what a peer can make this side believe.
const (
	maxFree     = 1 << 20
	maxInterval = time.Hour
)

// parseNotice takes a command apart. The notice shares no memory with data.
func parseNotice(data []byte) (notice, error) {
	if len(data) == 0 {
		return notice{}, errBadCommand
	}
	n := notice{command: command(data[0])}
	f := fields{rest: data[1:]}
	switch n.command {
	case commandReady:
		n.free = int(min(f.number(), maxFree))
		n.interval = f.interval()
	case commandWelcome:
		n.interval = f.interval()
	case commandReply:
		n.number = f.number()
	case commandCall:
		n.number = f.number()
		n.origin = origin{identity: []byte(f.text()), address: f.text(), key: f.text()}
	case commandAlive, commandUnknown, commandFree, commandLeave, commandLeft:
	default:
		return notice{}, errBadCommand
	}
	if f.bad || len(f.rest) > 0 {
		return notice{}, errBadCommand
	}
	return n, nil
}

// fields takes fields from a command.
type fields struct {
	rest []byte
	bad  bool
}

func (f *fields) number() uint64 {
	n, size := binary.Uvarint(f.rest)
	if size <= 0 {
		f.bad, f.rest = true, nil
		return 0
	}
	f.rest = f.rest[size:]
	return n
}

func (f *fields) interval() time.Duration {
	return time.Duration(min(f.number(), uint64(maxInterval/time.Millisecond))) * time.Millisecond
}

func (f *fields) text() string {
	n := f.number()
	if n > uint64(len(f.rest)) {
		f.bad, f.rest = true, nil
		return ""
	}
	text := string(f.rest[:n])
	f.rest = f.rest[n:]
	return text
}

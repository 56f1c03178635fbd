//go:build cgo

package zmq

/*
#cgo !windows pkg-config: libzmq
#cgo windows LDFLAGS: -lzmq
#cgo noescape rpcwire_receive
#cgo nocallback rpcwire_receive
#cgo noescape rpcwire_take_large
#cgo nocallback rpcwire_take_large
#cgo noescape rpcwire_send
#cgo nocallback rpcwire_send
#include <stdlib.h>
#include "batch.h"
*/
import "C"

import (
	"encoding/binary"
	"errors"
	"reflect"
	"syscall"
	"unsafe"

	"github.com/pebbe/zmq4"
)

const (
	batchBuffer = 64 << 10
	batchLarge  = 16 << 10 // bytes of a body that is not copied to the buffer
	batchHeader = 4
)

// pointer returns what libzmq knows a socket by. The binding does not tell, but has it.
func pointer(socket *zmq4.Socket) (unsafe.Pointer, error) {
	field := reflect.ValueOf(socket).Elem().FieldByName("soc")
	if field.Kind() != reflect.UnsafePointer || field.IsNil() {
		return nil, errors.New("this version of github.com/pebbe/zmq4 is not supported")
	}
	return field.UnsafePointer(), nil
}

// A port is the sending and receiving side of a socket: it moves many messages with one
// call of C, of which the binding takes about a dozen for each message. It belongs to the
// goroutine that owns the socket.
type port struct {
	socket *zmq4.Socket
	raw    unsafe.Pointer
	about  bool // what libzmq knows about senders is wanted

	inbox  *C.rpcwire_inbox
	in     []byte // buffer of what was received
	unread []byte // the part of it that was not looked at
	dry    bool   // when it is empty, nothing more had come

	out    []byte // buffer of what is to be sent
	errors []C.int32_t
}

func newPort(socket *zmq4.Socket, about bool) (*port, error) {
	raw, err := pointer(socket)
	if err != nil {
		return nil, err
	}
	return &port{
		socket: socket,
		raw:    raw,
		about:  about,
		inbox:  (*C.rpcwire_inbox)(C.calloc(1, C.sizeof_rpcwire_inbox)),
		in:     make([]byte, batchBuffer),
	}, nil
}

// close frees what the port has and closes the socket.
func (p *port) close() {
	C.rpcwire_take_large(p.inbox, nil)
	C.free(unsafe.Pointer(p.inbox))
	p.inbox = nil
	_ = p.socket.Close() // fails only if it is closed
}

// unseen reports whether there are messages that the socket does not have any more.
func (p *port) unseen() bool { return len(p.unread) > 0 || p.inbox.large_size > 0 }

var errAgain = zmq4.Errno(syscall.EAGAIN)

// look makes receive look at the socket again, after it has found that nothing more had
// come.
func (p *port) look() { p.dry = false }

// receive takes the next message apart into r, without waiting. Frames in r are valid
// until the next call. The error is one of libzmq: see [isAgain].
func (p *port) receive(r *received) error {
	r.reset()
	for {
		for len(p.unread) > 0 {
			if more := p.next(r); !more {
				r.end()
				return nil
			}
		}
		r.own() // the buffer is about to be used again
		if n := int(p.inbox.large_size); n > 0 {
			if more := p.large(r, n); !more {
				r.end()
				return nil
			}
			continue
		}
		if err := p.fill(); err != nil {
			return err
		}
	}
}

// next adds the next frame in the buffer to r, or what comes before its second one.
func (p *port) next(r *received) (more bool) {
	if p.about && r.frames == 1 && r.key == nil {
		r.address, _ = p.frame()
		r.key, _ = p.frame()
		return true
	}
	frame, more := p.frame()
	r.add(frame, false)
	return more
}

func (p *port) frame() (frame []byte, more bool) {
	header := binary.NativeEndian.Uint32(p.unread)
	end := batchHeader + int(header>>1)
	frame = p.unread[batchHeader:end:end]
	p.unread = p.unread[end:]
	return frame, header&1 != 0
}

// large adds the frame to r that did not fit into the buffer.
func (p *port) large(r *received, n int) (more bool) {
	more = p.inbox.large_more != 0
	frame := make([]byte, n)
	C.rpcwire_take_large(p.inbox, unsafe.Pointer(&frame[0]))
	r.add(frame, true)
	return more
}

// fill fills the buffer, or gets a frame that does not fit.
func (p *port) fill() error {
	if p.dry {
		p.dry = false
		return errAgain
	}
	about, why := C.int(0), C.int(0)
	if p.about {
		about = 1
	}
	n := C.rpcwire_receive(p.raw, p.inbox, unsafe.Pointer(&p.in[0]), C.size_t(len(p.in)), burst, maxFrames, about, &why)
	p.unread = p.in[:n]
	err := zmq4.Errno(why)
	if p.dry = p.unseen() && err == errAgain; p.dry || err == 0 {
		return nil
	}
	if p.unseen() { // the error comes again
		return nil
	}
	return err
}

// send sends messages without waiting, and sets errs of each to nil or to an error of
// libzmq, after which the peer does not get it. With stop, the first error is the end. It
// returns how many messages were tried.
func (p *port) send(messages []outgoing, stop bool, errs []error) int {
	for i := 0; i < len(messages); {
		n := p.pack(messages[i:])
		if n == 0 {
			errs[i] = send(p.socket, &messages[i])
			n = 1
		} else {
			n = p.flush(n, stop, errs[i:])
		}
		i += n
		if stop && errs[i-1] != nil {
			return i
		}
	}
	return len(messages)
}

// pack copies messages to the buffer and returns how many: none if the first is better
// sent alone.
func (p *port) pack(messages []outgoing) int {
	p.out = p.out[:0]
	for i := range messages {
		o := &messages[i]
		if len(o.body) > batchLarge || len(p.out) > batchBuffer {
			return i
		}
		for _, frame := range o.envelope {
			p.out = appendFrame(p.out, frame, true)
		}
		if o.head != nil {
			p.out = appendFrame(p.out, o.head, true)
		}
		p.out = appendFrame(p.out, o.body, false)
	}
	return len(messages)
}

func appendFrame(dst, frame []byte, more bool) []byte {
	header := uint32(len(frame)) << 1
	if more {
		header |= 1
	}
	return append(binary.NativeEndian.AppendUint32(dst, header), frame...)
}

// flush sends the n messages in the buffer, and returns how many were tried.
func (p *port) flush(n int, stop bool, errs []error) int {
	if len(p.errors) < n {
		p.errors = make([]C.int32_t, n)
	}
	cstop := C.int(0)
	if stop {
		cstop = 1
	}
	n = int(C.rpcwire_send(p.raw, unsafe.Pointer(&p.out[0]), C.uint32_t(n), cstop, &p.errors[0]))
	for i, e := range p.errors[:n] {
		errs[i] = nil
		if e != 0 {
			errs[i] = zmq4.Errno(e)
		}
	}
	return n
}

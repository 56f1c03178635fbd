package transport

import (
	"context"
	"log/slog"
)

// asides are what the Mux itself has to tell its peer: refusals and cancellations. Nobody
// can wait until the peer has read them: the reader has to go on, since the peer may
// wait for it in turn, and a caller that gives up is out of time. So they are queued, and
// there is a goroutine while there are any. The Mux locks it.
type asides struct {
	queue   [][]byte
	bytes   int // of these and those that are being written
	running bool
}

// leastAsides is how many bytes of asides may wait in any case.
const leastAsides = 1 << 20

// tell queues a payload. The Mux is locked.
func (m *Mux) tell(payload []byte) {
	m.asides.queue = append(m.asides.queue, payload)
	m.asides.bytes += len(payload)
	if !m.asides.running {
		m.asides.running = true
		go m.tellAll()
	}
}

// tellAll writes what is queued.
func (m *Mux) tellAll() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.asides.queue) > 0 {
		payload := m.asides.queue[0]
		m.asides.queue[0] = nil
		m.asides.queue = m.asides.queue[1:]
		m.mu.Unlock()
		m.unsent(m.conn.Write(context.Background(), payload))
		m.mu.Lock()
		m.asides.bytes -= len(payload)
	}
	m.asides = asides{}
	m.changed.Broadcast()
}

// hasRoomToTell reports whether there may be more asides. The Mux is locked.
func (m *Mux) hasRoomToTell() bool {
	return m.asides.bytes <= max(leastAsides, m.options.Backlog)
}

// answerFromReader sends what answers the peer without waiting for that, unless the peer
// does not read at all.
func (m *Mux) answerFromReader(reply []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for !m.hasRoomToTell() {
		m.awaitRoom()
	}
	m.tell(reply)
}

// awaitRoom lets the reader wait for a change. The Mux is locked.
func (m *Mux) awaitRoom() {
	m.serving.readerWaits = true
	m.changed.Wait()
	m.serving.readerWaits = false
}

// unsent takes note of a reply that could not be sent, if there is an error: the
// connection is at its end then, and reading from it will tell.
func (m *Mux) unsent(err error) {
	if err != nil {
		m.options.Logger.Debug("a reply could not be sent", slog.Any(KeyError, err))
	}
}

package conformance

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"

	"github.com/rpcwire/rpcwire/protocol"
)

// A script is a server that does what a case says. Its fields can be read after stop.
type script struct {
	url     string
	step    *clientStep
	version string
	options *Options

	mu      sync.Mutex
	request []byte      // the first payload that came
	count   int         // how many came
	method  string      // of HTTP
	header  http.Header // of HTTP
	answer  []byte
	event   string
	err     error // why there was no answer
	stopped bool  // nothing of this changes any more

	ctx     context.Context // ends with the case
	cancel  context.CancelFunc
	listen  net.Listener
	closing func()
	serving sync.WaitGroup // what accepts connections
}

// startScript starts a server.
func startScript(ctx context.Context, step *clientStep, version string, r *clientRunner) (*script, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	s := &script{step: step, version: version, options: r.options, listen: l, ctx: ctx, cancel: cancel}
	if r.twoWay {
		s.url = "tcp://" + l.Addr().String()
		s.serveTCP()
	} else {
		s.url = "http://" + l.Addr().String() + "/"
		s.serveHTTP()
	}
	return s, nil
}

// stop ends the server. Connections that are still served end soon.
func (s *script) stop() {
	s.mu.Lock()
	s.stopped = true
	s.mu.Unlock()
	s.cancel()
	s.closing()
	s.serving.Wait()
}

// errStopped is a payload that comes too late.
var errStopped = errors.New("the case is over")

// received notes a payload and returns the bodies that answer it.
func (s *script) received(payload []byte) ([][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return nil, errStopped
	}
	if s.count++; s.count == 1 {
		s.request = payload
	}
	values := s.ids(payload)
	var bodies [][]byte
	s.answer = nil
	for i := range s.step.answer.bodies {
		body, err := s.step.answer.bodies[i].bytes(values)
		if err != nil {
			s.err = err
			return nil, err
		}
		if i > 0 {
			s.answer = append(s.answer, '\n')
		}
		s.answer = append(s.answer, body...)
		bodies = append(bodies, body)
	}
	return bodies, nil
}

// note says what the server did beside.
func (s *script) note(event string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.stopped {
		s.event = event
	}
}

// errNoID is a payload without the id that an answer needs.
var errNoID = errors.New("there is no id to answer to")

// ids returns the scope of the ids in a payload.
func (s *script) ids(payload []byte) scope {
	var ids []protocol.Raw
	p, err := protocol.Parse(payload)
	if err == nil {
		for _, m := range p.All() {
			ids = append(ids, m.RawID())
		}
	}
	return func(h hole) (string, error) {
		i := max(h.index, 0)
		if i >= len(ids) || ids[i] == nil {
			return "", errNoID
		}
		return idForm(ids[i], h.form)
	}
}

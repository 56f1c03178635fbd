package zmq

import "sync"

// inprocNames are the inproc endpoints of a Context that somebody listens on. libzmq
// tells nobody who has connected to one when the other side closes, and would let calls
// be sent before anybody listens.
type inprocNames struct {
	mu       sync.Mutex
	bound    map[string]bool
	watchers map[string]map[*inprocWatch]struct{}
}

// An inprocWatch is somebody who wants to know whether there is a listener.
type inprocWatch struct {
	changed func() // called at each change; must not wait

	mu      sync.Mutex
	changes []bool // not taken yet
}

// take returns the changes since the last time: true for a listener that came, false
// for one that went.
func (w *inprocWatch) take() []bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	changes := w.changes
	w.changes = nil
	return changes
}

// some reports whether there are changes to be taken.
func (w *inprocWatch) some() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.changes) > 0
}

func (w *inprocWatch) add(up bool) {
	w.mu.Lock()
	w.changes = append(w.changes, up)
	w.mu.Unlock()
	w.changed()
}

// set tells those who watch an endpoint that a listener came or went.
func (n *inprocNames) set(endpoint string, up bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.bound == nil {
		n.bound = make(map[string]bool)
	}
	if n.bound[endpoint] == up {
		return
	}
	if up {
		n.bound[endpoint] = true
	} else {
		delete(n.bound, endpoint)
	}
	for w := range n.watchers[endpoint] {
		w.add(up)
	}
}

// watch returns a watch, whose first change is there already if there is a listener.
func (n *inprocNames) watch(endpoint string, changed func()) *inprocWatch {
	w := &inprocWatch{changed: changed}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.watchers == nil {
		n.watchers = make(map[string]map[*inprocWatch]struct{})
	}
	if n.watchers[endpoint] == nil {
		n.watchers[endpoint] = make(map[*inprocWatch]struct{})
	}
	n.watchers[endpoint][w] = struct{}{}
	if n.bound[endpoint] {
		w.changes = append(w.changes, true)
	}
	return w
}

// unwatch ends a watch.
func (n *inprocNames) unwatch(endpoint string, w *inprocWatch) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.watchers[endpoint], w)
	if len(n.watchers[endpoint]) == 0 {
		delete(n.watchers, endpoint)
	}
}

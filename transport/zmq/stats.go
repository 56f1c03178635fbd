package zmq

import "sync/atomic"

// BrokerStats are how a [Broker] is doing.
type BrokerStats struct {
	Workers  int    // that are there
	Queued   int    // calls that wait for a worker
	Assigned int    // calls that workers have
	Refused  uint64 // calls that were refused since the Broker began
	Lost     uint64 // calls that workers took with them since then
}

// brokerStats are written by the goroutine that owns the sockets, and read by others.
type brokerStats struct {
	workers, queued, assigned atomic.Int64
	refused, lost             atomic.Uint64
}

// update notes the state of the pool.
func (s *brokerStats) update(p *pool) {
	s.workers.Store(int64(len(p.workers)))
	s.queued.Store(int64(p.queued))
	s.assigned.Store(int64(len(p.jobs)))
}

func (s *brokerStats) load() BrokerStats {
	return BrokerStats{
		Workers:  int(s.workers.Load()),
		Queued:   int(s.queued.Load()),
		Assigned: int(s.assigned.Load()),
		Refused:  s.refused.Load(),
		Lost:     s.lost.Load(),
	}
}

package zmq

import (
	"log/slog"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
)

func TestOptionErrors(t *testing.T) {
	key := keyText(make([]byte, curveKeySize))
	for _, test := range []struct {
		reason string
		option BrokerOption
		worker WorkOption
		want   string
	}{
		{"no limit on messages", HighWater(0), nil, "zmq: HighWater has to be positive: without a limit, slow peers take all memory"},
		{"no timeout", Heartbeat(time.Second, 0), nil, "zmq: Heartbeat needs an interval and a timeout"},
		{"off", Heartbeat(0, 0), nil, ""},
		{"the longest time is shorter", nil, Reconnect(time.Second, time.Millisecond), "zmq: Reconnect needs a first and a longest time"},
		{"no places", nil, Capacity(0), "zmq: Capacity has to be positive"},
		{"a queue of less than nothing", Queue(-1, 0), nil, "zmq: Queue needs a number of calls and of bytes"},
		{"no queue", Queue(0, 0), nil, ""},
		{"no replies wait", ReplyQueue(0), nil, "zmq: ReplyQueue has to be positive"},
		{"the timeout is too short", Liveness(time.Second, time.Millisecond), nil, "zmq: Liveness needs an interval and a longer timeout"},
		{"not a key", nil, CurveClient(key, key, "secret"), "zmq: CurveClient: a key is not 40 characters of Z85"},
		{"not a key of a server", CurveServer("secret", AllowAny()), nil, "zmq: CurveServer: the key is not 40 characters of Z85"},
		{"nobody said who is allowed", CurveBackend(key, nil), nil, "zmq: CurveBackend: say who is allowed, or AllowAny"},
		{"no logger", Logger(nil), nil, ""},
		{"a logger", Logger(slog.Default()), nil, ""},
		{"one error is enough", Queue(-1, -1), Capacity(-1), "zmq: Queue needs a number of calls and of bytes"},
	} {
		s := newSettings()
		if test.option != nil {
			test.option.applyBroker(s)
		}
		if test.worker != nil {
			test.worker.applyWork(s)
		}
		got := ""
		if s.err != nil {
			got = s.err.Error()
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.reason, got, test.want)
		}
		if s.logger == nil {
			t.Errorf("%s: there is no logger", test.reason)
		}
	}
	s := newSettings()
	Serving(0, 1).applyListen(s)
	if s.err == nil {
		t.Error("Serving nothing is no error")
	}
}

func TestFrameLimit(t *testing.T) {
	for _, test := range []struct {
		reason string
		limits protocol.Limits
		sender bool
		want   int64
	}{
		{"servers answer what is a little too large", protocol.Limits{Payload: 1000}, false, 2000 + 64<<10},
		{"senders take large replies to batches", protocol.Limits{Payload: 1000, Reply: 1 << 20}, true, 1<<20 + 64<<10},
		{"and what servers would take", protocol.Limits{Payload: 1 << 20, Reply: 1}, true, 2<<20 + 64<<10},
		{"no limit", protocol.Limits{Payload: -1}, false, -1},
	} {
		s := newSettings()
		s.limits = test.limits
		if got := s.frameLimit(test.sender); got != test.want {
			t.Errorf("%s: got %d, want %d", test.reason, got, test.want)
		}
	}
}

package zmq

import (
	"errors"
	"log/slog"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// A DialOption configures a [Sender]: see [Dial].
type DialOption interface{ applyDial(*settings) }

// A ListenOption configures a [Server]: see [Listen].
type ListenOption interface{ applyListen(*settings) }

// A WorkOption configures a worker: see [Work].
type WorkOption interface{ applyWork(*settings) }

// A BrokerOption configures a [Broker]: see [NewBroker].
type BrokerOption interface{ applyBroker(*settings) }

// An Option configures all of them.
type Option interface {
	DialOption
	ListenOption
	WorkOption
	BrokerOption
}

// A ConnectOption configures what connects: senders and workers.
type ConnectOption interface {
	DialOption
	WorkOption
}

// A BindOption configures what is connected to: servers and brokers.
type BindOption interface {
	ListenOption
	BrokerOption
}

// A DrainOption configures everything but a [Sender].
type DrainOption interface {
	BindOption
	WorkOption
}

// A LivenessOption configures brokers and their workers.
type LivenessOption interface {
	WorkOption
	BrokerOption
}

// The defaults of options.
const (
	DefaultHighWater        = 1000
	DefaultHeartbeat        = 5 * time.Second
	DefaultHeartbeatTimeout = 15 * time.Second
	DefaultReconnect        = 100 * time.Millisecond
	DefaultReconnectMax     = 5 * time.Second
	DefaultConnectWait      = 10 * time.Second
	DefaultLinger           = time.Second
	DefaultGrace            = 5 * time.Second
	DefaultReplyQueue       = 16 << 20
	DefaultQueuedCalls      = 10_000
	DefaultQueuedBytes      = 64 << 20
	DefaultLiveness         = time.Second
	DefaultLivenessTimeout  = 5 * time.Second
)

// settings are what options add up to.
type settings struct {
	context   *Context
	limits    protocol.Limits
	logger    *slog.Logger
	highWater int

	heartbeat, heartbeatTimeout time.Duration
	reconnect, reconnectMax     time.Duration
	connectWait                 time.Duration
	linger                      time.Duration
	grace                       time.Duration
	liveness, livenessTimeout   time.Duration

	also       []string // further endpoints
	calls      int      // handled at once
	bytes      int
	replyQueue int
	capacity   int
	queueCalls int
	queueBytes int

	client  *clientKeys
	server  *serverKeys
	backend *serverKeys

	err error // the first wrong option
}

func newSettings() *settings {
	return &settings{
		logger:           slog.New(slog.DiscardHandler),
		highWater:        DefaultHighWater,
		heartbeat:        DefaultHeartbeat,
		heartbeatTimeout: DefaultHeartbeatTimeout,
		reconnect:        DefaultReconnect,
		reconnectMax:     DefaultReconnectMax,
		connectWait:      DefaultConnectWait,
		linger:           DefaultLinger,
		grace:            DefaultGrace,
		liveness:         DefaultLiveness,
		livenessTimeout:  DefaultLivenessTimeout,
		calls:            transport.DefaultServing,
		bytes:            transport.DefaultBacklog,
		replyQueue:       DefaultReplyQueue,
		capacity:         1,
		queueCalls:       DefaultQueuedCalls,
		queueBytes:       DefaultQueuedBytes,
	}
}

func (s *settings) wrong(text string) {
	if s.err == nil {
		s.err = errors.New("zmq: " + text)
	}
}

// option implements all kinds of options; the functions below return it as what it is.
type option func(*settings)

func (o option) applyDial(s *settings)   { o(s) }
func (o option) applyListen(s *settings) { o(s) }
func (o option) applyWork(s *settings)   { o(s) }
func (o option) applyBroker(s *settings) { o(s) }

// InContext puts sockets into a [Context] that others share, which saves threads and is
// what inproc endpoints need. Nil is a context of its own, as without this option.
func InContext(c *Context) Option {
	return option(func(s *settings) { s.context = c })
}

// Limits sets the limits; see the package for what becomes of larger payloads. A Sender
// does not send payloads beyond the limit, and takes replies up to it.
func Limits(limits protocol.Limits) Option {
	return option(func(s *settings) { s.limits = limits })
}

// Logger sets where dropped messages, refused peers and panics of handlers are logged.
// Nil logs nothing, as without this option.
func Logger(logger *slog.Logger) Option {
	return option(func(s *settings) {
		if logger != nil {
			s.logger = logger
		}
	})
}

// HighWater sets how many messages libzmq keeps for one peer in each direction,
// [DefaultHighWater] unless told. What is beyond waits where this package bounds it.
func HighWater(messages int) Option {
	return option(func(s *settings) {
		if messages <= 0 {
			s.wrong("HighWater has to be positive: without a limit, slow peers take all memory")
		}
		s.highWater = messages
	})
}

// Heartbeat sets how often a silent peer is asked for a sign of life, and how long it may
// take to give one; then the connection is lost. That is how machines and processes that
// just stopped are found. A payload that takes longer than the timeout to come in looks
// like silence, too. Unless told, that is [DefaultHeartbeat] and
// [DefaultHeartbeatTimeout]; an interval of zero turns it off.
func Heartbeat(interval, timeout time.Duration) Option {
	return option(func(s *settings) {
		if interval < 0 || interval > 0 && timeout < time.Millisecond {
			s.wrong("Heartbeat needs an interval and a timeout")
		}
		s.heartbeat, s.heartbeatTimeout = interval, timeout
	})
}

// Reconnect sets how long to wait before a lost connection is tried again, and to how
// much that grows while it fails: [DefaultReconnect] and [DefaultReconnectMax] unless
// told.
func Reconnect(first, longest time.Duration) ConnectOption {
	return option(func(s *settings) {
		if first < time.Millisecond || longest < first {
			s.wrong("Reconnect needs a first and a longest time")
		}
		s.reconnect, s.reconnectMax = first, longest
	})
}

// ConnectWait sets how long a call waits while there is no connection, if its context
// does not end before: [DefaultConnectWait] unless told. Zero means for ever.
func ConnectWait(d time.Duration) DialOption {
	return option(func(s *settings) { s.connectWait = max(d, 0) })
}

// Linger sets how long closing may take to get rid of what was sent, such as
// notifications, [DefaultLinger] unless told. Zero drops it.
func Linger(d time.Duration) Option {
	return option(func(s *settings) { s.linger = max(d, 0) })
}

// AlsoOn adds endpoints to listen on.
func AlsoOn(endpoints ...string) ListenOption {
	return option(func(s *settings) { s.also = append(s.also, endpoints...) })
}

// Serving sets how many payloads are handled at once, and how many bytes they and their
// replies may have together: [transport.DefaultServing] and [transport.DefaultBacklog]
// unless told. Beyond that nothing is read, and clients are slowed down.
func Serving(calls, bytes int) ListenOption {
	return option(func(s *settings) {
		if calls <= 0 || bytes <= 0 {
			s.wrong("Serving needs a number of calls and of bytes")
		}
		s.calls, s.bytes = calls, bytes
	})
}

// ReplyQueue sets how many bytes of replies may wait for one client that does not read
// them; beyond that, and beyond 16 times as much for all of them together, they are
// dropped and logged. [DefaultReplyQueue] unless told. Other clients are not delayed.
func ReplyQueue(bytes int) BindOption {
	return option(func(s *settings) {
		if bytes <= 0 {
			s.wrong("ReplyQueue has to be positive")
		}
		s.replyQueue = bytes
	})
}

// Grace sets how much time the calls under way have to finish when the context of
// [Server.Serve], [Broker.Serve] or [Work] ends; new ones are refused. [DefaultGrace]
// unless told; zero is none.
func Grace(d time.Duration) DrainOption {
	return option(func(s *settings) { s.grace = max(d, 0) })
}

// Capacity sets how many calls a worker takes at once, 1 unless told.
func Capacity(calls int) WorkOption {
	return option(func(s *settings) {
		if calls <= 0 {
			s.wrong("Capacity has to be positive")
		}
		s.capacity = calls
	})
}

// Queue sets how many calls, and bytes of them, wait in a broker for a worker; more are
// refused. [DefaultQueuedCalls] and [DefaultQueuedBytes] unless told.
func Queue(calls, bytes int) BrokerOption {
	return option(func(s *settings) {
		if calls < 0 || bytes < 0 {
			s.wrong("Queue needs a number of calls and of bytes")
		}
		s.queueCalls, s.queueBytes = calls, bytes
	})
}

// Liveness sets how often brokers and workers tell each other that they are there, and
// after which time of silence the other one counts as gone: [DefaultLiveness] and
// [DefaultLivenessTimeout] unless told. Each side tells the other its interval, and
// silence counts from three of them on at the earliest. Other than [Heartbeat], it
// notices programs that hang.
func Liveness(interval, timeout time.Duration) LivenessOption {
	return option(func(s *settings) {
		if interval < time.Millisecond || timeout < interval {
			s.wrong("Liveness needs an interval and a longer timeout")
		}
		s.liveness, s.livenessTimeout = interval, timeout
	})
}

// payloadLimit returns the largest payload.
func (s *settings) payloadLimit() int { return s.limits.Resolved().Payload }

// frameLimit returns the largest frame that libzmq takes, or -1. It leaves room for
// payloads that are answered with an error, and senders for replies to large batches.
func (s *settings) frameLimit(sender bool) int64 {
	limits := s.limits.Resolved()
	const slack = 64 << 10
	n := int64(limits.Payload)
	if n > 1<<40 {
		return -1
	}
	n = 2*n + slack
	if reply := int64(limits.Reply); sender && reply > n {
		n = min(reply, 1<<40) + slack
	}
	return n
}

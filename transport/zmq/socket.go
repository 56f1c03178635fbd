//go:build cgo

package zmq

import (
	"syscall"
	"time"

	"github.com/pebbe/zmq4"
)

// handshakeTime is how long a peer has to introduce itself.
const handshakeTime = 10 * time.Second

// socket returns a new socket with what all have in common. Sender is set for those that
// get replies.
func (s *settings) socket(z *zmq4.Context, t zmq4.Type, sender bool) (*zmq4.Socket, error) {
	socket, err := z.NewSocket(t)
	if err != nil {
		return nil, err
	}
	err = firstError(
		func() error { return socket.SetLinger(0) },
		func() error { return socket.SetSndhwm(s.highWater) },
		func() error { return socket.SetRcvhwm(s.highWater) },
		func() error { return socket.SetMaxmsgsize(s.frameLimit(sender)) },
		func() error { return socket.SetHandshakeIvl(handshakeTime) },
		func() error { return s.setHeartbeat(socket) },
	)
	if err != nil {
		_ = socket.Close() // there is a better error to report
		return nil, err
	}
	return socket, nil
}

func (s *settings) setHeartbeat(socket *zmq4.Socket) error {
	if s.heartbeat == 0 {
		return nil
	}
	return firstError(
		func() error { return socket.SetHeartbeatIvl(s.heartbeat) },
		func() error { return socket.SetHeartbeatTimeout(s.heartbeatTimeout) },
		// What the peer may infer from silence.
		func() error { return socket.SetHeartbeatTtl(min(s.heartbeat+s.heartbeatTimeout, time.Hour)) },
	)
}

// never is how long libzmq waits before it connects again by itself: see link.
const never = 24 * time.Hour

// dealer returns a new socket that is to connect to an endpoint.
func (s *settings) dealer(z *zmq4.Context, endpoint string) (*zmq4.Socket, error) {
	socket, err := s.socket(z, zmq4.DEALER, true)
	if err != nil {
		return nil, err
	}
	err = firstError(
		func() error { return socket.SetReconnectIvl(never) },
		func() error { return socket.SetConnectTimeout(handshakeTime) },
		func() error { return socket.SetIpv6(isIPv6(endpoint)) },
		func() error { return s.client.set(socket) },
	)
	if err != nil {
		_ = socket.Close() // there is a better error to report
		return nil, err
	}
	return socket, nil
}

// send sends one message, without waiting. After an error the peer does not get it.
func send(socket *zmq4.Socket, o *outgoing) error {
	for i, frame := range o.envelope {
		if _, err := socket.SendBytes(frame, zmq4.DONTWAIT|zmq4.SNDMORE); err != nil {
			if i == 0 {
				return err
			}
			return sendInVain(socket, err)
		}
	}
	if o.head != nil {
		if _, err := socket.SendBytes(o.head, zmq4.DONTWAIT|zmq4.SNDMORE); err != nil {
			return sendInVain(socket, err)
		}
	}
	_, err := socket.SendBytes(o.body, zmq4.DONTWAIT)
	return err
}

// sendInVain ends a message of which a frame could not be sent, since the peer went away
// meanwhile: libzmq drops what has been sent, but wants an end before it takes another
// message.
func sendInVain(socket *zmq4.Socket, cause error) error {
	_, _ = socket.SendBytes(nil, zmq4.DONTWAIT) // it is lost anyway
	return cause
}

// isAgain reports whether a socket would have to wait.
func isAgain(err error) bool { return zmq4.AsErrno(err) == zmq4.Errno(syscall.EAGAIN) }

//go:build cgo

package zmq

import (
	"errors"

	"github.com/pebbe/zmq4"
)

// NewCurveKeypair returns a new pair of keys for CURVE, each as 40 characters of Z85. The
// secret one has to stay on its side.
func NewCurveKeypair() (public, secret string, err error) { return zmq4.NewCurveKeypair() }

// set prepares a socket that connects. K may be nil.
func (k *clientKeys) set(socket *zmq4.Socket) error {
	if k == nil {
		return nil
	}
	if public, err := zmq4.AuthCurvePublic(k.secret); err != nil || public != k.public {
		return errors.New("the public key does not belong to the secret key")
	}
	return firstError(
		func() error { return socket.SetCurveServerkey(k.server) },
		func() error { return socket.SetCurvePublickey(k.public) },
		func() error { return socket.SetCurveSecretkey(k.secret) },
	)
}

// set prepares a socket that listens. Its clients are checked by c until done is called,
// which has to be after the socket is closed.
func (k *serverKeys) set(c *Context, socket *zmq4.Socket, log refusals) (done func(), err error) {
	if k == nil {
		return func() {}, nil
	}
	domain, done, err := c.authorize(k.allow, log)
	if err != nil {
		return nil, err
	}
	err = firstError(
		func() error { return socket.SetZapDomain(domain) },
		func() error { return socket.SetCurveServer(1) },
		func() error { return socket.SetCurveSecretkey(k.secret) },
	)
	if err != nil {
		done()
		return nil, err
	}
	return done, nil
}

package zmq

import (
	"slices"
	"strings"
)

// An Authorizer says whether the client with a CURVE public key may connect. It is asked
// at each handshake, one at a time for all servers of a [Context], and must not wait for
// anything.
type Authorizer func(key string) bool

// AllowKeys allows the clients with the given public keys.
func AllowKeys(keys ...string) Authorizer {
	keys = slices.Clone(keys)
	return func(key string) bool { return slices.Contains(keys, key) }
}

// AllowAny allows every client that knows the public key of the server: connections are
// encrypted, and handlers may decide by [ClientKey].
func AllowAny() Authorizer { return func(string) bool { return true } }

// clientKeys are what a client has.
type clientKeys struct{ server, public, secret string }

// serverKeys are what a server has.
type serverKeys struct {
	secret string
	allow  Authorizer
}

// CurveClient encrypts connections and makes sure that the peer is the server with the
// given public key. Public and secret are the keys of this side: see [NewCurveKeypair].
// Keys are the 40 characters of Z85.
func CurveClient(server, public, secret string) ConnectOption {
	return option(func(s *settings) {
		if !isKey(server) || !isKey(public) || !isKey(secret) {
			s.wrong("CurveClient: a key is not 40 characters of Z85")
		}
		s.client = &clientKeys{server: server, public: public, secret: secret}
	})
}

// CurveServer encrypts connections with the secret key of the server, and takes only
// clients that allow allows: see [AllowKeys] and [AllowAny]. Clients without CURVE are
// refused. Of a [Broker], it concerns the side of the clients. It cannot be had with
// inproc endpoints.
func CurveServer(secret string, allow Authorizer) BindOption {
	return option(func(s *settings) { s.server = s.serverKeys("CurveServer", secret, allow) })
}

// CurveBackend does for the workers of a [Broker] what [CurveServer] does for its clients.
func CurveBackend(secret string, allow Authorizer) BrokerOption {
	return option(func(s *settings) { s.backend = s.serverKeys("CurveBackend", secret, allow) })
}

func (s *settings) serverKeys(name, secret string, allow Authorizer) *serverKeys {
	if !isKey(secret) {
		s.wrong(name + ": the key is not 40 characters of Z85")
	}
	if allow == nil {
		s.wrong(name + ": say who is allowed, or AllowAny")
	}
	return &serverKeys{secret: secret, allow: allow}
}

const z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"

// isKey reports whether a key has the form of one. It may still not belong to any other.
func isKey(key string) bool {
	if len(key) != 40 {
		return false
	}
	for i := range len(key) {
		if strings.IndexByte(z85, key[i]) < 0 {
			return false
		}
	}
	return true
}

// keyText returns the Z85 of the 32 bytes of a key.
func keyText(key []byte) string {
	text := make([]byte, 0, len(key)/4*5)
	for ; len(key) >= 4; key = key[4:] {
		n := uint32(key[0])<<24 | uint32(key[1])<<16 | uint32(key[2])<<8 | uint32(key[3])
		for _, d := range []uint32{85 * 85 * 85 * 85, 85 * 85 * 85, 85 * 85, 85, 1} {
			text = append(text, z85[n/d%85])
		}
	}
	return string(text)
}

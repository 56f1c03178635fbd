package zmq

import (
	"errors"
	"net"
	"strings"
	"time"
)

// A scheme is the first part of an endpoint.
type scheme string

const (
	schemeTCP    scheme = "tcp"
	schemeIPC    scheme = "ipc"
	schemeInproc scheme = "inproc"
)

// splitEndpoint returns scheme and address of an endpoint. Those that ZeroMQ has beside
// are not for requests and replies.
func splitEndpoint(endpoint string) (scheme, string, error) {
	s, address, ok := strings.Cut(endpoint, "://")
	if !ok || address == "" {
		return "", "", errors.New("an endpoint is tcp://host:port, ipc:///path or inproc://name")
	}
	switch scheme(s) {
	case schemeTCP:
		_, port, err := net.SplitHostPort(address)
		if err != nil || port == "" {
			return "", "", errors.New("an endpoint with tcp needs a host and a port")
		}
	case schemeIPC, schemeInproc:
	default:
		return "", "", errors.New("the scheme of an endpoint is tcp, ipc or inproc")
	}
	return scheme(s), address, nil
}

// isIPv6 reports whether an endpoint is an IPv6 address.
func isIPv6(endpoint string) bool { return strings.HasPrefix(endpoint, string(schemeTCP)+"://[") }

// checkFree returns an error if somebody listens on the socket file of an endpoint with
// ipc: libzmq would take the path away from them silently.
func checkFree(path string) error {
	if strings.HasPrefix(path, "@") || path == "*" {
		return nil
	}
	conn, err := net.DialTimeout("unix", path, time.Second)
	if err != nil {
		return nil
	}
	_ = conn.Close()
	return errors.New("address already in use")
}

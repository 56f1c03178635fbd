package main

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
	"github.com/rpcwire/rpcwire/transport/ws"
)

// A target is a server that can be tested, and what it takes to leave it.
type target struct {
	conformance.ServerTarget
	close func()
}

// schemes are those of the URLs that servers listen on, by transport.
var schemes = map[string]string{"http": "http", "ws": "ws", "tcp": "tcp", "tcp-header": "tcp", "zmq": "zmq+tcp"}

// reach returns how a server is reached that listens at an address.
func reach(ctx context.Context, transportName, address string) (target, error) {
	t := target{close: func() {}}
	if transportName == "ws" {
		address = strings.Replace(address, "http://", "ws://", 1) // the same port and path
	}
	if !strings.HasPrefix(address, schemes[transportName]+"://") {
		return t, fmt.Errorf("it listens on %s, but should speak %s", address, transportName)
	}
	var err error
	switch transportName {
	case "http":
		t.URL = address
	case "ws":
		t.Dial = func(ctx context.Context) (transport.Conn, error) { return opened(ws.Dial(ctx, address)) }
	case "tcp", "tcp-header":
		t.Dial = func(ctx context.Context) (transport.Conn, error) {
			return opened(stream.Dial(ctx, address, framing(transportName), stream.Options{}))
		}
	case "zmq":
		t.Sender, t.close, err = dialZMQ(ctx, address)
	}
	return t, err
}

// childTime is how long a server on standard input may take to end.
const childTime = 500 * time.Millisecond

// spawn returns a target that is started for every connection.
func spawn(transportName string, start func() *exec.Cmd) target {
	return target{close: func() {}, ServerTarget: conformance.ServerTarget{
		Dial: func(context.Context) (transport.Conn, error) {
			return opened(stream.Command(start(), framing(transportName), stream.Options{Grace: childTime}))
		},
	}}
}

// framing returns how messages are told apart.
func framing(transportName string) stream.Framing {
	if strings.HasSuffix(transportName, "-header") {
		return stream.Header
	}
	return stream.Line
}

// opened returns a connection as the interface, which has to be nil if there is none.
func opened[C transport.Conn](c C, err error) (transport.Conn, error) {
	if err != nil {
		return nil, err
	}
	return c, nil
}

package main

import (
	"context"
	"net"

	"github.com/rpcwire/rpcwire/bench/internal/child"
)

// streamField compares those that speak over a stream of bytes.
func streamField(network string) field {
	f := field{
		name: network, title: "Streams over " + network, inFlight: []int{64, 1},
		contenders: append(streamSelf(network), rawStreams(network)...),
	}
	f.contenders = append(f.contenders, streamPeers(network)...)
	return f
}

// rawStreams are the limits.
func rawStreams(network string) []contender {
	const about = "a length in four bytes, bufio.Reader and bufio.Writer; "
	return []contender{
		{
			name: rawName, about: about + "flushed after every message; a goroutine reads for all callers", network: network,
			serve: serveStream(network, func(c net.Conn) { serveRaw(newRawStream(c)) }),
			dial:  dialStream(network, func(c net.Conn) *caller { return callsOver(newRawStream(c)) }),
		},
		{
			name: rawOneName, about: about + "flushed after every message; writes and reads in turn", network: network,
			serve: serveStream(network, func(c net.Conn) { serveRaw(newRawStream(c)) }),
			dial:  dialStream(network, func(c net.Conn) *caller { return oneGoroutine(newRawStream(c)) }),
		},
		{
			name: joinedName, about: about + "flushed when there is nothing more to write", network: network,
			serve: serveStream(network, func(c net.Conn) { serveJoined(newRawStream(c)) }),
			dial:  dialStream(network, func(c net.Conn) *caller { return joinedCallsOver(newRawStream(c)) }),
		},
	}
}

// serveStream returns a serve that hands every connection to a goroutine of its own.
func serveStream(network string, handle func(net.Conn)) func(string, chan<- error) (string, error) {
	return func(address string, failed chan<- error) (string, error) {
		if address == "" {
			address = child.Loopback
		}
		l, err := net.Listen(network, address)
		if err != nil {
			return "", err
		}
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					failed <- err
					return
				}
				go handle(c)
			}
		}()
		return l.Addr().String(), nil
	}
}

// dialStream returns a dial that makes a caller of the connection.
func dialStream(network string, newCaller func(net.Conn) *caller) func(context.Context, string) (*caller, error) {
	return func(ctx context.Context, address string) (*caller, error) {
		var d net.Dialer
		c, err := d.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return newCaller(c), nil
	}
}

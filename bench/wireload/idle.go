package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"

	"github.com/gorilla/websocket"

	"github.com/rpcwire/rpcwire/bench/internal/child"
	"github.com/rpcwire/rpcwire/bench/internal/echo"
	"github.com/rpcwire/rpcwire/protocol"
)

// dialling is how many connections are opened at a time.
const dialling = 32

// An idler is a server that has connections which do nothing, and a message that such
// a connection may have sent.
type idler struct {
	contender
	message []byte
}

// idlers are those whose memory is measured, in the field of WebSocket.
func idlers(f field) ([]idler, error) {
	request, err := echo.Request(protocol.Int(1))
	if err != nil {
		return nil, err
	}
	gethRequest, err := protocol.AppendRequest(nil, protocol.Int(1), "test_echo", protocol.Raw(`["`+echo.Text+`"]`))
	if err != nil {
		return nil, err
	}
	messages := map[string][]byte{
		selfName: request, rawName: message, coderName: message, gethName: gethRequest,
	}
	var all []idler
	for _, c := range f.contenders {
		if m, ok := messages[c.name]; ok {
			all = append(all, idler{c, m})
		}
	}
	return all, nil
}

// An idle is what a connection that does nothing costs its server, in bytes.
type idle struct {
	name        string
	fresh, used float64 // heap and stacks: before it has made a call, and after
	resident    float64 // what the system counts, after
}

// measureIdle opens the connections, to everybody in turn.
func measureIdle(ctx context.Context, o options, dir string) ([]idle, error) {
	f := wsField()
	all, err := idlers(f)
	if err != nil {
		return nil, err
	}
	if err := child.AllowFiles(uint64(o.conns) + 200); err != nil {
		return nil, err
	}
	var idles []idle
	for _, im := range all {
		fmt.Fprintf(os.Stderr, "wireload: %d idle connections, %s\n", o.conns, im.name)
		i, err := im.measure(ctx, f, o.conns, dir)
		if err != nil {
			return nil, fmt.Errorf("idle connections of %s: %w", im.name, err)
		}
		idles = append(idles, i)
	}
	return idles, nil
}

// measure opens so many connections to one of them.
func (im idler) measure(ctx context.Context, f field, conns int, dir string) (i idle, err error) {
	p, err := startProcess(f, im.contender, dir)
	if err != nil {
		return idle{}, err
	}
	defer func() { err = errors.Join(err, p.Stop()) }()
	before, err := p.Memory(ctx)
	if err != nil {
		return idle{}, err
	}
	open, err := openAll(ctx, p.Address, conns)
	defer func() { _ = each(open, (*websocket.Conn).Close) }() // all that matters is measured
	if err != nil {
		return idle{}, err
	}
	fresh, err := p.Memory(ctx)
	if err != nil {
		return idle{}, err
	}
	if err := each(open, im.exchange); err != nil {
		return idle{}, err
	}
	used, err := p.Memory(ctx)
	if err != nil {
		return idle{}, err
	}
	n := float64(conns)
	i = idle{im.name, (fresh.Used() - before.Used()) / n, (used.Used() - before.Used()) / n, math.NaN()}
	if used.Resident > 0 {
		i.resident = (used.Resident - before.Resident) / n
	}
	return i, nil
}

// openAll opens connections that take little memory on this side.
func openAll(ctx context.Context, address string, conns int) ([]*websocket.Conn, error) {
	d := websocket.Dialer{ReadBufferSize: 256, WriteBufferSize: 256}
	open := make([]*websocket.Conn, conns)
	for i := 0; i < conns; i += dialling {
		some := open[i:min(i+dialling, conns)]
		err := inParallel(len(some), func(j int) error {
			c, res, err := d.DialContext(ctx, "ws://"+address, nil)
			if err != nil {
				return err
			}
			some[j] = c
			return res.Body.Close()
		})
		if err != nil {
			return open, err
		}
	}
	return open, nil
}

// exchange sends the message and waits for its reply.
func (im idler) exchange(c *websocket.Conn) error {
	if err := c.WriteMessage(websocket.TextMessage, im.message); err != nil {
		return err
	}
	_, _, err := c.ReadMessage()
	return err
}

// each does something with all connections that are open, one after the other.
func each(open []*websocket.Conn, f func(*websocket.Conn) error) error {
	var failures []error
	for _, c := range open {
		if c != nil {
			failures = append(failures, f(c))
		}
	}
	return errors.Join(failures...)
}

package main

import (
	"context"
	"net/http"

	coder "github.com/coder/websocket"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/gorilla/websocket"

	"github.com/rpcwire/rpcwire/bench/internal/child"
	"github.com/rpcwire/rpcwire/bench/internal/echo"
)

// wsField compares those that speak over WebSocket.
func wsField() field {
	return field{
		name: "ws", title: "WebSocket", inFlight: []int{64, 1},
		contenders: append(wsSelf(), gorillaContender(rawName, callsOver), gorillaContender(rawOneName, oneGoroutine),
			coderContender(), gethWSContender()),
	}
}

// serveHTTP returns a serve for an HTTP handler.
func serveHTTP(newHandler func() http.Handler) func(string, chan<- error) (string, error) {
	return func(address string, failed chan<- error) (string, error) {
		return child.Listen(address, &http.Server{Handler: newHandler()}, failed)
	}
}

const gorillaModule = "github.com/gorilla/websocket"

// gorillaContender is the limit: one write to the network for every message.
func gorillaContender(name string, newCaller func(rawConn) *caller) contender {
	about := "websocket.Conn with ReadMessage and WriteMessage on both sides; a goroutine reads for all callers"
	if name == rawOneName {
		about = "the same, writes and reads in turn"
	}
	return contender{
		name: name, module: gorillaModule, about: about,
		serve: serveHTTP(func() http.Handler { return http.HandlerFunc(gorillaEcho) }),
		dial: func(ctx context.Context, address string) (*caller, error) {
			c, res, err := websocket.DefaultDialer.DialContext(ctx, "ws://"+address, nil)
			if err != nil {
				return nil, err
			}
			return newCaller(gorillaConn{c}), res.Body.Close()
		},
	}
}

// gorillaEcho is a server with the defaults of the package.
func gorillaEcho(w http.ResponseWriter, r *http.Request) {
	var u websocket.Upgrader
	c, err := u.Upgrade(w, r, nil)
	if err != nil {
		return // it was answered
	}
	serveRaw(gorillaConn{c})
}

type gorillaConn struct{ *websocket.Conn }

func (c gorillaConn) write(m []byte) error { return c.WriteMessage(websocket.TextMessage, m) }

func (c gorillaConn) read() ([]byte, error) {
	_, m, err := c.ReadMessage()
	return m, err
}

// coderContender is another package for WebSocket, with nothing around it.
func coderContender() contender {
	return contender{
		name: coderName, module: "github.com/coder/websocket",
		about: "websocket.Conn with Read and Write on both sides; a goroutine reads for all callers",
		serve: serveHTTP(func() http.Handler { return http.HandlerFunc(coderEcho) }),
		dial: func(ctx context.Context, address string) (*caller, error) {
			c, _, err := coder.Dial(ctx, "ws://"+address, nil) // the body needs no Close, its documentation says
			if err != nil {
				return nil, err
			}
			return callsOver(coderConn{c}), nil
		},
	}
}

func coderEcho(w http.ResponseWriter, r *http.Request) {
	c, err := coder.Accept(w, r, nil)
	if err != nil {
		return // it was answered
	}
	serveRaw(coderConn{c})
}

type coderConn struct{ *coder.Conn }

func (c coderConn) write(m []byte) error {
	return c.Write(context.Background(), coder.MessageText, m)
}

func (c coderConn) read() ([]byte, error) {
	_, m, err := c.Read(context.Background())
	return m, err
}

func (c coderConn) Close() error { return c.CloseNow() }

// gethWSContender is go-ethereum, which is built on gorilla/websocket too.
func gethWSContender() contender {
	return contender{
		name: gethName, module: "github.com/ethereum/go-ethereum",
		about: "rpc.DialWebsocket; Server.WebsocketHandler",
		serve: serveHTTP(func() http.Handler { return echo.GethServer().WebsocketHandler([]string{"*"}) }),
		dial: func(ctx context.Context, address string) (*caller, error) {
			c, err := rpc.DialWebsocket(ctx, "ws://"+address, "")
			if err != nil {
				return nil, err
			}
			return &caller{
				newCall: echoing(func(ctx context.Context, text string) (reply string, err error) {
					err = c.CallContext(ctx, &reply, "test_echo", text)
					return reply, err
				}),
				wait:  func(ctx context.Context) error { return c.CallContext(ctx, nil, "test_wait") },
				close: c.Close,
			}, nil
		},
	}
}

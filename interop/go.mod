module github.com/rpcwire/rpcwire/interop

go 1.26.0

replace github.com/rpcwire/rpcwire => ../

require (
	github.com/google/go-cmp v0.7.0
	github.com/rpcwire/rpcwire v0.0.0
)

require (
	github.com/gorilla/websocket v1.5.3 // indirect
	github.com/pebbe/zmq4 v1.4.0 // indirect
)

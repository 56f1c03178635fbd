module github.com/rpcwire/rpcwire

go 1.26

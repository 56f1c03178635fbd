//go:build !zmq || !cgo

package main

// zmqFields are none without libzmq.
func zmqFields() []field { return nil }

// brokerFields are none either.
func brokerFields() []field { return nil }

//go:build cgo

package zmq

import "github.com/pebbe/zmq4"

// observe opens the monitor of a socket, which is another socket at which libzmq tells
// what happens to the connections of the first.
func observe(z *zmq4.Context, socket *zmq4.Socket, events zmq4.Event) (*zmq4.Socket, error) {
	name := ownName("monitor")
	if err := socket.Monitor(name, events); err != nil {
		return nil, err
	}
	monitor, err := z.NewSocket(zmq4.PAIR)
	if err != nil {
		return nil, err
	}
	if err := firstError(
		func() error { return monitor.SetLinger(0) },
		func() error { return monitor.Connect(name) },
	); err != nil {
		_ = monitor.Close() // there is a better error to report
		return nil, err
	}
	return monitor, nil
}

// closeMonitor closes the monitor of a socket.
func closeMonitor(socket, monitor *zmq4.Socket) {
	_ = socket.Monitor("", 0) // it ends with the socket at the latest
	_ = monitor.Close()
}

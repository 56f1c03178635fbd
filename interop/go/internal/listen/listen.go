// Package listen opens the listeners of the servers in this folder.
package listen

import (
	"fmt"
	"log"
	"net"
)

// Loopback listens on a free port of the loopback interface and tells the harness where,
// as a URL of the scheme. A server that cannot listen ends.
func Loopback(scheme string) net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on %s://%s\n", scheme, l.Addr())
	return l
}

// Each calls serve in a goroutine for every connection that comes in, until the listener
// fails.
func Each(l net.Listener, serve func(net.Conn)) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go serve(conn)
	}
}

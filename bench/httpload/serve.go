package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/pprof"
	"runtime"
)

// serveEnv names the implementation to serve. It is set for the processes that
// this program starts.
const serveEnv = "RPCWIRE_HTTPLOAD_SERVE"

// loopback is any free port.
const loopback = "127.0.0.1:0"

// serve is what a server process does: it serves an implementation, and next to
// it what the parent wants to know of the process, writes the two addresses to
// out, and ends with in, which does so with the parent.
func serve(name string, in io.Reader, out io.Writer) error {
	im, err := implementationOf(name)
	if err != nil {
		return err
	}
	failed := make(chan error, 3)
	calls, err := listen(im.server(), failed)
	if err != nil {
		return err
	}
	facts, err := listen(&http.Server{Handler: factsHandler()}, failed)
	if err != nil {
		return err
	}
	go func() {
		_, err := io.Copy(io.Discard, in)
		failed <- err
	}()
	fmt.Fprintln(out, calls, facts)
	return <-failed
}

// listen serves on a port of its own and returns the address.
func listen(s *http.Server, failed chan<- error) (net.Addr, error) {
	l, err := net.Listen("tcp", loopback)
	if err != nil {
		return nil, err
	}
	go func() {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	return l.Addr(), nil
}

// factsHandler tells about the process.
func factsHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /goroutines", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, runtime.NumGoroutine()) // whether it arrives only the parent knows
	})
	mux.HandleFunc("GET /profile", pprof.Profile)
	return mux
}

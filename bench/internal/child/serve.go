package child

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"runtime"
	"runtime/debug"
)

// What a process is started for is in its environment.
const (
	nameEnv    = "RPCWIRE_BENCH_SERVE"
	addressEnv = "RPCWIRE_BENCH_ADDRESS"
)

// A Job is what a process is started for.
type Job struct {
	Name    string // of the server
	Address string // where it listens; empty is up to it
}

// Loopback is any free port.
const Loopback = "127.0.0.1:0"

// Given returns the job of this process; there is none if a person started it.
func Given() (job Job, ok bool) {
	job = Job{Name: os.Getenv(nameEnv), Address: os.Getenv(addressEnv)}
	return job, job.Name != ""
}

// Serve is what a process with a job does. Start begins to serve and returns where;
// what ends that later, it sends to failed. Serve writes this address and the one
// where the process tells about itself to out, and ends with in, which does so with
// the parent.
func Serve(in io.Reader, out io.Writer, start func(failed chan<- error) (address string, err error)) error {
	failed := make(chan error, 8)
	address, err := start(failed)
	if err != nil {
		return err
	}
	facts, err := Listen("", &http.Server{Handler: factsHandler()}, failed)
	if err != nil {
		return err
	}
	go func() {
		_, err := io.Copy(io.Discard, in)
		failed <- err
	}()
	fmt.Fprintln(out, address, facts)
	return <-failed
}

// Listen has s serve at a TCP address, or on a port of its own if that is empty, and
// returns the address.
func Listen(address string, s *http.Server, failed chan<- error) (string, error) {
	if address == "" {
		address = Loopback
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return "", err
	}
	go func() {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	return l.Addr().String(), nil
}

// factsHandler tells about the process.
func factsHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /goroutines", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, runtime.NumGoroutine()) // whether it arrives only the parent knows
	})
	mux.HandleFunc("GET /memory", func(w http.ResponseWriter, _ *http.Request) {
		m := ownMemory()
		_, _ = fmt.Fprintln(w, m.Heap, m.Stack, m.Resident) // the same
	})
	mux.HandleFunc("GET /profile", pprof.Profile)
	mux.HandleFunc("GET /heap", pprof.Handler("heap").ServeHTTP)
	return mux
}

// Memory is what a process has, in bytes.
type Memory struct {
	Heap     float64 // in use, after a garbage collection
	Stack    float64 // in use by goroutines
	Resident float64 // as the operating system counts; 0 where it does not tell
}

// Used returns what Go uses.
func (m Memory) Used() float64 { return m.Heap + m.Stack }

// ownMemory tells about this process, without garbage.
func ownMemory() Memory {
	runtime.GC()         // stacks shrink and pools are given up in the first one,
	runtime.GC()         // and what was in the pools goes in the second one
	debug.FreeOSMemory() // gives back what is free, so that Resident means something
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return Memory{Heap: float64(m.HeapInuse), Stack: float64(m.StackInuse), Resident: status("self", "VmRSS")}
}

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

// behaviour is the environment variable that makes the test binary a peer.
const behaviour = "INTEROP_TEST_BEHAVIOUR"

func TestMain(m *testing.M) {
	if what := os.Getenv(behaviour); what != "" {
		behave(what)
		return
	}
	code := m.Run()
	if code == 0 && leaked() {
		code = 1
	}
	os.Exit(code)
}

// behave does what a peer does.
func behave(what string) {
	switch what {
	case "server":
		serve(func() { os.Exit(3) })
	case "deaf server":
		serve(func() { select {} })
	case "says where":
		fmt.Print("starting\nlistening on tcp://")
		fmt.Println("127.0.0.1:7\nready")
		select {}
	case "says nothing":
		select {}
	case "ends":
		fmt.Fprintln(os.Stderr, "Error: no such module\n    at main.js:1\n\nNode.js v20.20.2")
	case "has a child":
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), behaviour+"=child")
		child.Stdout = os.Stdout
		if child.Start() == nil {
			_ = child.Wait()
		}
	case "child":
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			os.Exit(1)
		}
		fmt.Printf("listening on tcp://%s\n", l.Addr())
		select {}
	case "client":
		work()
	case "client that does not start":
		fmt.Fprintln(os.Stderr, "no interpreter")
	}
}

// serve serves HTTP with a method panic that does something to the whole process.
func serve(panicked func()) {
	s := server.New(server.Options{})
	stuck := make(chan struct{})
	err := s.Handle("panic", server.MethodFunc(func(context.Context, *server.Request) (any, error) {
		close(stuck)
		panicked()
		return nil, nil
	}))
	if err != nil {
		os.Exit(1)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		os.Exit(1)
	}
	fmt.Printf("listening on http://%s/\n", l.Addr())
	h := rpchttp.NewHandler(s)
	_ = http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-stuck:
			<-r.Context().Done()
		default:
			h.ServeHTTP(w, r)
		}
	}))
}

// work does jobs whose method says what becomes of them.
func work() {
	fmt.Println()
	for in := bufio.NewScanner(os.Stdin); in.Scan(); fmt.Println() {
		var job struct {
			Op    string `json:"op"`
			Calls []struct {
				Method string       `json:"method"`
				Params protocol.Raw `json:"params"`
			} `json:"calls"`
		}
		if json.Unmarshal(in.Bytes(), &job) != nil {
			os.Exit(1)
		}
		for _, c := range job.Calls {
			switch c.Method {
			case "die":
				fmt.Fprintln(os.Stderr, "TypeError: of something")
				os.Exit(1)
			case "hang":
				select {}
			case "flood":
				for line := strings.Repeat("x", 1<<20); ; {
					fmt.Print(line)
				}
			}
			fmt.Printf(`{"result":%q}`+"\n", job.Op+" "+string(c.Params))
		}
	}
}

// peerCommand returns how the test binary is started as a peer.
func peerCommand(what string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), behaviour+"="+what)
	return cmd
}

// leaked reports whether goroutines of this package are still there after a while.
func leaked() bool {
	buffer := make([]byte, 1<<20)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		stacks := string(buffer[:runtime.Stack(buffer, true)])
		left := 0
		for stack := range strings.SplitSeq(stacks, "\n\n") {
			if strings.Contains(stack, "/interop") && !strings.Contains(stack, "TestMain") {
				left++
			}
		}
		if left == 0 {
			return false
		}
		if time.Now().After(deadline) {
			fmt.Println("goroutines are left:\n" + stacks)
			return true
		}
	}
}

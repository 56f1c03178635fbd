package conformance_test

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/internal/driver"
)

// behaviour is the environment variable that makes the test binary a program under test.
const behaviour = "CONFORMANCE_TEST_BEHAVIOUR"

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

// behave does what a program under test does.
func behave(what string) {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 128<<20)
	switch what {
	case "codec":
		if err := driver.Serve(os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
	case "crash": // at the second question
		in.Scan()
		fmt.Println(`{"ok":true,"batch":false,"messages":[]}`)
		in.Scan()
		fmt.Fprintln(os.Stderr, "something is broken")
		os.Exit(3)
	case "hang":
		in.Scan()
		fmt.Println(`{"ok":true,"batch":false,"messages":[]}`)
		for in.Scan() {
		}
	case "deaf": // even to the end of its input
		select {}
	case "flood":
		for line := strings.Repeat("x", 1<<20); ; {
			fmt.Print(line)
		}
	case "garbage":
		for in.Scan() {
			fmt.Println("hello")
		}
	case "client":
		clientProgram(os.Args[1:])
	case "silent":
		fmt.Fprintln(os.Stderr, "no idea")
		os.Exit(7)
	}
}

// leaked reports whether goroutines of this package or its tests are still there after a
// while.
func leaked() bool {
	buffer := make([]byte, 1<<20)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		stacks := string(buffer[:runtime.Stack(buffer, true)])
		left := 0
		for stack := range strings.SplitSeq(stacks, "\n\n") {
			if strings.Contains(stack, "/conformance") && !strings.Contains(stack, "TestMain") {
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

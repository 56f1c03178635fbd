package ws_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"runtime"
	"strconv"
	"testing"

	"github.com/rpcwire/rpcwire/internal/raceflag"
	"github.com/rpcwire/rpcwire/transport/ws"
)

func init() { roles["idle"] = countAsChild }

// countAsChild serves, and prints for every line of its input how many bytes of heap and
// stacks it has in use.
func countAsChild() {
	server := httptest.NewServer(ws.NewHandler(answering))
	fmt.Println(wsURL(server))
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		runtime.GC()
		runtime.GC() // pools need two
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		fmt.Println(stats.HeapInuse + stats.StackInuse)
	}
}

// An idle connection costs a server some 6 KiB. The bound is loose, since what the heap
// has in use depends on when it was collected.
func TestIdleMemory(t *testing.T) {
	if raceflag.Enabled {
		t.Skip("the race detector needs memory of its own")
	}
	c := start(t, "idle")
	inUse := func() int {
		if _, err := io.WriteString(c.in, "\n"); err != nil {
			t.Fatal(err)
		}
		n, err := strconv.Atoi(c.line(t))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	open := func(n int) {
		for range n {
			conn := dial(t, c.url)
			write(t, conn, call)
			if got := read(t, conn); got != result {
				t.Fatalf("got %q", got)
			}
		}
	}
	const connections = 1500
	open(100)
	before := inUse()
	open(connections)
	each := (inUse() - before) / connections
	t.Logf("%d bytes for each connection", each)
	if each > 9<<10 {
		t.Errorf("an idle connection takes %d bytes", each)
	}
}

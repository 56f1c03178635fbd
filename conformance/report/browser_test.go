package report_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	nethttp "net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/rpcwire/rpcwire/conformance/report"
)

// A browser is a headless Chromium with one page, spoken to over its debugging protocol.
type browser struct {
	t    *testing.T
	conn *websocket.Conn
	id   int
}

// browse opens a file in a browser.
func browse(t *testing.T, file string) *browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("there is no Chromium on this machine")
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(stop)
	cmd := exec.CommandContext(ctx, path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--remote-debugging-port=0", "--user-data-dir="+t.TempDir(), "file://"+file)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	})
	b := &browser{t: t}
	b.connect(ctx, debugAddress(t, stderr))
	b.await(`document.querySelectorAll("#matrix table").length > 0`)
	return b
}

var listening = regexp.MustCompile(`DevTools listening on ws://([^/]+)/`)

// debugAddress returns where the browser says that it listens.
func debugAddress(t *testing.T, stderr io.Reader) string {
	t.Helper()
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			go func() { _, _ = io.Copy(io.Discard, stderr) }()
			return m[1]
		}
	}
	t.Fatal("the browser does not listen")
	return ""
}

// connect connects to the page.
func (b *browser) connect(ctx context.Context, address string) {
	b.t.Helper()
	for {
		r, err := nethttp.Get("http://" + address + "/json")
		if err != nil {
			b.t.Fatal(err)
		}
		var pages []struct {
			Type string `json:"type"`
			URL  string `json:"webSocketDebuggerUrl"`
		}
		err = json.NewDecoder(r.Body).Decode(&pages)
		_ = r.Body.Close() // it was read
		if err != nil {
			b.t.Fatal(err)
		}
		for _, p := range pages {
			if p.Type != "page" {
				continue
			}
			b.conn, _, err = websocket.DefaultDialer.DialContext(ctx, p.URL, nil)
			if err != nil {
				b.t.Fatal(err)
			}
			b.t.Cleanup(func() { _ = b.conn.Close() })
			return
		}
		if ctx.Err() != nil {
			b.t.Fatal("the browser has no page")
		}
	}
}

// eval returns what an expression is in the page.
func (b *browser) eval(expression string) any {
	b.t.Helper()
	b.id++
	err := b.conn.WriteJSON(map[string]any{"id": b.id, "method": "Runtime.evaluate", "params": map[string]any{
		"expression": expression, "returnByValue": true, "awaitPromise": true,
	}})
	if err != nil {
		b.t.Fatal(err)
	}
	for {
		var reply struct {
			ID     int
			Result struct {
				Result           struct{ Value any }
				ExceptionDetails any
			}
		}
		if err := b.conn.ReadJSON(&reply); err != nil {
			b.t.Fatal(err)
		}
		if reply.ID != b.id {
			continue // an event
		}
		if reply.Result.ExceptionDetails != nil {
			b.t.Fatalf("%s: %v", expression, reply.Result.ExceptionDetails)
		}
		return reply.Result.Result.Value
	}
}

// await waits until an expression is true.
func (b *browser) await(expression string) {
	b.t.Helper()
	look := fmt.Sprintf(`new Promise((done, failed) => {
		const start = Date.now();
		const look = () => {
			if (document.readyState === "complete" && (%s)) done(true);
			else if (Date.now() - start > 20000) failed(new Error("it never became true"));
			else setTimeout(look, 10);
		};
		look();
	})`, expression)
	for found := any(nil); found != true; { // it is another page before this one is loaded
		found = b.eval(look)
	}
}

// TestPage opens the page in a browser and clicks through.
func TestPage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.html")
	var page strings.Builder
	if err := report.WriteHTML(&page, sample(), false); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(page.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	b := browse(t, file)
	for _, step := range []struct {
		reason     string
		do         string // an expression, before
		await      string
		expression string
		want       any
	}{
		{"a table for servers and one for codecs", "", "", `document.querySelectorAll("#matrix table").length`, 2.0},
		{"a column for each server", "", "", `[...document.querySelectorAll("section[data-role=server] thead th")].map(e => e.textContent).join("|")`, "theme|good 1.2http|badtcp"},
		{"a row for each theme", "", "", `[...document.querySelectorAll("section[data-role=server] tbody th")].map(e => e.textContent).join("|")`, "batch|id|v1|all"},
		{"a cell has its score", "", "", `document.querySelector("[aria-label='bad, id: 1/2']").textContent`, "1/2"},
		{"and its colour", "", "", `document.querySelector("[aria-label='bad, id: 1/2']").parentElement.className`, "fail"},
		{"nothing is shown before a click", "", "", `document.getElementById("drill").hidden`, true},
		{"a click shows the cases, the worst first", `document.querySelector("[aria-label='bad, id: 1/2']").click()`, `!document.getElementById("drill").hidden`, `[...document.querySelectorAll("#cases details")].map(e => e.dataset.case + " " + e.dataset.outcome).join("|")`, "server/id/string-empty fail|server/id/fraction lenient"},
		{"a click on a case shows its bytes", `document.querySelector("#cases summary").click()`, `document.querySelector("#cases .body")`, `document.querySelector("#cases .body pre").textContent`, `{"jsonrpc":"2.0","method":"<script>alert(1)</script>","id":""}`},
		{"what was received, with what cannot be seen", "", "", `document.querySelectorAll("#cases .body pre")[1].textContent`, `{"id":null}\x00\xff`},
		{"the sentence behind it", "", "", `document.querySelector("#cases .body dd").textContent`, "id is the same as the value of the id of the request."},
		{"and where it is wrong", "", "", `document.querySelector("#cases .body").textContent.includes('the id is null and not "" (at /id)')`, true},
		{"a search leaves what has the words", `(() => { const s = document.querySelector("input[type=search]"); s.value = "another way"; s.dispatchEvent(new Event("input")); })()`, "", `document.querySelectorAll("#cases details").length`, 1.0},
		{"another cell shows others", `document.querySelector("[aria-label='good 1.2, all: 2/2']").click()`, `document.querySelector("#drill h2").textContent.includes("good")`, `document.querySelectorAll("#cases details").length`, 2.0},
		{"only bad ones: there are none", `document.getElementById("only-bad").click()`, "", `document.querySelector("#cases").textContent`, "No case is like that."},
		{"the theme changes", `document.getElementById("theme").click()`, "", `["light","dark"].includes(document.documentElement.dataset.theme)`, true},
		{"and the colours with it", `window.before = getComputedStyle(document.body).backgroundColor; document.getElementById("theme").click()`, "", `getComputedStyle(document.body).backgroundColor !== window.before`, true},
		{"nothing came from the network", "", "", `performance.getEntriesByType("resource").filter(e => !e.name.startsWith("data:")).length`, 0.0},
	} {
		if step.do != "" {
			b.eval(step.do)
		}
		if step.await != "" {
			b.await(step.await)
		}
		if got := b.eval(step.expression); got != step.want {
			t.Errorf("%s: %v, want %v", step.reason, got, step.want)
		}
	}
}

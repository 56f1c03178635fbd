package zmq

import (
	"net"
	"path/filepath"
	"testing"
)

func TestSplitEndpoint(t *testing.T) {
	for _, test := range []struct {
		reason   string
		endpoint string
		kind     scheme
		address  string
	}{
		{"TCP", "tcp://127.0.0.1:5555", schemeTCP, "127.0.0.1:5555"},
		{"any port", "tcp://*:*", schemeTCP, "*:*"},
		{"IPv6", "tcp://[::1]:0", schemeTCP, "[::1]:0"},
		{"a file", "ipc:///run/x.sock", schemeIPC, "/run/x.sock"},
		{"a name of Linux", "ipc://@x", schemeIPC, "@x"},
		{"in process", "inproc://x", schemeInproc, "x"},
		{"no port", "tcp://127.0.0.1", "", ""},
		{"an empty port", "tcp://127.0.0.1:", "", ""},
		{"publish and subscribe is another thing", "pgm://eth0;239.0.0.1:5555", "", ""},
		{"no scheme", "127.0.0.1:5555", "", ""},
		{"no address", "ipc://", "", ""},
		{"nothing", "", "", ""},
	} {
		kind, address, err := splitEndpoint(test.endpoint)
		if kind != test.kind || address != test.address || (err == nil) != (test.kind != "") {
			t.Errorf("%s: got %q, %q, %v", test.reason, kind, address, err)
		}
	}
}

func TestCheckFree(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	if err := checkFree(path); err != nil {
		t.Errorf("nobody is there, but: %v", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Skip(err)
	}
	if checkFree(path) == nil {
		t.Error("somebody is there")
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := checkFree(path); err != nil {
		t.Errorf("only the file is left, but: %v", err)
	}
}

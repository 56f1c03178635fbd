//go:build unix

package stream_test

import (
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/rpcwire/rpcwire/transport/stream"
)

func TestSocketFileMode(t *testing.T) {
	for _, test := range []struct {
		reason string
		mode   fs.FileMode
		want   fs.FileMode
	}{
		{"only the user, if nothing else is said", 0, 0o600},
		{"the group as well", 0o660, 0o660},
		{"everybody", 0o666, 0o666},
	} {
		path := filepath.Join(t.TempDir(), "s")
		l := listen(t, "unix://"+path, nil, stream.Options{Mode: test.mode})
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != test.want {
			t.Errorf("%s: got %v, want %v", test.reason, got, test.want)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Lstat(path); !os.IsNotExist(err) {
			t.Errorf("%s: the file is still there: %v", test.reason, err)
		}
	}
}

// A file that is in the way is replaced only if it is the socket of a dead server.
func TestSocketFileInTheWay(t *testing.T) {
	for _, test := range []struct {
		reason string
		make   func(t *testing.T, path string)
		ok     bool
	}{
		{"a dead server's socket", func(t *testing.T, path string) {
			t.Helper()
			l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
			if err != nil {
				t.Fatal(err)
			}
			l.SetUnlinkOnClose(false)
			_ = l.Close()
		}, true},
		{"a live server's socket", func(t *testing.T, path string) {
			t.Helper()
			listen(t, "unix://"+path, nil, stream.Options{})
		}, false},
		{"a file", func(t *testing.T, path string) {
			t.Helper()
			if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"a directory", func(t *testing.T, path string) {
			t.Helper()
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"a link to nowhere", func(t *testing.T, path string) {
			t.Helper()
			if err := os.Symlink("nowhere", path); err != nil {
				t.Fatal(err)
			}
		}, false},
	} {
		t.Run(test.reason, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "s")
			test.make(t, path)
			before, err := os.Lstat(path)
			if err != nil {
				t.Fatal(err)
			}
			l, err := stream.Listen(t.Context(), "unix://"+path, nil, stream.Options{})
			if (err == nil) != test.ok {
				t.Fatalf("got %v", err)
			}
			if err != nil {
				if e := transportError(t, err, err); e.Op != "listen" || e.Endpoint != "unix://"+path {
					t.Errorf("got %+v", e)
				}
				if after, err := os.Lstat(path); err != nil || !os.SameFile(before, after) {
					t.Errorf("the file was touched: %v", err)
				}
				return
			}
			near, far := connect(t, l, nil)
			compare(t, "{}", exchange(t, near, far, "{}"))
			_ = l.Close()
		})
	}
}

// A listener does not remove what has replaced its file.
func TestSocketFileReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	first := listen(t, "unix://"+path, nil, stream.Options{})
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	second := listen(t, "unix://"+path, nil, stream.Options{})
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	near, far := connect(t, second, nil)
	compare(t, "{}", exchange(t, near, far, "{}"))
}

// Names with characters that mean something in URLs.
func TestSocketFileName(t *testing.T) {
	dir := t.TempDir()
	l := listen(t, "unix://"+dir+"/a%20b%25%3f%23", nil, stream.Options{})
	if _, err := os.Lstat(dir + "/a b%?#"); err != nil {
		t.Error(err)
	}
	near, far := connect(t, l, nil)
	compare(t, "{}", exchange(t, near, far, "{}"))
}

func TestAbstractSocket(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has them")
	}
	name := "rpcwire-stream-test-" + filepath.Base(t.TempDir()) + "-" + filepath.Base(filepath.Dir(t.TempDir()))
	l := listen(t, "unix:@"+name+"%20x", nil, stream.Options{})
	compare(t, "@"+name+" x", l.Addr().String())
	near, far := connect(t, l, nil)
	compare(t, "{}", exchange(t, near, far, "{}"))
	compare(t, l.String(), near.String())
}

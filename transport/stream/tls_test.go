package stream_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/transport/stream"
)

// certified returns the options of a server, and those of a client that trusts it.
func certified(t *testing.T) (server, client stream.Options) {
	t.Helper()
	s := httptest.NewUnstartedServer(nil)
	s.StartTLS()
	s.Close()
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return stream.Options{TLS: &tls.Config{Certificates: s.TLS.Certificates, NextProtos: []string{"p"}}},
		stream.Options{TLS: &tls.Config{RootCAs: pool, NextProtos: []string{"p"}}}
}

func TestTLS(t *testing.T) {
	server, client := certified(t)
	named := client
	named.TLS = client.TLS.Clone()
	named.TLS.ServerName = "example.com"
	for _, test := range []struct {
		reason, listen string
		scheme         string // of the listener's URL
		client         stream.Options
	}{
		{"the scheme tls", "tls://127.0.0.1:0", "tls://", client},
		{"the scheme tcp, with options", "tcp://127.0.0.1:0", "tls://", client},
		{"another name", "tls://127.0.0.1:0", "tls://", named},
		{"a unix socket", addresses(t)["unix"], "unix://", named},
	} {
		t.Run(test.reason, func(t *testing.T) {
			l := listen(t, test.listen, stream.Header, server)
			if !strings.HasPrefix(l.String(), test.scheme) {
				t.Errorf("it listens at %s", l)
			}
			accepted := make(chan *stream.Conn, 1)
			go func() {
				c, err := l.Accept(context.Background())
				if err != nil {
					t.Error(err)
					return
				}
				far := c.(*stream.Conn)
				if far.Peer() != nil {
					t.Error("the peer is known before it said who it is")
				}
				_, err = far.Read(context.Background())
				if err != nil {
					t.Error(err)
				}
				accepted <- far
			}()
			near, err := stream.Dial(t.Context(), l.String(), stream.Header, test.client)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = near.Close() }()
			if err := near.Write(t.Context(), []byte("hello")); err != nil {
				t.Fatal(err)
			}
			far := receive(t, accepted, "the connection")
			defer func() { _ = far.Close() }()
			compare(t, sizes(100_000)[0], exchange(t, near, far, sizes(100_000)[0]))
			compare(t, "{}", exchange(t, far, near, "{}"))
			for _, c := range []*stream.Conn{near, far} {
				p := c.Peer()
				if p == nil || p.TLS == nil || p.TLS.NegotiatedProtocol != "p" || p != c.Peer() {
					t.Errorf("got the peer %+v", p)
				}
			}
			drained := make(chan error, 1)
			go func() { drained <- far.Drain(t.Context()) }()
			ended := make(chan error, 1)
			go func() {
				_, err := far.Read(context.Background())
				ended <- err
			}()
			if _, err := near.Read(t.Context()); err != io.EOF {
				t.Errorf("Read ends with %v", err)
			}
			_ = near.Close()
			if err := receive(t, drained, "the end of Drain"); err != nil {
				t.Error(err)
			}
			_ = receive(t, ended, "the end of Read")
		})
	}
}

func TestTLSFails(t *testing.T) {
	server, client := certified(t)
	secure := listen(t, "tls://127.0.0.1:0", nil, server)
	plain := listen(t, "tcp://127.0.0.1:0", nil, stream.Options{})
	go func() { // what is no TLS is answered as such
		for {
			c, err := plain.Accept(context.Background())
			if err != nil {
				return
			}
			_ = c.Write(context.Background(), []byte("this is no TLS"))
			defer func() { _ = c.Close() }()
		}
	}()
	ended := make(chan error, 3)
	go func() {
		for {
			c, err := secure.Accept(context.Background())
			if err != nil {
				return
			}
			_, err = c.Read(context.Background())
			_ = c.Close()
			ended <- err
		}
	}()
	for _, test := range []struct {
		reason, address string
		o               stream.Options
	}{
		{"nobody vouches for the server", secure.String(), stream.Options{}},
		{"the server has another name", strings.Replace(secure.String(), "127.0.0.1", "localhost", 1), client},
		{"the server has no TLS", strings.Replace(plain.String(), "tcp", "tls", 1), client},
	} {
		_, err := stream.Dial(t.Context(), test.address, nil, test.o)
		if e := transportError(t, err, err); e.Op != "dial" || e.Sent || e.Endpoint != test.address {
			t.Errorf("%s: got %+v", test.reason, e)
		}
	}
	for range 2 {
		err := receive(t, ended, "the end of the accepted connections")
		if e := transportError(t, err, err); e.Op != "read" {
			t.Errorf("got %+v", e)
		}
	}
	_, err := stream.Listen(t.Context(), "tls://127.0.0.1:0", nil, stream.Options{})
	if e := transportError(t, err, err); e.Op != "listen" {
		t.Errorf("without a certificate: got %+v", e)
	}
}

// A client that never says who it is is not waited for by those who close.
func TestTLSClose(t *testing.T) {
	server, _ := certified(t)
	l := listen(t, "tls://127.0.0.1:0", nil, server)
	raw, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = raw.Close() }()
	c, err := l.Accept(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := c.Read(context.Background())
		ended <- err
	}()
	_ = c.Close()
	if err := receive(t, ended, "the end of Read"); errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
}

// A connection that somebody else made is one of TLS, too.
func TestTLSConn(t *testing.T) {
	server, client := certified(t)
	a, b := net.Pipe()
	client.TLS.ServerName = "example.com"
	near := stream.New(tls.Client(a, client.TLS), nil, stream.Options{})
	far := stream.New(tls.Server(b, server.TLS), nil, stream.Options{})
	defer func() { _ = far.Close() }()
	defer func() { _ = near.Close() }()
	if near.Peer() != nil {
		t.Error("the peer is known before it said who it is")
	}
	compare(t, "{}", exchange(t, near, far, "{}"))
	if p := near.Peer(); p == nil || p.TLS == nil || p.Transport != "pipe" {
		t.Errorf("got %+v", p)
	}
	start := time.Now()
	_ = near.Close() // the peer does not read its farewell
	if took := time.Since(start); took > 4*time.Second {
		t.Errorf("Close took %v", took)
	}
}

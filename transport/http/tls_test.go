package http_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	nethttp "net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

func rootsOf(server *httptest.Server) *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	return pool
}

// clientCertificate returns a new certificate and a pool with it as its own authority.
func clientCertificate(t *testing.T, name string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: name},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		IsCA:                  true,
		BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func TestTLS(t *testing.T) {
	certificate, authorities := clientCertificate(t, "caller")
	stranger, _ := clientCertificate(t, "stranger")
	server := httptest.NewUnstartedServer(rpchttp.NewHandler(transport.HandlerFunc(func(ctx context.Context, _ []byte) []byte {
		return []byte(`"` + transport.PeerFrom(ctx).TLS.PeerCertificates[0].Subject.CommonName + `"`)
	})))
	server.TLS = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: authorities, MaxVersion: tls.VersionTLS12}
	server.Config.ErrorLog = quiet()
	server.StartTLS()
	defer server.Close()
	roots := rpchttp.RootCAs(rootsOf(server))
	// A client of net/http that trusts nobody, for the options to be merged into.
	client := rpchttp.Client(&nethttp.Client{Transport: &nethttp.Transport{DisableKeepAlives: true}})
	for _, test := range []struct {
		reason  string
		options []rpchttp.Option
		reply   string // "" for an error before anything is sent
	}{
		{"both sides are known", []rpchttp.Option{roots, rpchttp.ClientCertificate(certificate)}, `"caller"`},
		{"the server is not asked who it is", []rpchttp.Option{rpchttp.InsecureSkipVerify(), rpchttp.ClientCertificate(certificate)}, `"caller"`},
		{"with the client's own transport", []rpchttp.Option{client, roots, rpchttp.ClientCertificate(certificate)}, `"caller"`},
		{"the server is unknown", []rpchttp.Option{rpchttp.ClientCertificate(certificate)}, ""},
		{"no certificate", []rpchttp.Option{roots}, ""},
		{"a certificate of somebody else", []rpchttp.Option{roots, rpchttp.ClientCertificate(stranger)}, ""},
	} {
		t.Run(test.reason, func(t *testing.T) {
			reply, err := send(t.Context(), open(t, server.URL, test.options...), call)
			if reply != test.reply {
				t.Errorf("got %q, %v; want %q", reply, err, test.reply)
			}
			if test.reply == "" && transportError(t, err).Sent {
				t.Errorf("%v: nothing was sent", err)
			}
		})
	}
}

func TestTLSNeedsTransport(t *testing.T) {
	for _, test := range []struct {
		reason  string
		options []rpchttp.Option
	}{
		{"a transport that has no TLS configuration", []rpchttp.Option{
			rpchttp.Client(&nethttp.Client{Transport: nethttp.NewFileTransport(nethttp.Dir("."))}), rpchttp.InsecureSkipVerify(),
		}},
		{"nothing to configure with", []rpchttp.Option{rpchttp.TLS(nil)}},
	} {
		if _, err := rpchttp.New("https://localhost/", test.options...); err == nil {
			t.Errorf("%s: no error", test.reason)
		}
	}
}

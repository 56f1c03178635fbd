package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	nethttp "net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

// endpointFlags are the flags that say how to reach a server.
type endpointFlags struct {
	headers  repeated
	user     optional
	bearer   optional
	caCert   string
	cert     string
	key      string
	insecure bool
	timeout  time.Duration
	verbose  bool
}

// repeated is the value of a flag that may be given more than once.
type repeated []string

// String returns the values.
func (r *repeated) String() string { return strings.Join(*r, ", ") }

// Set adds a value.
func (r *repeated) Set(text string) error {
	*r = append(*r, text)
	return nil
}

func (f *endpointFlags) register(fs *flag.FlagSet) {
	fs.Var(&f.headers, "H", "an HTTP header, `'Name: value'`; may be repeated")
	fs.Var(&f.user, "u", "basic authentication as `USER:PASSWORD`")
	fs.Var(&f.bearer, "bearer", "authentication by `TOKEN`")
	fs.StringVar(&f.caCert, "cacert", "", "the certificate authorities to trust, a PEM `FILE`")
	fs.StringVar(&f.cert, "cert", "", "the client certificate, a PEM `FILE`")
	fs.StringVar(&f.key, "key", "", "its key, a PEM `FILE`; unless it is in the file of --cert")
	fs.BoolVar(&f.insecure, "insecure", false, "trust any server")
	fs.DurationVar(&f.timeout, "timeout", 0, "the most `TIME` it may take, such as 500ms or 1m; 0 is no limit")
	fs.BoolVar(&f.verbose, "v", false, "print on standard error what goes out, -->, and what comes back, <--")
}

// open returns a sender to the server at address, and a function that closes it.
func (f *endpointFlags) open(address string, s std) (transport.Sender, func(), error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, nil, fmt.Errorf("the URL is wrong: %w", errors.Unwrap(err))
	}
	switch u.Scheme {
	case "http", "https":
	default:
		return nil, nil, fmt.Errorf("there is no transport for the URL %q: it begins with http:// or https://", address)
	}
	options, err := f.options()
	if err != nil {
		return nil, nil, err
	}
	sender, err := rpchttp.New(address, options...)
	if err != nil {
		return nil, nil, err
	}
	var logger *slog.Logger // nil is silent
	if f.verbose {
		logger = slog.New(transport.Arrows(s.err))
	}
	return transport.Logged(sender, logger, transport.LogOptions{}), func() { _ = sender.Close() }, nil
}

// options returns what the flags mean to HTTP.
func (f *endpointFlags) options() ([]rpchttp.Option, error) {
	headers := make(nethttp.Header)
	for _, header := range f.headers {
		name, value, ok := strings.Cut(header, ":")
		if !ok || name == "" {
			return nil, fmt.Errorf("the header %q is not of the form 'Name: value'", header)
		}
		headers.Add(name, strings.TrimSpace(value))
	}
	options := []rpchttp.Option{rpchttp.Headers(headers)}
	if f.user.set {
		name, password, ok := strings.Cut(f.user.text, ":")
		if !ok {
			return nil, errors.New("-u is not of the form USER:PASSWORD")
		}
		options = append(options, rpchttp.BasicAuth(name, password))
	}
	if f.bearer.set {
		options = append(options, rpchttp.Bearer(f.bearer.text))
	}
	if f.insecure {
		options = append(options, rpchttp.InsecureSkipVerify())
	}
	secured, err := f.certificates()
	return append(options, secured...), err
}

// certificates returns the options that the certificates of the flags make.
func (f *endpointFlags) certificates() (options []rpchttp.Option, err error) {
	if f.caCert != "" {
		pem, err := os.ReadFile(f.caCert)
		if err != nil {
			return nil, err
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("there is no certificate in %s", f.caCert)
		}
		options = append(options, rpchttp.RootCAs(pool))
	}
	if f.cert == "" {
		if f.key != "" {
			return nil, errors.New("--key goes with --cert")
		}
		return options, nil
	}
	certificate, err := loadCertificate(f.cert, f.key)
	if err != nil {
		return nil, err
	}
	return append(options, rpchttp.ClientCertificate(certificate)), nil
}

// loadCertificate reads a certificate and its key, which may be in the same file.
func loadCertificate(cert, key string) (tls.Certificate, error) {
	if key == "" {
		key = cert
	}
	certificate, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return certificate, fmt.Errorf("the certificate: %w", err)
	}
	return certificate, nil
}

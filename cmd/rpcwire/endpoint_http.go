package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"

	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

func (f *endpointFlags) routeHTTP(address string) (route, error) {
	options, err := f.optionsHTTP()
	if err != nil {
		return route{}, err
	}
	sender, err := rpchttp.New(address, options...)
	if err != nil {
		return route{}, err
	}
	return route{sender: sender, close: func() { _ = sender.Close() }}, nil
}

// optionsHTTP returns what the flags mean to HTTP.
func (f *endpointFlags) optionsHTTP() ([]rpchttp.Option, error) {
	headers, err := f.header()
	if err != nil {
		return nil, err
	}
	options := []rpchttp.Option{rpchttp.Headers(headers)}
	name, password, err := f.basicAuth()
	if err != nil {
		return nil, err
	}
	if f.user.set {
		options = append(options, rpchttp.BasicAuth(name, password))
	}
	if f.bearer.set {
		options = append(options, rpchttp.Bearer(f.bearer.text))
	}
	config, err := f.tls()
	if err != nil {
		return nil, err
	}
	return append(options, rpchttp.TLS(config)), nil
}

// tls returns what sets up TLS as the flags say.
func (f *endpointFlags) tls() (func(*tls.Config), error) {
	var authorities *x509.CertPool // nil: those of the system
	if f.caCert != "" {
		pem, err := os.ReadFile(f.caCert)
		if err != nil {
			return nil, err
		}
		authorities = x509.NewCertPool()
		if !authorities.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("there is no certificate in %s", f.caCert)
		}
	}
	var own []tls.Certificate
	if f.cert != "" {
		certificate, err := loadCertificate(f.cert, f.key)
		if err != nil {
			return nil, err
		}
		own = []tls.Certificate{certificate}
	} else if f.key != "" {
		return nil, errors.New("--key goes with --cert")
	}
	return func(c *tls.Config) {
		c.RootCAs, c.Certificates, c.InsecureSkipVerify = authorities, own, f.insecure
	}, nil
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

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
)

// nonsenseSize is about how many bytes the batch of nonsense has.
const nonsenseSize = 400_000

// A nonsense is what a server made of a batch of numbers in place of calls.
type nonsense struct {
	name   string
	status string
	size   int64   // of the reply, in bytes
	memory float64 // of the server, in MB
}

// measureNonsense sends the batch to everybody who knows batches, to each in a
// new process.
func measureNonsense(ctx context.Context) ([]nonsense, error) {
	var all []nonsense
	for _, im := range implementations() {
		if im.name == rawName {
			continue
		}
		fmt.Fprintf(os.Stderr, "httpload: a batch of numbers, %s\n", im.name)
		n, err := sendNonsense(ctx, im)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", im.name, err)
		}
		all = append(all, n)
	}
	return all, nil
}

// sendNonsense sends the batch to one of them.
func sendNonsense(ctx context.Context, im implementation) (n nonsense, err error) {
	p, err := startProcess(im)
	if err != nil {
		return nonsense{}, err
	}
	defer func() { err = errors.Join(err, p.Stop()) }()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(numbers()))
	if err != nil {
		return nonsense{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept-Encoding", "identity") // the size is that of the JSON
	r.Close = true
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nonsense{}, err
	}
	defer func() { _ = res.Body.Close() }() // all that matters is read
	size, err := io.Copy(io.Discard, res.Body)
	return nonsense{im.name, res.Status, size, p.PeakMemory()}, err
}

// numbers returns [1,1,1 and so on.
func numbers() []byte {
	ones := bytes.Repeat([]byte("1,"), nonsenseSize/2)
	return slices.Concat([]byte("["), bytes.TrimSuffix(ones, []byte(",")), []byte("]"))
}

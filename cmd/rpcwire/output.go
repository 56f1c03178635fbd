package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
)

// outputFlag says in which form the outcome of a call is printed.
type outputFlag struct{ form string }

func (f *outputFlag) register(fs *flag.FlagSet) {
	fs.StringVar(&f.form, "output", "text", "print the result as `text|json`; as json also errors are printed on standard output")
}

func (f *outputFlag) isJSON() (bool, error) {
	switch f.form {
	case "json":
		return true, nil
	case "text":
		return false, nil
	}
	return false, fmt.Errorf("there is no output %q: it is text or json", f.form)
}

// outcomeObject returns the object that tells how a call ended, without the brackets.
func outcomeObject(result protocol.Raw, err error) []byte {
	var server *protocol.Error
	switch {
	case err == nil:
		return append([]byte(`"result":`), compact(result)...)
	case errors.As(err, &server):
		text, err := server.AppendTo([]byte(`"error":`))
		if err != nil {
			break
		}
		return compactTail(text, len(`"error":`))
	}
	object := appendField(nil, "failure", failureKind(err))
	return appendField(object, "message", err.Error())[1:]
}

// compactTail makes one line of the JSON that begins at index i.
func compactTail(text []byte, i int) []byte { return append(text[:i:i], compact(text[i:])...) }

// compact returns JSON without white space, and otherwise as it is.
func compact(text []byte) []byte {
	var b bytes.Buffer
	if err := json.Compact(&b, text); err != nil {
		return bytes.ReplaceAll(text, []byte{'\n'}, []byte{' '}) // nested too deeply for encoding/json
	}
	return b.Bytes()
}

// failureKind returns what to call a failure that no server told.
func failureKind(err error) string {
	switch kind := client.KindOf(err); kind {
	case client.KindTransport, client.KindTimeout, client.KindParseError,
		client.KindInvalidResponse, client.KindIDMismatch, client.KindNoResponse:
		return string(kind)
	}
	return string(client.KindInvalidResponse)
}

// exitOf returns the error that ends the command after a call failed.
func exitOf(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return exitError{exitInterrupted, nil}
	}
	switch kind := client.KindOf(err); kind {
	case client.KindRequest:
		return err // a usage error
	case client.KindServer:
		return exitError{exitServerError, withData(err)}
	case client.KindTransport:
		return exitError{exitTransport, err}
	case client.KindTimeout:
		return exitError{exitTimeout, err}
	}
	return exitError{exitBadReply, err}
}

// withData returns an error that also tells the data of what the server answered.
func withData(err error) error {
	var e *protocol.Error
	if errors.As(err, &e) && e.Data != nil {
		return fmt.Errorf("%w\ndata: %s", err, printable(string(compact(e.Data))))
	}
	return err
}

// printOutcome prints how a call ended: as JSON, or the result alone. The error that it
// returns ends the command.
func printOutcome(ctx context.Context, s std, asJSON bool, result protocol.Raw, err error) error {
	exit := exitOf(ctx, err)
	var printed error
	var code exitError
	switch {
	case asJSON && errors.As(exit, &code) && code.code == exitInterrupted:
	case asJSON && client.KindOf(err) != client.KindRequest:
		_, printed = fmt.Fprintf(s.out, "{%s}\n", outcomeObject(result, err))
		if code != (exitError{}) {
			exit = exitError{code.code, nil} // it has been told
		}
	case err == nil:
		_, printed = s.out.Write(append(forReader(result, s), '\n'))
	}
	if printed != nil {
		return exitError{exitInvalid, printed}
	}
	return exit
}

// forReader returns JSON indented for a terminal, and on one line for programs.
func forReader(text protocol.Raw, s std) []byte {
	if !isTerminal(s.out) {
		return compact(text)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, text, "", "  "); err != nil {
		return text
	}
	return b.Bytes()
}

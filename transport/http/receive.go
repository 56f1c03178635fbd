package http

import (
	"context"
	"log/slog"
	nethttp "net/http"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// receive returns what a response brings: see [Sender.Send].
func (s *Sender) receive(ctx context.Context, res *nethttp.Response) ([]byte, error) {
	if facts := transport.FactsFrom(ctx); facts != nil {
		facts.Add(
			slog.Int(transport.KeyCode, res.StatusCode),
			slog.String(transport.KeyReason, reason(res)),
			slog.Any(transport.KeyHeaders, map[string][]string(res.Header.Clone())),
		)
	}
	body, err := s.readReply(res)
	if res.StatusCode < 200 || res.StatusCode > 299 {
		if err == nil && s.hasResponse(body) { // C09
			return body, nil
		}
		return nil, &transport.Error{Op: "receive", Endpoint: s.endpoint, Sent: true, Err: newStatusError(res, body)}
	}
	if err != nil {
		return nil, s.failure(ctx, "receive", true, err)
	}
	if len(body) == 0 {
		return nil, nil
	}
	return body, nil
}

// readReply reads a body within the limit. Net/http has decompressed it already unless
// the caller or the server wanted otherwise.
func (s *Sender) readReply(res *nethttp.Response) ([]byte, error) {
	if res.ContentLength > int64(s.limit) {
		return nil, transport.ErrPayloadTooLarge
	}
	if strings.EqualFold(res.Header.Get("Content-Encoding"), "gzip") && res.ContentLength != 0 {
		return readGzip(res.Body, s.limit)
	}
	return readAll(res.Body, res.ContentLength, s.limit)
}

// hasResponse reports whether a body is a JSON-RPC response, or a batch with at least
// one: the others spoil only themselves (C06).
func (s *Sender) hasResponse(body []byte) bool {
	decoder := protocol.Decoder{Limits: s.parsing}
	payload, err := decoder.Decode(body)
	if err != nil {
		return false
	}
	for _, message := range payload.All() {
		if message.Kind().IsResponse() {
			return true
		}
	}
	return false
}

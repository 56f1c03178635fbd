package conformance

import (
	"errors"
	"fmt"
	"slices"

	"github.com/rpcwire/rpcwire/conformance/internal/compare"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// smallLimits are those of the checks of limits.
var smallLimits = protocol.Limits{Payload: 1 << 20}

// sized returns a call of n bytes, which is answered with a small error.
func sized(n int) []byte {
	empty := len(request(1, "size", `[]`))
	return request(1, "size", "["+string(quotedText(n-empty))+"]")
}

func (k *senderCheck) largePayload() error {
	s, err := k.sender(smallLimits)
	if err != nil {
		return err
	}
	payload := sized(smallLimits.Payload)
	reply, err := s.Send(k.ctx, payload)
	if err != nil {
		return fmt.Errorf("a payload of %d bytes, the limit: %w", len(payload), err)
	}
	return wantReply(reply, []byte(`{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom"},"id":1}`))
}

func (k *senderCheck) largeReply() error {
	s, err := k.sender(smallLimits)
	if err != nil {
		return err
	}
	n := smallLimits.Payload - len(`{"jsonrpc":"2.0","result":,"id":1}`)
	reply, err := s.Send(k.ctx, request(1, "size", fmt.Sprintf("[%d]", n)))
	if err != nil {
		return fmt.Errorf("a reply of %d bytes, the limit: %w", smallLimits.Payload, err)
	}
	return wantResult(reply, 1, string(quotedText(n)))
}

// tooLarge sends a payload beyond the limit. The error is that of Send, nil if the peer
// refused it by a reply; the second one is what is wrong.
func (k *senderCheck) tooLarge() (refusal, wrong error) {
	s, err := k.sender(smallLimits)
	if err != nil {
		return nil, err
	}
	reply, err := s.Send(k.ctx, sized(smallLimits.Payload+1))
	var e *transport.Error
	switch {
	case err == nil && !isError(reply, protocol.CodeInvalidRequest):
		return nil, fmt.Errorf("the reply is %s, and there is no error", compare.Excerpt(reply))
	case err != nil && !errors.As(err, &e):
		return err, fmt.Errorf("a %T, not a *transport.Error: %w", err, err)
	case k.handler.calls.Load() > 0:
		return err, errors.New("it reached the handler")
	}
	return err, nil
}

func (k *senderCheck) payloadTooLarge() error {
	_, err := k.tooLarge()
	return err
}

func (k *senderCheck) afterTooLarge() error {
	refusal, err := k.tooLarge()
	switch {
	case err != nil:
		return err
	case refusal != nil && !errors.Is(refusal, transport.ErrPayloadTooLarge):
		return fmt.Errorf("an error that does not match ErrPayloadTooLarge: %w", refusal)
	}
	k.handler.calls.Store(0)
	return k.exchange(2, "[2]")
}

// isError reports whether a reply is an error, with one of the codes if there are any.
func isError(reply []byte, codes ...protocol.Code) bool {
	r, err := protocol.ParseResponse(reply)
	return err == nil && r.Error != nil && (len(codes) == 0 || slices.Contains(codes, r.Error.Code))
}

func (k *senderCheck) replyTooLarge() error {
	s, err := k.sender(smallLimits)
	if err != nil {
		return err
	}
	reply, err := s.Send(k.ctx, request(1, "size", fmt.Sprintf("[%d]", smallLimits.Payload)))
	switch {
	case err != nil:
		err = wantError(err, true)
	case !isError(reply): // which the peer may answer instead
		err = fmt.Errorf("the reply %s is taken", compare.Excerpt(reply))
	}
	if err != nil {
		return err
	}
	return k.exchange(2, "[2]")
}

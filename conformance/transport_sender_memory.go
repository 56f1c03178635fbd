package conformance

import (
	"bytes"
	"fmt"

	"github.com/rpcwire/rpcwire/conformance/internal/compare"
	"github.com/rpcwire/rpcwire/protocol"
)

func (k *senderCheck) payloadKept() error {
	s, err := k.sender(protocol.Limits{})
	if err != nil {
		return err
	}
	buffer := make([]byte, 0, 256)
	for i := range 100 {
		buffer = append(buffer[:0], fmt.Sprintf(`{"jsonrpc":"2.0","method":"update","params":[%03d,"%03d"]}`, 100+i, i)...)
		before := bytes.Clone(buffer)
		if _, err := s.Send(k.ctx, buffer); err != nil {
			return err
		}
		if !bytes.Equal(before, buffer) {
			return fmt.Errorf("the payload was changed to %s", compare.Excerpt(buffer))
		}
	}
	seen := make(map[string]bool)
	for range 100 {
		select {
		case params := <-k.handler.notified:
			seen[params] = true
		case <-k.ctx.Done():
			return fmt.Errorf("only %d of 100 notifications arrived", len(seen))
		}
	}
	for i := range 100 {
		if params := fmt.Sprintf(`[%03d,"%03d"]`, 100+i, i); !seen[params] {
			return fmt.Errorf("the notification %s was changed on its way", params)
		}
	}
	return nil
}

func (k *senderCheck) replyOwned() error {
	s, err := k.sender(protocol.Limits{})
	if err != nil {
		return err
	}
	first, err := s.Send(k.ctx, request(1, "echo", `["first"]`))
	if err != nil {
		return err
	}
	second, err := s.Send(k.ctx, request(2, "echo", `["second"]`))
	if err != nil {
		return err
	}
	if err := wantResult(first, 1, `["first"]`); err != nil {
		return fmt.Errorf("after the next call, %w", err)
	}
	for i := range first {
		first[i] = 'x'
	}
	if err := wantResult(second, 2, `["second"]`); err != nil {
		return fmt.Errorf("after the last reply was overwritten, %w", err)
	}
	return k.exchange(3, "[3]")
}

package conformance

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/rpcwire/rpcwire/conformance/internal/compare"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// senderRows are the cases for Senders.
func senderRows() []transportRow {
	row := func(name string, level Level, ref, reason string, check func(*senderCheck) error) transportRow {
		return transportRow{name, level, ref, reason, transportCheck{sender: check}}
	}
	return []transportRow{
		row("round-trip", Must, "S.reply", "It is what a transport is for.", (*senderCheck).roundTrip),
		row("batch", Must, "S.reply", "A batch is one payload, and so is its reply.", (*senderCheck).batch),
		row("error-reply", Must, "S.error", "An error that the peer answers is a reply; taken for a failure of the transport, the caller never sees it.", (*senderCheck).errorReply),
		row("notification", Must, "S.none", "Who waits for the reply to a notification waits for ever.", (*senderCheck).notification),
		row("notification-batch", Must, "S.none", "A batch of notifications has no reply either.", (*senderCheck).notificationBatch),
		row("bytes", Should, "S.bytes", "Numbers, escapes and characters that change on the way are not what was sent.", (*senderCheck).bytes),
		row("white-space", Should, "S.bytes", "Line feeds within a payload are white space, and must not break it in two.", (*senderCheck).whiteSpace),
		row("sequence", Must, "S.reply", "The thousandth call must work like the first.", (*senderCheck).sequence),
		row("concurrent", Must, "S.concurrent", "A reply that reaches another call hands out the wrong data.", (*senderCheck).concurrent),
		row("slow-call", Should, "S.concurrent", "One slow call must not hold up all others.", (*senderCheck).slowCall),
		row("context-before", Must, "S.context", "What is called off beforehand must not be executed.", (*senderCheck).contextBefore),
		row("context-during", Must, "S.context", "Who gives up waiting must get away at once.", (*senderCheck).contextDuring),
		row("deadline", Must, "S.context", "A deadline that passes unnoticed is none, and callers tell it from other failures.", (*senderCheck).deadline),
		row("after-cancel", Must, "S.context", "A call that was given up must not harm the next one.", (*senderCheck).afterCancel),
		row("payload-kept", Must, "S.memory", "Callers reuse their buffers; a payload that is still read then is sent corrupted.", (*senderCheck).payloadKept),
		row("reply-owned", Must, "S.memory", "Callers keep replies; one that changes later is corrupted.", (*senderCheck).replyOwned),
		row("large-payload", Must, "S.limit", "The limit must be usable to the last byte.", (*senderCheck).largePayload),
		row("large-reply", Must, "S.limit", "Large replies are what limits are set high for.", (*senderCheck).largeReply),
		row("payload-too-large", Must, "S.limit", "What is too large must be refused before it is executed, not cut off or dropped.", (*senderCheck).payloadTooLarge),
		row("after-too-large", Should, "S.limit", "One payload that is too large should cost no other, and its sender should learn the reason.", (*senderCheck).afterTooLarge),
		row("reply-too-large", Should, "S.limit", "A reply beyond the limit must not be taken, and harm nothing else.", (*senderCheck).replyTooLarge),
		row("close", Should, "S.close", "A closed Sender that waits hangs the shutdown of a program.", (*senderCheck).closed),
		row("close-during", Should, "S.close", "A call under way must end when its Sender is closed.", (*senderCheck).closeDuring),
		row("peer-gone", Should, "S.close", "A call whose peer is gone must fail, not wait.", (*senderCheck).peerGone),
	}
}

// A senderCheck is a check of a Sender on its way.
type senderCheck struct {
	ctx     context.Context
	target  *TransportTarget
	options *Options
	handler *contractHandler
	made    *SenderEnd
}

// sender returns the Sender, which it makes at the first call.
func (k *senderCheck) sender(limits protocol.Limits) (transport.Sender, error) {
	if k.made == nil {
		made, err := k.target.Sender(k.ctx, k.handler, limits)
		if err != nil {
			return nil, fmt.Errorf("there is no Sender: %w", err)
		}
		k.made = made
	}
	return k.made.Sender, nil
}

// end ends what was made.
func (k *senderCheck) end() {
	select {
	case <-k.handler.release:
	default:
		close(k.handler.release)
	}
	if k.made == nil {
		return
	}
	if k.made.Close != nil {
		_ = k.made.Close() // it may be closed already
	}
	if k.made.Stop != nil {
		k.made.Stop()
	}
}

// request returns a request.
func request(id int, method, params string) []byte {
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","method":%q,"params":%s,"id":%d}`, method, params, id)
}

// wantResult checks that a reply is the result of a request.
func wantResult(reply []byte, id int, result string) error {
	want := fmt.Appendf(nil, `{"jsonrpc":"2.0","result":%s,"id":%d}`, result, id)
	return wantReply(reply, want)
}

func wantReply(reply, want []byte) error {
	raw, m := parse(reply)
	if m != nil {
		return fmt.Errorf("the reply %s: %s", compare.Excerpt(reply), m.text)
	}
	if d := compare.Values(want, raw, compare.ByText); d != nil {
		return fmt.Errorf("the reply is %s: at %q: %s", compare.Excerpt(reply), d.Pointer, d.Text)
	}
	return nil
}

// exchange calls echo and checks its reply.
func (k *senderCheck) exchange(id int, params string) error {
	s, err := k.sender(protocol.Limits{})
	if err != nil {
		return err
	}
	reply, err := s.Send(k.ctx, request(id, "echo", params))
	if err != nil {
		return err
	}
	return wantResult(reply, id, params)
}

func (k *senderCheck) roundTrip() error { return k.exchange(1, `["hello",5]`) }

func (k *senderCheck) batch() error {
	s, err := k.sender(protocol.Limits{})
	if err != nil {
		return err
	}
	reply, err := s.Send(k.ctx, []byte(`[{"jsonrpc":"2.0","method":"echo","params":[1],"id":1},{"jsonrpc":"2.0","method":"echo","params":[2]},{"jsonrpc":"2.0","method":"fail","id":2}]`))
	if err != nil {
		return err
	}
	return wantReply(reply, []byte(`[{"jsonrpc":"2.0","result":[1],"id":1},{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom"},"id":2}]`))
}

func (k *senderCheck) errorReply() error {
	s, err := k.sender(protocol.Limits{})
	if err != nil {
		return err
	}
	reply, err := s.Send(k.ctx, request(1, "fail", "[]"))
	if err != nil {
		return err
	}
	return wantReply(reply, []byte(`{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom"},"id":1}`))
}

// silent sends what has no reply, and waits until so many notifications arrived.
func (k *senderCheck) silent(payload string, notifications int) error {
	s, err := k.sender(protocol.Limits{})
	if err != nil {
		return err
	}
	reply, err := s.Send(k.ctx, []byte(payload))
	switch {
	case err != nil:
		return err
	case reply != nil:
		return fmt.Errorf("there is a reply: %s", compare.Excerpt(reply))
	}
	for range notifications {
		select {
		case <-k.handler.notified:
		case <-k.ctx.Done():
			return errors.New("the notification does not arrive")
		}
	}
	return nil
}

func (k *senderCheck) notification() error {
	return k.silent(`{"jsonrpc":"2.0","method":"update","params":[1]}`, 1)
}

func (k *senderCheck) notificationBatch() error {
	return k.silent(`[{"jsonrpc":"2.0","method":"update","params":[1]},{"jsonrpc":"2.0","method":"update","params":[2]}]`, 2)
}

func (k *senderCheck) bytes() error {
	return k.exchange(1, `[1.50,9007199254740993,1e400,"\u00e9\ud800 é 😀",{"b":1,"a":2}]`)
}

func (k *senderCheck) whiteSpace() error {
	s, err := k.sender(protocol.Limits{})
	if err != nil {
		return err
	}
	reply, err := s.Send(k.ctx, []byte("\n{\"jsonrpc\":\"2.0\",\r\n\t\"method\":\"echo\",\"params\":[\n1\n],\"id\":1}\n\n"))
	if err != nil {
		return err
	}
	return wantResult(reply, 1, "[1]")
}

func (k *senderCheck) sequence() error {
	for i := range 1000 {
		if err := k.exchange(i, fmt.Sprintf("[%d]", i)); err != nil {
			return fmt.Errorf("call %d: %w", i, err)
		}
	}
	return nil
}

func (k *senderCheck) concurrent() error {
	if _, err := k.sender(protocol.Limits{}); err != nil {
		return err
	}
	const callers, calls = 16, 32
	errs := make([]error, callers)
	var running sync.WaitGroup
	for c := range callers {
		running.Go(func() {
			for i := range calls {
				id := c*calls + i
				if err := k.exchange(id, fmt.Sprintf("[%d]", id)); err != nil {
					errs[c] = err
					return
				}
			}
		})
	}
	running.Wait()
	return errors.Join(errs...)
}

// hold makes a call that is held, and returns what becomes of it.
func (k *senderCheck) hold(ctx context.Context, s transport.Sender) (<-chan error, error) {
	ended := make(chan error, 1)
	go func() {
		reply, err := s.Send(ctx, request(1, "hold", "[]"))
		if err == nil {
			err = wantResult(reply, 1, "null")
		}
		ended <- err
	}()
	select {
	case <-k.handler.held:
		return ended, nil
	case err := <-ended:
		return nil, fmt.Errorf("the call ended before it was executed: %w", err)
	case <-k.ctx.Done():
		return nil, errors.New("the call is not executed")
	}
}

func (k *senderCheck) slowCall() error {
	s, err := k.sender(protocol.Limits{})
	if err != nil {
		return err
	}
	held, err := k.hold(k.ctx, s)
	if err != nil {
		return err
	}
	if err := k.exchange(2, "[2]"); err != nil {
		return fmt.Errorf("a call beside a slow one: %w", err)
	}
	close(k.handler.release)
	return <-held
}

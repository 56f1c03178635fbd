package mutant

import (
	"context"
	"errors"
	"net/http"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

var clientNotification = []*Mutant{
	{
		Name:   "notification-not-sent",
		Defect: "Notifications are not sent.",
		start: calling(exchanging(func(ctx context.Context, next transport.Sender, payload []byte) ([]byte, error) {
			if isNotification(parseObject(payload)) {
				return nil, nil
			}
			return next.Send(ctx, payload)
		})),
	},
	{
		Name:   "notification-params-lost",
		Defect: "Notifications have no params.",
		start: calling(sending(messages(func(o object) object {
			if isNotification(o) {
				return o.without("params")
			}
			return o
		}))),
	},
	{
		Name:   "notification-reply-awaited",
		Defect: "A notification that is not answered fails.",
		start: calling(notified(func(reply []byte) error {
			if reply == nil {
				return errNoReply
			}
			return nil
		})),
	},
	{
		Name:   "notification-reply-judged",
		Defect: "A notification fails if it is answered by an error, or by what is no response to it.",
		start: calling(notified(func(reply []byte) error {
			if o := parseObject(reply); reply != nil && (o.get("result") == nil || !o.get("id").IsNull()) {
				return errNoReply
			}
			return nil
		})),
	},
	{
		Name:   "notification-status-204-only",
		Defect: "A notification fails unless its status is 204.",
		start: calling(httpResponses(func(r *http.Response) {
			if r.ContentLength == 0 && r.StatusCode != http.StatusNoContent {
				r.StatusCode = http.StatusInternalServerError
			}
		})),
	},
	{
		Name:   "notification-failure-as-result",
		Defect: "A notification that fails is reported as the result null.",
		Cases:  []string{"client/notification"},
		start: calling(func(p *clientParts) {
			p.printed = append(p.printed, func(j *conformance.ClientJob, printed []byte) []byte {
				if j.Calls[0].Notify && string(printed) != "{}\n" {
					return []byte(`{"result":null}`)
				}
				return printed
			})
		}),
	},
}

var errNoReply = &transport.Error{Op: "receive", Sent: true, Err: errors.New("the reply is not what was expected")}

// notified judges the replies to notifications.
func notified(judge func(reply []byte) error) clientChange {
	return exchanging(func(ctx context.Context, next transport.Sender, payload []byte) ([]byte, error) {
		reply, err := next.Send(ctx, payload)
		if err == nil && isNotification(parseObject(payload)) {
			err = judge(reply)
		}
		return reply, err
	})
}

// clientEncoding are clients that take other texts than they should.
var clientEncoding = []*Mutant{
	{Name: "utf8-replaced", Defect: "What is not UTF-8 is replaced.", start: calling(receiving(replacingInvalid))},
	{Name: "utf8-or-latin-1", Defect: "What is not UTF-8 is taken for ISO-8859-1.", start: calling(receiving(takingLatin1))},
	{Name: "utf8-loose", Defect: "Overlong forms, surrogates and what is above Unicode are taken as UTF-8.", start: calling(receiving(takingLoose))},
	{Name: "utf8-cut-off", Defect: "Characters that are cut off are completed.", start: calling(receiving(takingCutOff))},
	{Name: "utf16", Defect: "UTF-16 is recognized.", start: calling(receiving(takingUTF16))},
	{
		Name:   "mark-as-null",
		Defect: "A reply with a byte order mark is the result null.",
		start: calling(comparing(func(sent, reply []byte) []byte {
			if contains(byteOrderMark)(reply[:min(3, len(reply))]) {
				return resultOf(sent, protocol.Raw("null"))
			}
			return reply
		})),
	},
}

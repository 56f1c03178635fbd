package protocol_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

// facts are all that a message says of itself. JSON values are given as text, and
// "" is none.
type facts struct {
	Kind        protocol.Kind
	Version     protocol.Version
	ID          string
	Method      string
	Params      string
	Result      string
	Error       *protocol.Error
	Code        protocol.Code   // of the error to answer an invalid message with
	Reason      protocol.Reason // why it is invalid
	Offset      int             // where
	AnswerID    string
	NeedsAnswer bool
	Tolerated   protocol.Tolerance

	blame string // in a table: the text at whose first place Offset is
}

// factsOf asks the message for everything.
func factsOf(m *protocol.Message) facts {
	f := facts{
		Kind: m.Kind(), Version: m.Version(), ID: m.ID().String(), Method: m.Method(),
		Params: m.Params().String(), Result: m.Result().String(), Error: m.ErrorObject(),
		AnswerID: m.AnswerID().String(), NeedsAnswer: m.NeedsAnswer(), Tolerated: m.Tolerated(),
	}
	if problem := m.Problem(); problem != nil {
		f.Reason, f.Offset = problem.Reason, problem.Offset
	}
	if err := m.Err(); err != nil {
		f.Code = err.Code
	}
	return f
}

// in returns f with the offset that its blame has in input.
func (f facts) in(input string) facts {
	if f.blame != "" {
		f.Offset = strings.Index(input, f.blame)
	}
	f.blame = ""
	return f
}

// compareFacts shows where the facts of a message are not the ones wanted.
func compareFacts(want, got facts) string {
	return cmp.Diff(want, got, cmp.AllowUnexported(facts{}))
}

// The functions below return the facts of messages of 2.0; the methods below them
// change these facts.

func call(id, method, params string) facts {
	return facts{Kind: protocol.KindRequest, ID: id, Method: method, Params: params, AnswerID: id, NeedsAnswer: true}
}

func notification(method, params string) facts {
	return facts{Kind: protocol.KindNotification, Method: method, Params: params, AnswerID: "null"}
}

func result(id, value string) facts {
	return facts{Kind: protocol.KindResult, ID: id, Result: value, AnswerID: "null"}
}

func failure(id string, err protocol.Error) facts {
	return facts{Kind: protocol.KindError, ID: id, Error: &err, AnswerID: "null"}
}

// refusal returns the facts of an invalid message whose id, if it has one that
// counts, is answered. The offset is that of blame, or of the message.
func refusal(reason protocol.Reason, blame, id string) facts {
	f := facts{Reason: reason, Code: protocol.CodeInvalidRequest, ID: id, AnswerID: id, NeedsAnswer: true, blame: blame}
	if id == "" {
		f.AnswerID = "null"
	}
	return f
}

// refusedReply returns the facts of an invalid response, to which no one owes an
// answer (R16).
func refusedReply(reason protocol.Reason, blame, id string) facts {
	f := refusal(reason, blame, id)
	f.AnswerID, f.NeedsAnswer = "null", false
	return f
}

// v1 returns f in 1.0, where the id of a notification is null.
func (f facts) v1() facts {
	f.Version = protocol.V1
	if f.Kind == protocol.KindNotification {
		f.ID = "null"
	}
	return f
}

func (f facts) tolerating(t protocol.Tolerance) facts {
	f.Tolerated |= t
	return f
}

// of returns f with method and params, which an invalid request may have as well.
func (f facts) of(method, params string) facts {
	f.Method, f.Params = method, params
	return f
}

func (f facts) unanswered() facts {
	f.NeedsAnswer = false
	return f
}

// only decodes input, which must be a single message, and returns it.
func only(t *testing.T, dialect protocol.Dialect, input string) *protocol.Message {
	t.Helper()
	d := protocol.Decoder{Dialect: dialect}
	p, err := d.Decode([]byte(input))
	if err != nil {
		t.Fatalf("Decode(%q): %v", input, err)
	}
	if p.IsBatch() || p.Len() != 1 {
		t.Fatalf("Decode(%q): a batch of %d, want one message", input, p.Len())
	}
	return p.At(0)
}

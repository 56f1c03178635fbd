package protocol_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

// checkMessage checks what holds for every message, whatever it is. All methods
// are called.
func checkMessage(t *testing.T, m *protocol.Message) {
	t.Helper()
	checkID(t, m)
	checkParts(t, m)
	checkValues(t, m)
	checkClone(t, m)
	switch m.Kind() {
	case protocol.KindInvalid:
		checkInvalid(t, m)
	case protocol.KindRequest, protocol.KindNotification:
		if m.NeedsAnswer() != (m.Kind() == protocol.KindRequest) {
			t.Errorf("a %v: NeedsAnswer = %v", m.Kind(), m.NeedsAnswer())
		}
	case protocol.KindResult, protocol.KindError:
		if m.NeedsAnswer() {
			t.Errorf("a %v needs an answer", m.Kind())
		}
	default:
		t.Errorf("kind %v", m.Kind())
	}
	if m.Kind() != protocol.KindInvalid && (m.Err() != nil || m.Problem() != nil) {
		t.Errorf("a %v: Err = %v, Problem = %v", m.Kind(), m.Err(), m.Problem())
	}
}

// checkID checks the id, and the id of an answer, which can always be sent.
func checkID(t *testing.T, m *protocol.Message) {
	t.Helper()
	id := m.ID()
	if got := m.RawID().String(); got != id.String() {
		t.Errorf("RawID = %q, ID = %q", got, id)
	}
	if !id.IsAbsent() && m.Kind() != protocol.KindInvalid && !id.ValidIn(m.Version()) {
		t.Errorf("a %v in %v has the id %v", m.Kind(), m.Version(), id)
	}
	if answer := m.AnswerID(); !answer.ValidIn(m.Version()) {
		t.Errorf("a %v in %v is answered to the id %q", m.Kind(), m.Version(), answer)
	}
}

// checkParts checks that the parts are valid JSON, that appending to one would not
// change another, and that the ones that only some kinds have are there or not.
func checkParts(t *testing.T, m *protocol.Message) {
	t.Helper()
	for _, part := range []struct {
		name string
		raw  protocol.Raw
	}{{"id", m.RawID()}, {"params", m.Params()}, {"result", m.Result()}, {"error", m.RawError()}, {"message", m.Raw()}} {
		if part.raw == nil {
			continue
		}
		if !json.Valid(part.raw) && part.raw.Validate() != nil {
			t.Errorf("%s is not valid: %q", part.name, part.raw)
		}
		if cap(part.raw) != len(part.raw) {
			t.Errorf("%s has room for %d more bytes, which are those of the payload", part.name, cap(part.raw)-len(part.raw))
		}
	}
	if (m.Result() != nil) != (m.Kind() == protocol.KindResult) {
		t.Errorf("a %v: Result = %s", m.Kind(), m.Result())
	}
	if (m.RawError() != nil) != (m.Kind() == protocol.KindError) || (m.ErrorObject() != nil) != (m.RawError() != nil) {
		t.Errorf("a %v: RawError = %s, ErrorObject = %v", m.Kind(), m.RawError(), m.ErrorObject())
	}
	if string(m.RawMethod()) != m.Method() {
		t.Errorf("RawMethod = %q, Method = %q", m.RawMethod(), m.Method())
	}
	if method := m.RawMethod(); within(method, m.Raw()) && cap(method) != len(method) {
		t.Errorf("the method has room for %d more bytes, which are those of the payload", cap(method)-len(method))
	}
	if m.Params().IsNull() {
		t.Error("Params are null, want nil (R03)")
	}
	has := map[string]bool{}
	for name, value := range m.Members() {
		has[name] = true
		if value.Validate() != nil {
			t.Errorf("member %q is not valid: %q", name, value)
		}
	}
	if want := !has["method"] && (has["result"] || has["error"]); m.IsResponse() != want {
		t.Errorf("IsResponse = %v of %s (R16)", m.IsResponse(), m.Raw())
	}
}

// checkValues checks that Request and Response say the same as the message, for
// exactly the kinds that they are for.
func checkValues(t *testing.T, m *protocol.Message) {
	t.Helper()
	isRequest := m.Kind() == protocol.KindRequest || m.Kind() == protocol.KindNotification
	request, err := m.Request()
	switch {
	case isRequest != (err == nil):
		t.Errorf("a %v: Request: %v", m.Kind(), err)
	case err != nil:
		checkOtherwise(t, m, err)
	case request.IsNotification() != (m.Kind() == protocol.KindNotification):
		t.Errorf("a %v: IsNotification = %v", m.Kind(), request.IsNotification())
	case request.ID != m.ID() || request.Method != m.Method() || string(request.Params) != string(m.Params()) || request.Version != m.Version():
		t.Errorf("Request = %+v, of %s", request, m.Raw())
	}
	response, err := m.Response()
	switch {
	case m.Kind().IsResponse() != (err == nil):
		t.Errorf("a %v: Response: %v", m.Kind(), err)
	case err != nil:
		checkOtherwise(t, m, err)
	case response.ID != m.ID() || string(response.Result) != string(m.Result()) || response.Version != m.Version() || !cmp.Equal(response.Error, m.ErrorObject()):
		t.Errorf("Response = %+v, of %s", response, m.Raw())
	}
}

// checkOtherwise checks the error where a message is not what was asked for.
func checkOtherwise(t *testing.T, m *protocol.Message, err error) {
	t.Helper()
	var got *protocol.DecodeError
	switch {
	case !errors.As(err, &got):
		t.Errorf("error %v, want a DecodeError", err)
	case m.Kind() == protocol.KindInvalid:
		if diff := cmp.Diff(m.Problem(), got); diff != "" {
			t.Errorf("error of an invalid message (-problem +got):\n%s", diff)
		}
	case got.Reason != protocol.ReasonWrongKind:
		t.Errorf("error %v, want %v", got, protocol.ReasonWrongKind)
	}
}

// checkInvalid checks that an invalid message can be answered.
func checkInvalid(t *testing.T, m *protocol.Message) {
	t.Helper()
	if m.Err() == nil || m.Problem() == nil || m.Problem().Reason.String() == "" || m.Problem().Reason.Code() != m.Err().Code {
		t.Errorf("invalid: Err = %v, Problem = %v", m.Err(), m.Problem())
	}
	answer := protocol.Response{Version: m.Version(), ID: m.AnswerID(), Error: m.Err()}
	if _, err := answer.AppendTo(nil); err != nil {
		t.Errorf("the answer cannot be encoded: %v", err)
	}
}

// checkClone checks that a clone says what the message says. Offsets in it count
// from the start of the message.
func checkClone(t *testing.T, m *protocol.Message) {
	t.Helper()
	want, got := factsOf(m), factsOf(m.Clone())
	if got.Offset > want.Offset {
		t.Errorf("the clone's problem is at %d, the message's at %d", got.Offset, want.Offset)
	}
	got.Offset = want.Offset
	if diff := compareFacts(want, got); diff != "" {
		t.Errorf("clone (-message +clone):\n%s", diff)
	}
	if string(m.Clone().Raw()) != string(m.Raw()) {
		t.Errorf("the clone is %q, the message %q", m.Clone().Raw(), m.Raw())
	}
}

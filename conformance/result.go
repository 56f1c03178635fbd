package conformance

import (
	"encoding/base64"
	"time"
	"unicode/utf8"
)

// Format is the version of the format of results.
const Format = 1

// A Run is one run of the suite against one target. As JSON lines (see [Writer]) it is a
// line for itself, one for every result, and one for the summary.
type Run struct {
	// Role is what the target is.
	Role Role `json:"role"`

	// Target is the name of the target; TargetVersion its version, if it is known.
	Target        string `json:"target"`
	TargetVersion string `json:"target_version,omitempty"`

	// Address is how it was reached: a URL without its password, a command line, or
	// empty for one in process. Transport is "http", "websocket", "tcp" and so on.
	Address   string `json:"address,omitempty"`
	Transport string `json:"transport,omitempty"`

	// Selection is which cases were run, and Cases how many.
	Selection Selection `json:"selection"`
	Cases     int       `json:"cases"`

	// Started is when the run began.
	Started time.Time `json:"started,omitzero"`

	// Results are in the order of the cases.
	Results []Result `json:"-"`

	// Summary is nil if the run was not finished.
	Summary *Summary `json:"-"`
}

// A Result is what became of one case. It holds what is needed to report it.
type Result struct {
	Case    string   `json:"case"`
	Role    Role     `json:"role"`
	Level   Level    `json:"level"`
	Version string   `json:"version,omitempty"`
	Refs    []string `json:"refs"`
	Reason  string   `json:"reason"`

	// Outcome is how it ended.
	Outcome Outcome `json:"outcome"`

	// Note says more about an outcome that is info, lenient or skip.
	Note string `json:"note,omitempty"`

	// Message says what is wrong where the case failed, and Pointer where in the reply,
	// as a JSON Pointer; it is nil where the reply as a whole is wrong, or none came.
	Message string  `json:"message,omitempty"`
	Pointer *string `json:"pointer,omitempty"`

	// Exchanges are what was sent and received, in order.
	Exchanges []Exchange `json:"exchanges,omitempty"`

	// Known is the reason on the list of known failures, if the case is on it and failed.
	Known string `json:"known,omitempty"`

	// Took is how long it took.
	Took time.Duration `json:"-"`
}

// An Exchange is what was sent and received in one step of a case, from the view of the
// suite: what is sent to a client is the reply of the server that it called.
type Exchange struct {
	// Sent and Received are bytes; several payloads are one after the other with line
	// feeds between them. Nil: nothing.
	Sent     *Data `json:"sent,omitempty"`
	Received *Data `json:"received,omitempty"`

	// Expected are the acceptable outcomes in words, the best one first.
	Expected []string `json:"expected,omitempty"`

	// Event says what happened beside: "connection closed", "HTTP 405", "exit status 3".
	Event string `json:"event,omitempty"`

	// Reported is what a client said about the call, JSON or whatever it printed.
	Reported *Data `json:"reported,omitempty"`
}

// keptData is how many bytes of an exchange a result keeps.
const keptData = 4 << 10

// A Data is bytes of an exchange, or the beginning of them.
type Data struct {
	// Text are the bytes, if they are UTF-8; else Base64 is.
	Text   string `json:"text,omitempty"`
	Base64 string `json:"b64,omitempty"`

	// Size is how many bytes there are in all; more than are kept if some were left out.
	Size int `json:"size"`
}

// NewData returns the beginning of data, or nil for nil.
func NewData(data []byte) *Data {
	if data == nil {
		return nil
	}
	kept := data
	if len(kept) > keptData {
		kept = kept[:keptData]
		for i := 0; i < utf8.UTFMax-1 && !utf8.Valid(kept); i++ { // no half characters
			kept = kept[:len(kept)-1]
		}
	}
	d := &Data{Size: len(data)}
	if utf8.Valid(kept) {
		d.Text = string(kept)
	} else {
		d.Base64 = base64.StdEncoding.EncodeToString(data[:min(len(data), keptData)])
	}
	return d
}

// Bytes returns what is kept.
func (d *Data) Bytes() []byte {
	if d == nil {
		return nil
	}
	if d.Base64 == "" {
		return []byte(d.Text)
	}
	data, err := base64.StdEncoding.DecodeString(d.Base64)
	if err != nil { // it was not made by NewData
		return nil
	}
	return data
}

// IsCut reports whether there was more than is kept.
func (d *Data) IsCut() bool { return d != nil && len(d.Bytes()) < d.Size }

// Failed reports whether the result is a failure that nobody expected: of a case that is
// a must. If strict is set, so is every failure and everything lenient.
func (r *Result) Failed(strict bool) bool {
	switch {
	case r.Known != "":
		return false
	case r.Outcome == Fail:
		return strict || r.Level == Must
	}
	return strict && r.Outcome == Lenient
}

// A Summary counts the results of a run.
type Summary struct {
	// Outcomes counts the results by their outcome.
	Outcomes map[Outcome]int `json:"outcomes"`

	// Failed counts the failures by level, without those that are known.
	Failed map[Level]int `json:"failed"`

	// Known counts the failures that are known.
	Known int `json:"known"`

	// Stale are the entries of the list of known failures that no case failed for.
	Stale []string `json:"stale,omitempty"`

	// Error says why the run broke off, if it did.
	Error string `json:"error,omitempty"`

	// Took is how long the run took.
	Took time.Duration `json:"-"`
}

// Summarize counts results.
func Summarize(results []Result) *Summary {
	s := &Summary{Outcomes: make(map[Outcome]int), Failed: make(map[Level]int)}
	for i := range results {
		r := &results[i]
		s.Outcomes[r.Outcome]++
		switch {
		case r.Outcome != Fail:
		case r.Known != "":
			s.Known++
		default:
			s.Failed[r.Level]++
		}
		s.Took += r.Took
	}
	return s
}

package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rpcwire/rpcwire/conformance/internal/child"
	"github.com/rpcwire/rpcwire/protocol"
)

// A ClientCommand says how to start a client for a call, a notification and a batch. A
// command without words stands for something that the client cannot do.
//
// Words may have placeholders:
//
//	{url}         where the server is
//	{op}          call, notify or batch
//	{version}     2.0 or 1.0
//	{method}      the method
//	{params}      the params as JSON
//	{id}          the id as JSON, where the case gives one
//	{args}        the params as words: JSON for positional ones, name:=JSON for named ones
//	{timeout}     when to give up, such as 2s; {timeout_ms} in milliseconds
//	{job}         all of that as one JSON object
//
// A word that is nothing but {args} becomes any number of words. A word that begins with
// {?name} is left out if that has no value, else the rest of it counts; {?v1} stands for
// version 1.0: "{?id}--id={id}", "{?v1}--v1".
//
// The program prints what [ClientTarget].Do returns; its exit status does not matter,
// unless it prints nothing.
type ClientCommand struct {
	Call, Notify, Batch []string

	// Input is what the program reads from standard input: {job}, or for batches {lines},
	// which has a line "METHOD ARG..." for each call and a JSON-RPC message for each
	// notification and for calls with an id.
	Input string
}

// RPCWire returns the ClientCommand for the command line of this module, given its path.
func RPCWire(path string) *ClientCommand {
	flags := []string{"--timeout", "{timeout}", "--output", "json", "{?params}-d={params}", "{?v1}--v1", "{url}", "{method}"}
	return &ClientCommand{
		Call:   append([]string{path, "call", "{?id}--id={id}"}, flags...),
		Notify: append([]string{path, "notify"}, flags...),
		Batch:  []string{path, "batch", "--timeout", "{timeout}", "{url}"},
		Input:  "{lines}",
	}
}

// check returns what is wrong with the command.
func (c *ClientCommand) check() error {
	for _, words := range [][]string{c.Call, c.Notify, c.Batch, {c.Input}} {
		for _, word := range words {
			for _, m := range commandHole.FindAllStringSubmatch(word, -1) {
				if !slices.Contains(commandHoles, m[2]) {
					return fmt.Errorf("%w: the command has a placeholder %s", ErrTarget, m[0])
				}
			}
		}
	}
	if len(c.Call) == 0 {
		return fmt.Errorf("%w: there is no command for calls", ErrTarget)
	}
	return nil
}

// lacks returns what the client cannot do.
func (c *ClientCommand) lacks() []string {
	var without []string
	if len(c.Notify) == 0 {
		without = append(without, "notify")
	}
	if len(c.Batch) == 0 {
		without = append(without, "batch")
	}
	if !mentions(c.Call, "v1") && !mentions(c.Call, "version") && !mentions([]string{c.Input}, "job") {
		without = append(without, "v1")
	}
	if !mentions(c.Call, "id") && !mentions([]string{c.Input}, "job") {
		without = append(without, "id")
	}
	return without
}

// mentions reports whether words have a placeholder, or all of it as a job.
func mentions(words []string, hole string) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		for _, m := range commandHole.FindAllStringSubmatch(word, -1) {
			if m[2] == hole || m[2] == "job" {
				return true
			}
		}
		return false
	})
}

var (
	commandHole  = regexp.MustCompile(`\{(\??)([a-z0-9_]+)\}`)
	commandHoles = []string{"url", "op", "version", "v1", "method", "params", "id", "args", "timeout", "timeout_ms", "job", "lines"}
)

// run returns a function that starts the program for a job.
func (c *ClientCommand) run(o *Options) func(context.Context, *ClientJob) ([]byte, error) {
	return func(ctx context.Context, j *ClientJob) ([]byte, error) {
		words := map[string][]string{"call": c.Call, "notify": c.Notify, "batch": c.Batch}[j.op()]
		values := j.values()
		var command []string
		for _, word := range words {
			command = append(command, expandWord(word, values, j)...)
		}
		input := fill(c.Input, values)
		out, err := child.Run(ctx, command, []byte(input), o.MaxReply)
		if err != nil {
			return out.Stdout, err
		}
		if len(bytes.TrimSpace(out.Stdout)) == 0 && out.Exit != "" {
			return nil, fmt.Errorf("the client printed nothing, %s%s", out.Exit, out.Stderr)
		}
		return out.Stdout, nil
	}
}

// values returns what placeholders stand for; those without value are not there.
func (j *ClientJob) values() map[string]string {
	values := map[string]string{
		"url":        j.URL,
		"op":         j.op(),
		"version":    j.Version,
		"timeout":    j.Timeout.String(),
		"timeout_ms": strconv.FormatInt(j.Timeout.Milliseconds(), 10),
		"job":        string(j.encode()),
		"lines":      j.lines(),
	}
	if j.Version == "1.0" {
		values["v1"] = ""
	}
	if j.Batch {
		return values
	}
	values["method"] = j.Calls[0].Method
	if j.Calls[0].Params != nil {
		values["params"] = string(j.Calls[0].Params)
	}
	if j.Calls[0].ID != nil {
		values["id"] = string(j.Calls[0].ID)
	}
	return values
}

// expandWord returns the words that a word of a command becomes.
func expandWord(word string, values map[string]string, j *ClientJob) []string {
	if word == "{args}" {
		return j.Calls[0].args()
	}
	if m := commandHole.FindStringSubmatch(word); m != nil && m[1] == "?" && strings.HasPrefix(word, m[0]) {
		if _, ok := values[m[2]]; !ok {
			return nil
		}
		return []string{fill(word[len(m[0]):], values)}
	}
	return []string{fill(word, values)}
}

// fill replaces placeholders by their values.
func fill(text string, values map[string]string) string {
	return commandHole.ReplaceAllStringFunc(text, func(hole string) string {
		return values[strings.Trim(hole, "{}")]
	})
}

// args returns the params as words.
func (r *ClientRequest) args() []string {
	var words []string
	for e := range r.Params.Elements() {
		words = append(words, string(e))
	}
	for name, value := range r.Params.Members() {
		words = append(words, name+":="+string(value))
	}
	return words
}

// encode returns the job as one JSON object without line feeds.
func (j *ClientJob) encode() []byte {
	type call struct {
		Method string       `json:"method"`
		Params protocol.Raw `json:"params,omitempty"`
		ID     protocol.Raw `json:"id,omitempty"`
		Notify bool         `json:"notify,omitempty"`
	}
	calls := make([]call, len(j.Calls))
	for i, c := range j.Calls {
		calls[i] = call(c)
	}
	encoded, err := json.Marshal(struct {
		URL     string `json:"url"`
		Op      string `json:"op"`
		Version string `json:"version"`
		Timeout int64  `json:"timeout_ms"`
		Calls   []call `json:"calls"`
	}{j.URL, j.op(), j.Version, j.Timeout.Milliseconds(), calls})
	if err != nil { // the cases hold valid JSON
		return nil
	}
	return encoded
}

// lines returns a line for each call: words, or a message where words cannot say it.
func (j *ClientJob) lines() string {
	var b strings.Builder
	for i := range j.Calls {
		b.WriteString(j.Calls[i].line())
		b.WriteByte('\n')
	}
	return b.String()
}

func (r *ClientRequest) line() string {
	if !r.Notify && r.ID == nil {
		return strings.Join(append([]string{r.Method}, r.args()...), " ")
	}
	method := appendString(nil, r.Method)
	line := `{"jsonrpc":"2.0","method":` + string(method)
	if r.Params != nil {
		line += `,"params":` + string(r.Params)
	}
	if r.ID != nil {
		line += `,"id":` + string(r.ID)
	}
	return line + "}"
}

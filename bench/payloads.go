package bench

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// Shape says what the messages of a payload are. Some peers have one function
// or type for requests and another for replies.
type Shape uint8

// The shapes of payloads.
const (
	Call         Shape = iota // a request with an id
	Notification              // a request without an id
	Result                    // a reply that carries a result
	ErrorReply                // a reply that carries an error
	Batch                     // an array of calls
	Requests                  // recorded calls and notifications
	Replies                   // recorded replies of both kinds
)

// IsReply reports whether the messages answer requests.
func (s Shape) IsReply() bool { return s == Result || s == ErrorReply || s == Replies }

// A Payload is one input of the decode benchmarks.
type Payload struct {
	Name     string   // the middle of the benchmark's name
	About    string   // one line for people
	Shape    Shape    // what kind of messages it holds
	Lines    [][]byte // what one operation decodes, one after the other
	Messages int      // how many messages that is
}

// Size returns how many bytes one operation decodes.
func (p Payload) Size() int64 {
	var n int64
	for _, line := range p.Lines {
		n += int64(len(line))
	}
	return n
}

// batchSize is how many requests the batch payload holds.
const batchSize = 100

// Payloads returns the generated payloads, the same bytes in every run.
func Payloads() []Payload {
	return []Payload{
		single("tiny", "a call with an integer id", Call, tinyCall("1")),
		single("tiny-string-id", "the same call with a string id", Call, tinyCall(`"call-1"`)),
		single("medium", "an LSP textDocument/publishDiagnostics notification", Notification, publishDiagnostics()),
		single("logs", "a reply of the shape of eth_getLogs", Result, logsReply(1_000_000)),
		single("text", "a reply that is one long string of ASCII text", Result, textReply(1_000_000, asciiWords)),
		single("nonascii", "a reply that is one string of Cyrillic, CJK and emoji", Result, textReply(100_000, worldWords)),
		batch("batch", "an array of tiny calls", batchSize),
		single("error", "an error reply with data", ErrorReply, errorReply()),
	}
}

// single returns a payload of one message.
func single(name, about string, shape Shape, data []byte) Payload {
	return Payload{Name: name, About: about, Shape: shape, Lines: [][]byte{data}, Messages: 1}
}

// batch returns a payload of one array of n tiny calls.
func batch(name, about string, n int) Payload {
	calls := make([][]byte, n)
	for i := range calls {
		calls[i] = tinyCall(strconv.Itoa(i + 1))
	}
	data := joinArray(calls)
	return Payload{Name: name, About: about, Shape: Batch, Lines: [][]byte{data}, Messages: n}
}

// joinArray returns the values as one JSON array.
func joinArray(values [][]byte) []byte {
	data := append([]byte{'['}, bytes.Join(values, []byte{','})...)
	return append(data, ']')
}

// tinyCall returns a call of about 60 bytes; id is JSON text.
func tinyCall(id string) []byte {
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","method":"subtract","params":[42,23],"id":%s}`, id)
}

// publishDiagnostics returns an LSP notification of about 1.7 KB.
func publishDiagnostics() []byte {
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":%s}`, diagnostics(4))
}

// diagnostics returns the params of an LSP notification: n problems in a file.
func diagnostics(n int) []byte {
	items := make([][]byte, n)
	for i := range items {
		items[i] = diagnostic(i)
	}
	return fmt.Appendf(nil, `{"uri":"file:///workspace/store/inventory/reserve.go","version":17,"diagnostics":%s}`,
		joinArray(items))
}

// diagnostic returns the problem number i of a notification.
func diagnostic(i int) []byte {
	line, column := 12+31*i, 4*(1+i%3)
	return fmt.Appendf(nil, `{"range":%s,"severity":%d,"code":"unused%d","source":"compiler",`+
		`"message":"declared and not used: item%d (remove it)",`+
		`"relatedInformation":[{"location":{"uri":"file:///workspace/store/inventory/item.go","range":%s},`+
		`"message":"item%d is declared here"}],"tags":[1]}`,
		span(line, column), 1+i%2, i, i, span(line-7, 1), i)
}

// span returns an LSP range within one line.
func span(line, column int) []byte {
	return fmt.Appendf(nil, `{"start":{"line":%d,"character":%d},"end":{"line":%d,"character":%d}}`,
		line, column, line, column+6)
}

// logsReply returns a reply of about size bytes that lists Ethereum event logs.
func logsReply(size int) []byte {
	rng := newRand()
	data := []byte(`{"jsonrpc":"2.0","id":1,"result":[`)
	for i := 0; len(data) < size; i++ {
		if i > 0 {
			data = append(data, ',')
		}
		data = appendLog(data, rng, i)
	}
	return append(data, `]}`...)
}

// appendLog appends the event log number i.
func appendLog(dst []byte, rng *rand.Rand, i int) []byte {
	return fmt.Appendf(dst, `{"address":"%s","topics":["%s","%s","%s"],"data":"%s","blockNumber":"%#x",`+
		`"transactionHash":"%s","transactionIndex":"%#x","blockHash":"%s","logIndex":"%#x","removed":false}`,
		hex(rng, 20), hex(rng, 32), hex(rng, 32), hex(rng, 32), hex(rng, 32*(1+i%3)), 19_000_000+i/40,
		hex(rng, 32), i/3%40, hex(rng, 32), i%200)
}

// hex returns n random bytes in Ethereum's notation.
func hex(rng *rand.Rand, n int) string {
	var b strings.Builder
	b.WriteString("0x")
	for range n {
		fmt.Fprintf(&b, "%02x", rng.Uint32()&0xff)
	}
	return b.String()
}

// Words for the text payloads; none of them needs an escape in JSON.
var (
	asciiWords = []string{
		"the", "server", "reads", "a", "line", "of", "text", "and", "answers", "with", "another,", "which",
		"client", "prints;", "nothing", "else", "happens", "until", "somebody", "asks", "again.", "(42", "times)",
	}
	worldWords = []string{
		"сервер", "читает", "строку", "и", "отвечает", "клиенту;", "服务器", "读取", "一行文字", "並回答", "サーバー",
		"応答する", "서버가", "대답한다", "🙂", "🚀", "👩‍💻", "привет,", "мир",
	}
)

// textReply returns a reply whose result is one string of size bytes or a few
// more, made of words.
func textReply(size int, words []string) []byte {
	rng := newRand()
	data := []byte(`{"jsonrpc":"2.0","id":1,"result":"`)
	for len(data) < size {
		data = append(data, words[rng.IntN(len(words))]...)
		data = append(data, ' ')
	}
	return append(data, `"}`...)
}

// errorReply returns a reply that refuses a call and says why.
func errorReply() []byte {
	return []byte(`{"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"Invalid params",` +
		`"data":{"parameter":"minuend","position":0,"expected":"number","given":"string"}}}`)
}

// newRand returns a source of the same numbers in every run.
func newRand() *rand.Rand { return rand.New(rand.NewPCG(2, 0)) }

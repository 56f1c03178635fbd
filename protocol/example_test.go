package protocol_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/rpcwire/rpcwire/protocol"
)

func ExampleParseRequest() {
	r, err := protocol.ParseRequest([]byte(`{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1.50}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Method, r.Params, r.ID, r.IsNotification())

	_, err = protocol.ParseRequest([]byte(`{"jsonrpc": "2.0", "method": 1}`))
	fmt.Println(err)
	// Output:
	// subtract [42, 23] 1.50 false
	// method is not a string at offset 29: near `2.0", "method": 1}`
}

// What a server does with the bytes it gets: the payload is not JSON, or a message
// is not JSON-RPC, or it is a request.
func ExampleParse() {
	answer := func(data string) {
		p, err := protocol.Parse([]byte(data))
		var refused *protocol.DecodeError
		if errors.As(err, &refused) {
			reply, _ := protocol.NewErrorResponse(protocol.Null(), refused.Wire()).AppendTo(nil)
			fmt.Printf("%s\n", reply)
			return
		}
		for _, m := range p.All() {
			if m.Kind() == protocol.KindInvalid && m.NeedsAnswer() {
				r := protocol.Response{Version: m.Version(), ID: m.AnswerID(), Error: m.Err()}
				reply, _ := r.AppendTo(nil)
				fmt.Printf("%s\n", reply)
			}
		}
	}
	answer(`{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]`)
	answer(`{"jsonrpc": "2.0", "method": 1, "params": "bar", "id": 7}`)
	answer(`{"method": "m", "params": {"named": true}, "id": 8}`)
	answer(`[]`)
	// Output:
	// {"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}
	// {"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":7}
	// {"result":null,"error":{"code":-32600,"message":"Invalid Request"},"id":8}
	// {"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}
}

func ExamplePayload_All() {
	p, err := protocol.Parse([]byte(`[
		{"jsonrpc": "2.0", "method": "sum", "params": [1, 2, 4], "id": "1"},
		{"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
		{"foo": "boo"},
		{"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"}
	]`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, m := range p.All() {
		switch m.Kind() {
		case protocol.KindRequest, protocol.KindNotification:
			fmt.Println(i, m.Kind(), m.Method(), m.Params())
		case protocol.KindInvalid:
			fmt.Println(i, m.Kind(), m.Problem().Reason)
		}
	}
	// Output:
	// 0 request sum [1, 2, 4]
	// 1 notification notify_hello [7]
	// 2 invalid no method, result or error
	// 3 request foo.get {"name": "myself"}
}

func ExampleRequest_AppendTo() {
	request := protocol.NewRequest(protocol.Int(1), "subtract", protocol.Raw(`{"minuend":42,"subtrahend":23}`))
	notification := protocol.NewNotification("update", protocol.Raw(`[1,2,3,4,5]`))

	data, err := request.AppendTo(nil)
	fmt.Printf("%s %v\n", data, err)

	data, err = protocol.Batch{request, notification}.AppendTo(data[:0])
	fmt.Printf("%s %v\n", data, err)

	_, err = protocol.NewNotification("update", protocol.Raw(`[1,2`)).AppendTo(nil)
	fmt.Println(err)
	// Output:
	// {"jsonrpc":"2.0","method":"subtract","params":{"minuend":42,"subtrahend":23},"id":1} <nil>
	// [{"jsonrpc":"2.0","method":"subtract","params":{"minuend":42,"subtrahend":23},"id":1},{"jsonrpc":"2.0","method":"update","params":[1,2,3,4,5]}] <nil>
	// cannot encode params: is not valid JSON: unexpected end at offset 4: near `[1,2`
}

// A reply is a result or an error, and errors match by their code.
func ExampleParseResponse() {
	read := func(reply string) {
		r, err := protocol.ParseResponse([]byte(reply))
		switch {
		case err != nil:
			fmt.Println("no response:", err)
		case r.Error != nil:
			fmt.Println("the server answered", r.Error, errors.Is(r.Error, protocol.CodeMethodNotFound))
		default:
			var sum int
			fmt.Println("the result is", r.Result, json.Unmarshal(r.Result, &sum), sum)
		}
	}
	read(`{"jsonrpc": "2.0", "result": 19, "id": 1}`)
	read(`{"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": 1}`)
	read(`{"jsonrpc": "2.0", "id": 1}`)
	// Output:
	// the result is 19 <nil> 19
	// the server answered error -32601: Method not found true
	// no response: no method, result or error at offset 0: near `{"jsonrpc": "2.0`
}

func ExampleParseResponses() {
	replies := []byte(`[{"jsonrpc":"2.0","result":7,"id":"1"}, {"jsonrpc":"2.0","result":19,"id":"2"}, 3]`)
	for r, err := range protocol.ParseResponses(replies) {
		fmt.Println(r.ID, r.Result, err)
	}
	// Output:
	// "1" 7 <nil>
	// "2" 19 <nil>
	//   not an object at offset 80: near `":19,"id":"2"}, 3]`
}

// JSON-RPC 1.0 has no version member, and replies with both result and error.
func ExampleRequest_version1() {
	request := protocol.Request{Version: protocol.V1, ID: protocol.Int(1), Method: "echo", Params: protocol.Raw(`["hi"]`)}
	data, _ := request.AppendTo(nil)
	fmt.Printf("%s\n", data)

	p, _ := protocol.Parse(data)
	m := p.At(0)
	reply, _ := protocol.Response{Version: m.Version(), ID: m.AnswerID(), Result: protocol.Raw(`"hi"`)}.AppendTo(nil)
	fmt.Printf("%s\n", reply)

	r, _ := protocol.ParseResponse([]byte(`{"result": null, "error": "out of tea", "id": 1}`))
	fmt.Println(r.Version, r.Error.Message, r.Error.Value)
	// Output:
	// {"method":"echo","params":["hi"],"id":1}
	// {"result":"hi","error":null,"id":1}
	// 1.0 out of tea "out of tea"
}

// Ids keep their text, and are compared by what they mean.
func ExampleID_Equal() {
	sent := protocol.Int(1)
	received, _ := protocol.ParseID([]byte(`1.0`))
	fmt.Println(received, received == sent, received.Equal(sent), received.Equal(protocol.String("1")))

	pending := map[protocol.ID]string{sent.Canonical(): "the call"}
	fmt.Println(pending[received.Canonical()])
	// Output:
	// 1.0 false true false
	// the call
}

// A dialect of one's own: 2.0 only, and unknown members are refused.
func ExampleDialect() {
	d := protocol.Decoder{
		Limits:  protocol.Limits{Batch: 10},
		Dialect: protocol.Dialect{RefuseVersion1: true, RefuseUnknownMembers: true},
	}
	for _, data := range []string{
		`{"jsonrpc": "2.0", "method": "m", "id": 1}`,
		`{"method": "m", "params": [], "id": 1}`,
		`{"jsonrpc": "2.0", "method": "m", "id": 1, "auth": "x"}`,
	} {
		p, err := d.Decode([]byte(data))
		if err != nil {
			fmt.Println(err)
			continue
		}
		m := p.At(0)
		if m.Kind() == protocol.KindInvalid {
			fmt.Println(m.Kind(), m.Problem().Reason)
			continue
		}
		fmt.Println(m.Kind())
	}
	// Output:
	// request
	// invalid JSON-RPC 1.0 is not accepted
	// invalid unknown member
}

// A proxy sees what it had to tolerate, and can pass on what is unknown to it.
func ExampleMessage_Tolerated() {
	d := protocol.Decoder{Dialect: protocol.Lenient}
	p, _ := d.Decode([]byte(`{"jsonrpc": "2.0", "method": "m", "params": "text", "id": 1.0, "trace": "t1"}`))
	m := p.At(0)
	fmt.Println(m.Kind(), "with", m.Tolerated())
	for name, value := range m.Members() {
		if name == "trace" {
			fmt.Println(name, value)
		}
	}
	// Output:
	// request with scalar params, fractional id, unknown members
	// trace "t1"
}

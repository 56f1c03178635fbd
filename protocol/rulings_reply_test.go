package protocol_test

import "github.com/rpcwire/rpcwire/protocol"

// boom is an error as most of them are.
var boom = protocol.Error{Code: -32001, Message: "boom"}

// replyRulings are about responses, but for the shape of their errors.
var replyRulings = []ruling{
	{
		name:  "C01: a result alone",
		input: `{"jsonrpc":"2.0","result":[1],"id":1}`,
		want:  result("1", "[1]"),
	},
	{
		name:  "C01: a result that is null is a result",
		input: `{"jsonrpc":"2.0","result":null,"id":1}`,
		want:  result("1", "null"),
	},
	{
		name:   "C01: the error null lets the result count",
		input:  `{"jsonrpc":"2.0","result":5,"error":null,"id":1}`,
		want:   result("1", "5").tolerating(protocol.NullBeside),
		strict: refusedReply(protocol.ReasonNullBeside, "", "1"),
	},
	{
		name:   "C01: the result null lets the error count",
		input:  `{"jsonrpc":"2.0","result":null,"error":{"code":-32001,"message":"boom"},"id":1}`,
		want:   failure("1", boom).tolerating(protocol.NullBeside),
		strict: refusedReply(protocol.ReasonNullBeside, "", "1"),
	},
	{
		name:   "C01: both null is the result null",
		input:  `{"jsonrpc":"2.0","result":null,"error":null,"id":1}`,
		want:   result("1", "null").tolerating(protocol.NullBeside),
		strict: refusedReply(protocol.ReasonNullBeside, "", "1"),
	},
	{
		name:  "C01: both set is invalid",
		input: `{"jsonrpc":"2.0","result":1,"error":{"code":1,"message":""},"id":1}`,
		want:  refusedReply(protocol.ReasonResultAndError, `{"code"`, "1"),
	},
	{
		name:  "C01: a false result is set",
		input: `{"jsonrpc":"2.0","error":{"code":1,"message":""},"result":false,"id":1}`,
		want:  refusedReply(protocol.ReasonResultAndError, `{"code"`, "1"),
	},
	{
		name:  "C01: in 1.0 one of them is null, the error",
		input: `{"result":5,"error":null,"id":1}`,
		want:  result("1", "5").v1(),
	},
	{
		name:  "C01: in 1.0 one of them is null, the result",
		input: `{"result":null,"error":{"code":-32001,"message":"boom"},"id":1}`,
		want:  failure("1", boom).v1(),
	},
	{
		name:  "C01: in 1.0 both null is the result null",
		input: `{"result":null,"error":null,"id":1}`,
		want:  result("1", "null").v1(),
	},
	{
		name:  "C01: in 1.0 both set is invalid too",
		input: `{"result":0,"error":"x","id":1}`,
		want:  refusedReply(protocol.ReasonResultAndError, `"x"`, "1").v1(),
	},
	{
		name:  "C01: the error null alone says nothing",
		input: `{"jsonrpc":"2.0","error":null,"id":1}`,
		want:  refusedReply(protocol.ReasonNoResultOrError, `null`, "1"),
	},
	{
		name:  "C01: in 1.0 as well",
		input: `{"error":null,"id":1}`,
		want:  refusedReply(protocol.ReasonNoResultOrError, `null`, "1").v1(),
	},
	{
		name:   "C02: a 1.0 response with only a result",
		input:  `{"result":1,"id":1}`,
		want:   result("1", "1").v1().tolerating(protocol.PartialResponse),
		strict: refusedReply(protocol.ReasonPartialResponse, "", "1").v1(),
	},
	{
		name:   "C02: a 1.0 response with only an error",
		input:  `{"error":{"code":-32001,"message":"boom"},"id":1}`,
		want:   failure("1", boom).v1().tolerating(protocol.PartialResponse),
		strict: refusedReply(protocol.ReasonPartialResponse, "", "1").v1(),
	},
	{
		name:  "C02: another version is invalid",
		input: `{"jsonrpc":"3.0","result":1,"id":1}`,
		want:  refusedReply(protocol.ReasonBadVersion, `"3.0"`, "1"),
	},
	{
		name:  "C02: a version that is a number is invalid",
		input: `{"jsonrpc":2,"error":{"code":1,"message":""},"id":1}`,
		want:  refusedReply(protocol.ReasonBadVersion, `2,`, "1"),
	},
	{
		name:   "R09: a complete 1.0 response may name its version",
		input:  `{"jsonrpc":"1.0","result":1,"error":null,"id":1}`,
		want:   result("1", "1").v1().tolerating(protocol.NamedVersion1),
		strict: refusedReply(protocol.ReasonNamedVersion1, `"1.0"`, "1").v1(),
	},
	{
		name:   "R09: also one with an error",
		input:  `{"jsonrpc":"1.0","result":null,"error":{"code":-32001,"message":"boom"},"id":1}`,
		want:   failure("1", boom).v1().tolerating(protocol.NamedVersion1),
		strict: refusedReply(protocol.ReasonNamedVersion1, `"1.0"`, "1").v1(),
	},
	{
		name:  "R06: unknown members of a response are ignored",
		input: `{"jsonrpc":"2.0","result":1,"id":1,"took":"3ms"}`,
		want:  result("1", "1").tolerating(protocol.UnknownMembers),
	},
	{
		name:  "R16: a response to a server is a response, and is not answered",
		input: `{"id":1,"result":{},"jsonrpc":"2.0"}`,
		want:  result("1", "{}"),
	},
	{
		name:  "R16: nor is an invalid one",
		input: `{"jsonrpc":"2.0","result":1,"error":{},"id":1}`,
		want:  refusedReply(protocol.ReasonResultAndError, `{},`, "1"),
	},
	{
		name:  "R16: nor is one without id",
		input: `{"jsonrpc":"2.0","result":1}`,
		want:  refusedReply(protocol.ReasonNoID, "", ""),
	},
	{
		name:  "R22: a 2.0 response with a boolean id",
		input: `{"jsonrpc":"2.0","result":1,"id":true}`,
		want:  refusedReply(protocol.ReasonBadID, `true`, ""),
	},
	{
		name:  "R22: a 2.0 error response with an object as id",
		input: `{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom"},"id":{}}`,
		want:  refusedReply(protocol.ReasonBadID, `{}}`, ""),
	},
	{
		name:  "R22: a 1.0 response with an array as id",
		input: `{"result":1,"error":null,"id":[ 1 ]}`,
		want:  result("[ 1 ]", "1").v1(),
	},
	{
		name:   "R05: the id of a response may have a fraction",
		input:  `{"jsonrpc":"2.0","result":1,"id":1.0}`,
		want:   result("1.0", "1").tolerating(protocol.FractionalID),
		strict: refusedReply(protocol.ReasonFractionalID, `1.0}`, "1.0"),
	},
	{
		name:  "C05: an error with id null",
		input: `{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom"},"id":null}`,
		want:  failure("null", boom),
	},
	{
		name:   "C05: an error without id",
		input:  `{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom"}}`,
		want:   failure("", boom).tolerating(protocol.MissingID),
		strict: refusedReply(protocol.ReasonMissingID, "", ""),
	},
	{
		name:   "C05: a 1.0 error without id",
		input:  `{"result":null,"error":{"code":-32001,"message":"boom"}}`,
		want:   failure("", boom).v1().tolerating(protocol.MissingID),
		strict: refusedReply(protocol.ReasonMissingID, "", "").v1(),
	},
	{
		name:  "C05: a result with id null is a result",
		input: `{"jsonrpc":"2.0","result":1,"id":null}`,
		want:  result("null", "1"),
	},
	{
		name:    "C08: two results",
		input:   `{"jsonrpc":"2.0","result":1,"result":2,"id":1}`,
		want:    refusedReply(protocol.ReasonDuplicateMember, `2,"id"`, "1"),
		lenient: result("1", "2").tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "C08: two errors",
		input:   `{"jsonrpc":"2.0","error":{"code":1,"message":"x","data":1},"error":{"code":-32001,"message":"boom"},"id":1}`,
		want:    refusedReply(protocol.ReasonDuplicateMember, `{"code":-32001`, "1"),
		lenient: failure("1", boom).tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "C08: an error and then a null one",
		input:   `{"jsonrpc":"2.0","result":1,"error":{"code":1,"message":"x"},"error":null,"id":1}`,
		want:    refusedReply(protocol.ReasonDuplicateMember, `null,"id"`, "1"),
		lenient: result("1", "1").tolerating(protocol.DuplicateMembers | protocol.NullBeside),
	},
	{
		name:    "C08: of two errors, the message of the first does not count",
		input:   `{"jsonrpc":"2.0","error":{"code":1,"message":"\ud800"},"error":{"code":2},"id":1}`,
		want:    refusedReply(protocol.ReasonDuplicateMember, `{"code":2`, "1"),
		lenient: failure("1", protocol.Error{Code: 2}).tolerating(protocol.DuplicateMembers | protocol.LooseError),
	},
	{
		name:    "C08: of two errors, the unknown members of the first do not count",
		input:   `{"jsonrpc":"2.0","error":{"code":1,"x":1},"error":{"code":-32001,"message":"boom"},"id":1}`,
		want:    refusedReply(protocol.ReasonDuplicateMember, `{"code":-32001`, "1"),
		lenient: failure("1", boom).tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "C08: two ids",
		input:   `{"jsonrpc":"2.0","result":1,"id":1,"id":2}`,
		want:    refusedReply(protocol.ReasonDuplicateMember, `2}`, ""),
		lenient: result("2", "1").tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "C08: two versions",
		input:   `{"jsonrpc":"1.0","jsonrpc":"2.0","result":1,"id":1}`,
		want:    refusedReply(protocol.ReasonDuplicateMember, `"2.0"`, "1"),
		lenient: result("1", "1").tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "C08: two codes",
		input:   `{"jsonrpc":"2.0","error":{"code":1,"code":-32001,"message":"boom"},"id":1}`,
		want:    refusedReply(protocol.ReasonDuplicateMember, `-32001`, "1"),
		lenient: failure("1", boom).tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "C08: two messages",
		input:   `{"jsonrpc":"2.0","error":{"code":-32001,"message":"x","message":"boom"},"id":1}`,
		want:    refusedReply(protocol.ReasonDuplicateMember, `"boom"`, "1"),
		lenient: failure("1", boom).tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "C08: two data",
		input:   `{"jsonrpc":"2.0","error":{"code":1,"message":"","data":1,"data":2},"id":1}`,
		want:    refusedReply(protocol.ReasonDuplicateMember, `2}`, "1"),
		lenient: failure("1", protocol.Error{Code: 1, Data: protocol.Raw("2")}).tolerating(protocol.DuplicateMembers),
	},
	{
		name:  "C08: unknown members of an error may be there twice",
		input: `{"jsonrpc":"2.0","error":{"code":-32001,"x":1,"message":"boom","x":2},"id":1}`,
		want:  failure("1", boom).tolerating(protocol.UnknownMembers),
	},
	{
		name:  "C08: members of one name within a result are none of the codec's business",
		input: `{"jsonrpc":"2.0","result":{"result":1,"result":2},"id":1}`,
		want:  result("1", `{"result":1,"result":2}`),
	},
	{
		name:  "C08: nor are those of error data",
		input: `{"jsonrpc":"2.0","error":{"code":1,"message":"","data":{"code":1,"code":2}},"id":1}`,
		want:  failure("1", protocol.Error{Code: 1, Data: protocol.Raw(`{"code":1,"code":2}`)}),
	},
	{
		name:  "C11: the answer to a notification is a response like any other",
		input: `{"jsonrpc":"2.0","result":null,"id":null}`,
		want:  result("null", "null"),
	},
	{
		name:  "C12: lone surrogates in a result pass through",
		input: `{"jsonrpc":"2.0","result":"\udfff","id":1}`,
		want:  result("1", `"\udfff"`),
	},
	{
		name:   "C12: a lone surrogate in an id comes back as it was",
		input:  `{"jsonrpc":"2.0","result":1,"id":"\udFFF"}`,
		want:   result(`"\udFFF"`, "1").tolerating(protocol.LoneSurrogate),
		strict: refusedReply(protocol.ReasonLoneSurrogate, "", `"\udFFF"`),
	},
	{
		name:   "C12: a lone surrogate in the id of a 1.0 response",
		input:  `{"result":1,"error":null,"id":"\ud800"}`,
		want:   result(`"\ud800"`, "1").v1().tolerating(protocol.LoneSurrogate),
		strict: refusedReply(protocol.ReasonLoneSurrogate, "", `"\ud800"`).v1(),
	},
	{
		name:  "C14: one error with id null may answer a batch",
		input: `{"jsonrpc":"2.0","error":{"code":-32600,"message":"batch too large"},"id":null}`,
		want:  failure("null", protocol.Error{Code: -32600, Message: "batch too large"}),
	},
}

// coded returns a 2.0 response with an error that has the given code.
func coded(code string) string {
	return `{"jsonrpc":"2.0","error":{"code":` + code + `,"message":"boom"},"id":1}`
}

// looseCode is the ruling on a code that is integral, though it does not look so.
func looseCode(name, code string, value protocol.Code) ruling {
	return ruling{
		name:   name,
		input:  coded(code),
		want:   failure("1", protocol.Error{Code: value, Message: "boom"}).tolerating(protocol.LooseError),
		strict: refusedReply(protocol.ReasonLooseError, `{"code"`, "1"),
	}
}

// badCode is the ruling on a code that is no integer within int64.
func badCode(name, code string) ruling {
	return ruling{name: name, input: coded(code), want: refusedReply(protocol.ReasonBadError, `{"code"`, "1")}
}

// valueV1 is the ruling on an error that only 1.0 has.
func valueV1(name, value string, err protocol.Error) ruling {
	err.Value = protocol.Raw(value)
	return ruling{name: name, input: `{"result":null,"error":` + value + `,"id":1}`, want: failure("1", err).v1()}
}

// errorRulings are about the shape of errors.
var errorRulings = []ruling{
	{
		name:  "C03: the lowest code",
		input: coded("-9223372036854775808"),
		want:  failure("1", protocol.Error{Code: -9223372036854775808, Message: "boom"}),
	},
	{
		name:  "C03: the highest code",
		input: coded("9223372036854775807"),
		want:  failure("1", protocol.Error{Code: 9223372036854775807, Message: "boom"}),
	},
	{
		name:  "C03: the code 0",
		input: coded("0"),
		want:  failure("1", protocol.Error{Message: "boom"}),
	},
	{
		name:  "C03: negative zero has neither fraction nor exponent",
		input: coded("-0"),
		want:  failure("1", protocol.Error{Message: "boom"}),
	},
	looseCode("C03: a code with a fraction of zero", "1.0", 1),
	looseCode("C03: a code with an exponent", "-1e0", -1),
	looseCode("C03: a code with fraction and exponent", "-3.2601e4", -32601),
	looseCode("C03: a code with a negative exponent", "-3260100e-2", -32601),
	looseCode("C03: a zero with an exponent beyond all", "0e99999999999999999999", 0),
	looseCode("C03: the highest code with an exponent", "922337203685477580.7e1", 9223372036854775807),
	badCode("C03: a code that is not integral", "1.5"),
	badCode("C03: a code that is not integral by its exponent", "15e-1"),
	badCode("C03: a code above int64", "9223372036854775808"),
	badCode("C03: a code below int64", "-9223372036854775809"),
	badCode("C03: a code far above int64", "1e400"),
	badCode("C03: a code with an exponent beyond all", "1e99999999999999999999"),
	badCode("C03: a code that is a string", `"1"`),
	badCode("C03: a code that is null", `null`),
	badCode("C03: a code that is true", `true`),
	badCode("C03: a code that is an array", `[1]`),
	badCode("C03: a code that is an object", `{}`),
	{
		name:  "C03: no code",
		input: `{"jsonrpc":"2.0","error":{"message":"boom"},"id":1}`,
		want:  refusedReply(protocol.ReasonBadError, `{"message"`, "1"),
	},
	{
		name:   "C03: a missing message is empty",
		input:  `{"jsonrpc":"2.0","error":{"code":1},"id":1}`,
		want:   failure("1", protocol.Error{Code: 1}).tolerating(protocol.LooseError),
		strict: refusedReply(protocol.ReasonLooseError, `{"code"`, "1"),
	},
	{
		name:   "C03: a null message is empty",
		input:  `{"jsonrpc":"2.0","error":{"code":1,"message":null},"id":1}`,
		want:   failure("1", protocol.Error{Code: 1}).tolerating(protocol.LooseError),
		strict: refusedReply(protocol.ReasonLooseError, `{"code"`, "1"),
	},
	{
		name:  "C03: an empty message is a message",
		input: `{"jsonrpc":"2.0","error":{"code":1,"message":""},"id":1}`,
		want:  failure("1", protocol.Error{Code: 1}),
	},
	{
		name:  "C03: a message that is a number",
		input: `{"jsonrpc":"2.0","error":{"code":1,"message":2},"id":1}`,
		want:  refusedReply(protocol.ReasonBadError, `{"code"`, "1"),
	},
	{
		name:  "C03: a message that is an array",
		input: `{"jsonrpc":"2.0","error":{"code":1,"message":["boom"]},"id":1}`,
		want:  refusedReply(protocol.ReasonBadError, `{"code"`, "1"),
	},
	{
		name:  "C03: an error that is a string",
		input: `{"jsonrpc":"2.0","error":"boom","id":1}`,
		want:  refusedReply(protocol.ReasonBadError, `"boom"`, "1"),
	},
	{
		name:  "C03: an error that is a number",
		input: `{"jsonrpc":"2.0","error":-32600,"id":1}`,
		want:  refusedReply(protocol.ReasonBadError, `-32600`, "1"),
	},
	{
		name:  "C03: an error that is false is not null",
		input: `{"jsonrpc":"2.0","error":false,"id":1}`,
		want:  refusedReply(protocol.ReasonBadError, `false`, "1"),
	},
	{
		name:  "C03: an error that is an array",
		input: `{"jsonrpc":"2.0","error":[{"code":1,"message":""}],"id":1}`,
		want:  refusedReply(protocol.ReasonBadError, `[{`, "1"),
	},
	{
		name:  "C03: an empty error",
		input: `{"jsonrpc":"2.0","error":{},"id":1}`,
		want:  refusedReply(protocol.ReasonBadError, `{},`, "1"),
	},
	{
		name:  "C03: data is any value",
		input: `{"jsonrpc":"2.0","error":{"data":{"a":[1.50, "\ud800"]},"message":"boom","code":-32001},"id":1}`,
		want:  failure("1", protocol.Error{Code: -32001, Message: "boom", Data: protocol.Raw(`{"a":[1.50, "\ud800"]}`)}),
	},
	{
		name:  "C03: data that is null is data",
		input: `{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom","data":null},"id":1}`,
		want:  failure("1", protocol.Error{Code: -32001, Message: "boom", Data: protocol.Raw(`null`)}),
	},
	{
		name:  "C03: names with escapes",
		input: `{"jsonrpc":"2.0","error":{"c\u006fde":-32001,"\u006dessage":"b\u006fom","dat\u0061":1},"id":1}`,
		want:  failure("1", protocol.Error{Code: -32001, Message: "boom", Data: protocol.Raw(`1`)}),
	},
	{
		name:  "C03: names in another case are other names",
		input: `{"jsonrpc":"2.0","error":{"Code":-32001,"message":"boom"},"id":1}`,
		want:  refusedReply(protocol.ReasonBadError, `{"Code"`, "1"),
	},
	{
		name:   "C12: a lone surrogate in the message passes through",
		input:  `{"jsonrpc":"2.0","error":{"code":1,"message":"\ud800"},"id":1}`,
		want:   failure("1", protocol.Error{Code: 1, Message: "\xed\xa0\x80"}).tolerating(protocol.LoneSurrogate),
		strict: refusedReply(protocol.ReasonLoneSurrogate, "", "1"),
	},
	{
		name:  "C12: a lone surrogate in the data as well",
		input: `{"jsonrpc":"2.0","error":{"code":1,"message":"","data":"\ud800"},"id":1}`,
		want:  failure("1", protocol.Error{Code: 1, Data: protocol.Raw(`"\ud800"`)}),
	},
	valueV1("C03: in 1.0 a string is an error, and its message", `"b\u006fom"`, protocol.Error{Message: "boom"}),
	valueV1("C03: in 1.0 an empty string is an error", `""`, protocol.Error{}),
	valueV1("C03: in 1.0 a number is an error", `-1.50`, protocol.Error{}),
	valueV1("C03: in 1.0 zero is an error", `0`, protocol.Error{}),
	valueV1("C03: in 1.0 false is an error", `false`, protocol.Error{}),
	valueV1("C03: in 1.0 an array is an error", `["boom",1]`, protocol.Error{}),
	valueV1("C03: in 1.0 an empty object is an error", `{}`, protocol.Error{}),
	valueV1("C03: in 1.0 an error has the message that it has", `{"message":"boom","code":"E1"}`, protocol.Error{Message: "boom"}),
	valueV1("C03: in 1.0 an error has the code that it has", `{"code":5,"message":["boom"]}`, protocol.Error{Code: 5}),
	valueV1("C03: in 1.0 an error has members of any name", `{"name":"E","trace":[1]}`, protocol.Error{}),
	{
		name:  "C03: in 1.0 an error object of 2.0 is one",
		input: `{"result":null,"error":{"code":-32001,"message":"boom","data":[]},"id":1}`,
		want:  failure("1", protocol.Error{Code: -32001, Message: "boom", Data: protocol.Raw(`[]`)}).v1(),
	},
	{
		name:  "C03: in 1.0 a code need not look like an integer",
		input: `{"result":null,"error":{"code":1e0},"id":1}`,
		want:  failure("1", protocol.Error{Code: 1}).v1(),
	},
}

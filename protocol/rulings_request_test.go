package protocol_test

import "github.com/rpcwire/rpcwire/protocol"

// requestRulings are about requests and notifications of 2.0, and about the parts
// that they have in common with those of 1.0.
var requestRulings = []ruling{
	{
		name:   "R01: the id null in a 2.0 request makes a call, answered with id null",
		input:  `{"jsonrpc":"2.0","method":"m","id":null}`,
		want:   call("null", "m", "").tolerating(protocol.NullID),
		strict: refusal(protocol.ReasonNullID, `null`, "null").of("m", ""),
	},
	{
		name:  "R01: no id at all makes a notification",
		input: `{"jsonrpc":"2.0","method":"m"}`,
		want:  notification("m", ""),
	},
	{
		name:  "R01: the ids 0 and empty are ids (0)",
		input: `{"jsonrpc":"2.0","method":"m","id":0}`,
		want:  call("0", "m", ""),
	},
	{
		name:  "R01: the ids 0 and empty are ids (empty)",
		input: `{"jsonrpc":"2.0","method":"m","id":""}`,
		want:  call(`""`, "m", ""),
	},
	{
		name:   "R03: params null are no params",
		input:  `{"jsonrpc":"2.0","method":"m","params":null,"id":1}`,
		want:   call("1", "m", "").tolerating(protocol.NullParams),
		strict: refusal(protocol.ReasonNullParams, `null`, "1").of("m", ""),
	},
	{
		name:   "R03: params null in a notification",
		input:  `{"jsonrpc":"2.0","method":"m","params":null}`,
		want:   notification("m", "").tolerating(protocol.NullParams),
		strict: refusal(protocol.ReasonNullParams, `null`, "").of("m", ""),
	},
	{
		name:   "R03: params null in a 1.0 request",
		input:  `{"method":"m","params":null,"id":1}`,
		want:   call("1", "m", "").v1().tolerating(protocol.NullParams),
		strict: refusal(protocol.ReasonNullParams, `null`, "1").v1().of("m", ""),
	},
	{
		name:    "R04: params a string",
		input:   `{"jsonrpc":"2.0","method":"m","params":"bar","id":1}`,
		want:    refusal(protocol.ReasonBadParams, `"bar"`, "1").of("m", `"bar"`),
		lenient: call("1", "m", `"bar"`).tolerating(protocol.ScalarParams),
	},
	{
		name:    "R04: params a string, without id as in the example of the specification",
		input:   `{"jsonrpc": "2.0", "method": "foobar", "params": "bar"}`,
		want:    refusal(protocol.ReasonBadParams, `"bar"`, "").of("foobar", `"bar"`),
		lenient: notification("foobar", `"bar"`).tolerating(protocol.ScalarParams),
	},
	{
		name:    "R04: params a number",
		input:   `{"jsonrpc":"2.0","method":"m","params":-1.5,"id":1}`,
		want:    refusal(protocol.ReasonBadParams, `-1.5`, "1").of("m", `-1.5`),
		lenient: call("1", "m", `-1.5`).tolerating(protocol.ScalarParams),
	},
	{
		name:    "R04: params zero",
		input:   `{"jsonrpc":"2.0","method":"m","id":1,"params":0}`,
		want:    refusal(protocol.ReasonBadParams, `0}`, "1").of("m", `0`),
		lenient: call("1", "m", `0`).tolerating(protocol.ScalarParams),
	},
	{
		name:    "R04: params true",
		input:   `{"jsonrpc":"2.0","method":"m","params":true,"id":1}`,
		want:    refusal(protocol.ReasonBadParams, `true`, "1").of("m", `true`),
		lenient: call("1", "m", `true`).tolerating(protocol.ScalarParams),
	},
	{
		name:    "R04: params false",
		input:   `{"jsonrpc":"2.0","method":"m","params":false,"id":1}`,
		want:    refusal(protocol.ReasonBadParams, `false`, "1").of("m", `false`),
		lenient: call("1", "m", `false`).tolerating(protocol.ScalarParams),
	},
	{
		name:    "R04: params a string in 1.0",
		input:   `{"method":"m","params":"bar","id":1}`,
		want:    refusal(protocol.ReasonBadParams, `"bar"`, "1").v1().of("m", `"bar"`),
		lenient: call("1", "m", `"bar"`).v1().tolerating(protocol.ScalarParams),
	},
	{
		name:   "R05: a fractional id comes back as it was",
		input:  `{"jsonrpc":"2.0","method":"m","id":1.50}`,
		want:   call("1.50", "m", "").tolerating(protocol.FractionalID),
		strict: refusal(protocol.ReasonFractionalID, `1.50`, "1.50").of("m", ""),
	},
	{
		name:   "R05: an id with an exponent",
		input:  `{"jsonrpc":"2.0","method":"m","id":1E2}`,
		want:   call("1E2", "m", "").tolerating(protocol.FractionalID),
		strict: refusal(protocol.ReasonFractionalID, `1E2`, "1E2").of("m", ""),
	},
	{
		name:   "R05: an id with a small exponent letter and sign",
		input:  `{"jsonrpc":"2.0","method":"m","id":-10e-1 }`,
		want:   call("-10e-1", "m", "").tolerating(protocol.FractionalID),
		strict: refusal(protocol.ReasonFractionalID, `-10e-1`, "-10e-1").of("m", ""),
	},
	{
		name:  "R05: an id of 30 digits",
		input: `{"jsonrpc":"2.0","method":"m","id":123456789012345678901234567890}`,
		want:  call("123456789012345678901234567890", "m", ""),
	},
	{
		name:  "R05: an id that a float64 would change",
		input: `{"jsonrpc":"2.0","method":"m","id":9007199254740993}`,
		want:  call("9007199254740993", "m", ""),
	},
	{
		name:  "R05: negative zero has no fraction",
		input: `{"jsonrpc":"2.0","method":"m","id":-0}`,
		want:  call("-0", "m", ""),
	},
	{
		name:  "R05: 1.0 has every number as id",
		input: `{"method":"m","params":[],"id":1.50}`,
		want:  call("1.50", "m", "[]").v1(),
	},
	{
		name:  "R06: unknown members are ignored",
		input: `{"jsonrpc":"2.0","method":"m","params":[1],"id":1,"trace":{"method":"x","id":2}}`,
		want:  call("1", "m", "[1]").tolerating(protocol.UnknownMembers),
	},
	{
		name:  "R06: before the members that count as well",
		input: `{"auth":null,"jsonrpc":"2.0","method":"m"}`,
		want:  notification("m", "").tolerating(protocol.UnknownMembers),
	},
	{
		name:  "R06: the members of an error object mean nothing in a request",
		input: `{"jsonrpc":"2.0","code":1,"message":"x","data":2,"method":"m","id":1}`,
		want:  call("1", "m", "").tolerating(protocol.UnknownMembers),
	},
	{
		name:  "R10: an empty method is for the server to answer",
		input: `{"jsonrpc":"2.0","method":"","id":1}`,
		want:  call("1", "", ""),
	},
	{
		name:  "R14: lone surrogates in params pass through",
		input: `{"jsonrpc":"2.0","method":"m","params":["\ud800",{"\udfff":1}],"id":1}`,
		want:  call("1", "m", `["\ud800",{"\udfff":1}]`),
	},
	{
		name:   "R14: a lone surrogate in an id comes back as it was",
		input:  `{"jsonrpc":"2.0","method":"m","id":"\uD800"}`,
		want:   call(`"\uD800"`, "m", "").tolerating(protocol.LoneSurrogate),
		strict: refusal(protocol.ReasonLoneSurrogate, "", `"\uD800"`).of("m", ""),
	},
	{
		name:   "R14: a lone surrogate in a method is not replaced",
		input:  `{"jsonrpc":"2.0","method":"a\ud800b","id":1}`,
		want:   call("1", "a\xed\xa0\x80b", "").tolerating(protocol.LoneSurrogate),
		strict: refusal(protocol.ReasonLoneSurrogate, "", "1").of("a\xed\xa0\x80b", ""),
	},
	{
		name:   "R14: a lone surrogate in the method of a 1.0 request",
		input:  `{"method":"\udc00","params":[],"id":1}`,
		want:   call("1", "\xed\xb0\x80", "[]").v1().tolerating(protocol.LoneSurrogate),
		strict: refusal(protocol.ReasonLoneSurrogate, "", "1").v1().of("\xed\xb0\x80", "[]"),
	},
	{
		name:   "R14: a lone surrogate in the id of a 1.0 request",
		input:  `{"method":"m","params":[],"id":"\ud800"}`,
		want:   call(`"\ud800"`, "m", "[]").v1().tolerating(protocol.LoneSurrogate),
		strict: refusal(protocol.ReasonLoneSurrogate, "", `"\ud800"`).v1().of("m", "[]"),
	},
	{
		name:  "R14: a pair of surrogates is a character",
		input: `{"jsonrpc":"2.0","method":"\ud83d\ude00","id":"\ud83d\ude00"}`,
		want:  call(`"\ud83d\ude00"`, "😀", ""),
	},
	{
		name:  "R14: lone surrogates in unknown members do not count",
		input: `{"jsonrpc":"2.0","method":"m","\ud800":"\udfff","id":1}`,
		want:  call("1", "m", "").tolerating(protocol.UnknownMembers),
	},
	{
		name:  "R15: numbers beyond float64 pass through",
		input: `{"jsonrpc":"2.0","method":"m","params":[1e400,-0.10,123456789012345678901234567890],"id":1}`,
		want:  call("1", "m", `[1e400,-0.10,123456789012345678901234567890]`),
	},
	{
		name:  "R16: a method makes a request of an object with a result",
		input: `{"jsonrpc":"2.0","method":"m","result":1,"id":1}`,
		want:  call("1", "m", "").tolerating(protocol.UnknownMembers),
	},
	{
		name:  "R16: and of one with an error, whatever it is",
		input: `{"jsonrpc":"2.0","error":{"code":"x","code":1},"method":"m"}`,
		want:  notification("m", "").tolerating(protocol.UnknownMembers),
	},
	{
		name:  "R16: and of one with a null error",
		input: `{"jsonrpc":"2.0","error":null,"method":"m"}`,
		want:  notification("m", "").tolerating(protocol.UnknownMembers),
	},
	{
		name:  "R16: a bad method does so too",
		input: `{"jsonrpc":"2.0","method":null,"result":1,"id":1}`,
		want:  refusal(protocol.ReasonBadMethod, `null`, "1"),
	},
	{
		name:  "R22: a boolean id in 2.0, true",
		input: `{"jsonrpc":"2.0","method":"m","id":true}`,
		want:  refusal(protocol.ReasonBadID, `true`, "").of("m", ""),
	},
	{
		name:  "R22: a boolean id in 2.0, false",
		input: `{"jsonrpc":"2.0","method":"m","id":false}`,
		want:  refusal(protocol.ReasonBadID, `false`, "").of("m", ""),
	},
	{
		name:  "R22: an array as id in 2.0",
		input: `{"jsonrpc":"2.0","method":"m","id":[1]}`,
		want:  refusal(protocol.ReasonBadID, `[1]`, "").of("m", ""),
	},
	{
		name:  "R22: an object as id in 2.0",
		input: `{"jsonrpc":"2.0","method":"m","id":{}}`,
		want:  refusal(protocol.ReasonBadID, `{}`, "").of("m", ""),
	},
	{
		name:  "R22: a boolean id in 1.0",
		input: `{"method":"m","params":[],"id":false}`,
		want:  call("false", "m", "[]").v1(),
	},
	{
		name:  "R22: an array as id in 1.0, byte for byte",
		input: `{"method":"m","params":[],"id":[1 , "\u0061"]}`,
		want:  call(`[1 , "\u0061"]`, "m", "[]").v1(),
	},
	{
		name:  "R22: an object as id in 1.0, byte for byte",
		input: `{"method":"m","params":[],"id":{ "a" : 1, "a" : 2 } }`,
		want:  call(`{ "a" : 1, "a" : 2 }`, "m", "[]").v1(),
	},
}

// versionRulings are about requests whose version has to be told.
var versionRulings = []ruling{
	{
		name:  "R08: method, params and id without jsonrpc are a 1.0 request",
		input: `{"method":"m","params":[1],"id":1}`,
		want:  call("1", "m", "[1]").v1(),
	},
	{
		name:  "R08: with the id null they are a 1.0 notification",
		input: `{"method":"m","params":[1],"id":null}`,
		want:  notification("m", "[1]").v1(),
	},
	{
		name:   "R08: params may be absent",
		input:  `{"id":"x","method":"m"}`,
		want:   call(`"x"`, "m", "").v1().tolerating(protocol.MissingParams),
		strict: refusal(protocol.ReasonMissingParams, "", `"x"`).v1().of("m", ""),
	},
	{
		name:   "R08: also in a notification, to which no one owes an answer",
		input:  `{"id":null,"method":"m"}`,
		want:   notification("m", "").v1().tolerating(protocol.MissingParams),
		strict: refusal(protocol.ReasonMissingParams, "", "null").v1().of("m", "").unanswered(),
	},
	{
		name:  "R08: without id there is no version to answer in but 2.0",
		input: `{"method":"m","params":[]}`,
		want:  refusal(protocol.ReasonNoVersion, "", "").of("m", "[]"),
	},
	{
		name:   "R09: the version 1.0 counts as absent",
		input:  `{"jsonrpc":"1.0","method":"m","params":[1],"id":1}`,
		want:   call("1", "m", "[1]").v1().tolerating(protocol.NamedVersion1),
		strict: refusal(protocol.ReasonNamedVersion1, `"1.0"`, "1").v1().of("m", "[1]"),
	},
	{
		name:   "R09: so a null id makes a notification",
		input:  `{"jsonrpc":"1.0","method":"m","params":[1],"id":null}`,
		want:   notification("m", "[1]").v1().tolerating(protocol.NamedVersion1),
		strict: refusal(protocol.ReasonNamedVersion1, `"1.0"`, "null").v1().of("m", "[1]").unanswered(),
	},
	{
		name:  "R09: so no id is answered in 2.0",
		input: `{"jsonrpc":"1.0","method":"m","params":[]}`,
		want:  refusal(protocol.ReasonNoVersion, "", "").of("m", "[]"),
	},
	{
		name:   "R09: the version 1.0 with escapes",
		input:  `{"jsonrpc":"1\u002e0","method":"m","params":[],"id":1}`,
		want:   call("1", "m", "[]").v1().tolerating(protocol.NamedVersion1),
		strict: refusal(protocol.ReasonNamedVersion1, `"1\u002e0"`, "1").v1().of("m", "[]"),
	},
	{
		name:  "R09: the version 2.0 with escapes is the version 2.0",
		input: `{"jsonrpc":"\u0032.\u0030","method":"m","id":1}`,
		want:  call("1", "m", ""),
	},
	{
		name:  "R09: a version of the future",
		input: `{"jsonrpc":"3.0","method":"m","id":1}`,
		want:  refusal(protocol.ReasonBadVersion, `"3.0"`, "1").of("m", ""),
	},
	{
		name:  "R09: the version 1.1",
		input: `{"jsonrpc":"1.1","method":"m","params":[],"id":1}`,
		want:  refusal(protocol.ReasonBadVersion, `"1.1"`, "1").of("m", "[]"),
	},
	{
		name:  "R09: a version with white space",
		input: `{"jsonrpc":"2.0 ","method":"m","id":1}`,
		want:  refusal(protocol.ReasonBadVersion, `"2.0 "`, "1").of("m", ""),
	},
	{
		name:  "R09: a version that begins like the right one",
		input: `{"jsonrpc":"2.00","method":"m","id":1}`,
		want:  refusal(protocol.ReasonBadVersion, `"2.00"`, "1").of("m", ""),
	},
	{
		name:  "R09: a short version",
		input: `{"jsonrpc":"2","method":"m","id":1}`,
		want:  refusal(protocol.ReasonBadVersion, `"2"`, "1").of("m", ""),
	},
	{
		name:  "R09: a wrong version with escapes",
		input: `{"jsonrpc":"2\u002e1","method":"m","id":1}`,
		want:  refusal(protocol.ReasonBadVersion, `"2\u002e1"`, "1").of("m", ""),
	},
	{
		name:  "R09: an empty version",
		input: `{"jsonrpc":"","method":"m","id":1}`,
		want:  refusal(protocol.ReasonBadVersion, `""`, "1").of("m", ""),
	},
	{
		name:  "R09: a version that is a number (JSON-RPC 2.0, 4: a string)",
		input: `{"jsonrpc":2.0,"method":"m","id":1}`,
		want:  refusal(protocol.ReasonBadVersion, `2.0,`, "1").of("m", ""),
	},
	{
		name:  "R09: a version that is null is not absent",
		input: `{"jsonrpc":null,"method":"m","params":[],"id":1}`,
		want:  refusal(protocol.ReasonBadVersion, `null`, "1").of("m", "[]"),
	},
	{
		name:  "R09: a version that is an array",
		input: `{"jsonrpc":["2.0"],"method":"m","id":1}`,
		want:  refusal(protocol.ReasonBadVersion, `["2.0"]`, "1").of("m", ""),
	},
	{
		name:  "R09: a version that is true, in a notification",
		input: `{"jsonrpc":true,"method":"m"}`,
		want:  refusal(protocol.ReasonBadVersion, `true`, "").of("m", ""),
	},
	{
		name:    "R18: named params in a 1.0 request are answered in 1.0",
		input:   `{"method":"m","params":{"a":1},"id":7}`,
		want:    refusal(protocol.ReasonNamedParams, `{"a":1}`, "7").v1().of("m", `{"a":1}`),
		lenient: call("7", "m", `{"a":1}`).v1().tolerating(protocol.NamedParamsV1),
	},
	{
		name:    "R18: to any id that 1.0 has",
		input:   `{"method":"m","params":{},"id":[7]}`,
		want:    refusal(protocol.ReasonNamedParams, `{},`, "[7]").v1().of("m", `{}`),
		lenient: call("[7]", "m", `{}`).v1().tolerating(protocol.NamedParamsV1),
	},
	{
		name:    "R18: with the id null there is no reply",
		input:   `{"method":"m","params":{"a":1},"id":null}`,
		want:    refusal(protocol.ReasonNamedParams, `{"a":1}`, "null").v1().of("m", `{"a":1}`).unanswered(),
		lenient: notification("m", `{"a":1}`).v1().tolerating(protocol.NamedParamsV1),
	},
	{
		name:    "R18: the version 1.0 changes nothing",
		input:   `{"jsonrpc":"1.0","method":"m","params":{"a":1},"id":7}`,
		want:    refusal(protocol.ReasonNamedParams, `{"a":1}`, "7").v1().of("m", `{"a":1}`),
		lenient: call("7", "m", `{"a":1}`).v1().tolerating(protocol.NamedParamsV1 | protocol.NamedVersion1),
	},
	{
		name:  "R19: the member version is ignored",
		input: `{"version":"1.1","method":"m","params":[1],"id":1}`,
		want:  call("1", "m", "[1]").v1().tolerating(protocol.UnknownMembers),
	},
	{
		name:    "R19: so named params are those of a 1.0 request",
		input:   `{"version":"1.1","method":"m","params":{"a":1},"id":1}`,
		want:    refusal(protocol.ReasonNamedParams, `{"a":1}`, "1").v1().of("m", `{"a":1}`),
		lenient: call("1", "m", `{"a":1}`).v1().tolerating(protocol.UnknownMembers | protocol.NamedParamsV1),
	},
}

// duplicateRulings are about members of one name. The last one counts where they
// are allowed.
var duplicateRulings = []ruling{
	{
		name:    "R07: two versions",
		input:   `{"jsonrpc":"2.0","jsonrpc":"2.0","method":"m","id":1}`,
		want:    refusal(protocol.ReasonDuplicateMember, `"2.0","method"`, "1").of("m", ""),
		lenient: call("1", "m", "").tolerating(protocol.DuplicateMembers),
	},
	{
		name:  "R07: two versions, the last one of a wrong type",
		input: `{"jsonrpc":"\u0032.0","jsonrpc":5,"method":"m","id":1}`,
		want:  refusal(protocol.ReasonBadVersion, `5,`, "1").of("m", ""),
	},
	{
		name:  "R07: two methods, the last one of a wrong type",
		input: `{"jsonrpc":"2.0","method":"\u006d","method":5,"id":1}`,
		want:  refusal(protocol.ReasonBadMethod, `5,`, "1"),
	},
	{
		name:    "R07: two methods",
		input:   `{"jsonrpc":"2.0","method":"a","method":"b","id":1}`,
		want:    refusal(protocol.ReasonDuplicateMember, `"b"`, "1").of("b", ""),
		lenient: call("1", "b", "").tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "R07: two params",
		input:   `{"jsonrpc":"2.0","method":"m","params":[1],"params":{"a":2},"id":1}`,
		want:    refusal(protocol.ReasonDuplicateMember, `{"a":2}`, "1").of("m", `{"a":2}`),
		lenient: call("1", "m", `{"a":2}`).tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "R07: two ids are answered with id null",
		input:   `{"jsonrpc":"2.0","method":"m","id":1,"id":2}`,
		want:    refusal(protocol.ReasonDuplicateMember, `2}`, "").of("m", ""),
		lenient: call("2", "m", "").tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "R07: two equal ids as well",
		input:   `{"jsonrpc":"2.0","method":"m","id":1,"id":1}`,
		want:    refusal(protocol.ReasonDuplicateMember, `1}`, "").of("m", ""),
		lenient: call("1", "m", "").tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "R07: three of one name",
		input:   `{"jsonrpc":"2.0","method":"a","method":"b","method":"c","id":1}`,
		want:    refusal(protocol.ReasonDuplicateMember, `"c"`, "1").of("c", ""),
		lenient: call("1", "c", "").tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "R07: names are equal after unescaping",
		input:   `{"jsonrpc":"2.0","method":"a","\u006dethod":"b","id":1}`,
		want:    refusal(protocol.ReasonDuplicateMember, `"b"`, "1").of("b", ""),
		lenient: call("1", "b", "").tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "R07: null params and then params",
		input:   `{"jsonrpc":"2.0","method":"m","params":null,"params":[1],"id":1}`,
		want:    refusal(protocol.ReasonDuplicateMember, `[1]`, "1").of("m", "[1]"),
		lenient: call("1", "m", "[1]").tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "R07: two methods in 1.0",
		input:   `{"method":"a","method":"b","params":[],"id":1}`,
		want:    refusal(protocol.ReasonDuplicateMember, `"b"`, "1").v1().of("b", "[]"),
		lenient: call("1", "b", "[]").v1().tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "R07: two ids in 1.0 leave no id to answer in 1.0",
		input:   `{"method":"m","params":[],"id":1,"id":2}`,
		want:    refusal(protocol.ReasonDuplicateMember, `2}`, "").of("m", "[]"),
		lenient: call("2", "m", "[]").v1().tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "R07: two ids, one of them null, do not make a notification",
		input:   `{"method":"m","params":[],"id":1,"id":null}`,
		want:    refusal(protocol.ReasonDuplicateMember, `null}`, "").of("m", "[]"),
		lenient: notification("m", "[]").v1().tolerating(protocol.DuplicateMembers),
	},
	{
		name:    "R07: two versions, the last one 1.0, do not make a notification of a null id",
		input:   `{"jsonrpc":"2.0","jsonrpc":"1.0","method":"m","params":[],"id":null}`,
		want:    refusal(protocol.ReasonDuplicateMember, `"1.0"`, "null").of("m", "[]"),
		lenient: notification("m", "[]").v1().tolerating(protocol.DuplicateMembers | protocol.NamedVersion1),
	},
	{
		name:  "R07: unknown members of one name are ignored like all of them",
		input: `{"jsonrpc":"2.0","method":"m","x":1,"x":2,"id":1}`,
		want:  call("1", "m", "").tolerating(protocol.UnknownMembers),
	},
	{
		name:  "R07: a result in a request is an unknown member, also twice",
		input: `{"jsonrpc":"2.0","method":"m","result":1,"result":2,"error":{},"error":null,"id":1}`,
		want:  call("1", "m", "").tolerating(protocol.UnknownMembers),
	},
	{
		name:  "R07: named params of one name are for the server's binder",
		input: `{"jsonrpc":"2.0","method":"m","params":{"a":1,"a":2},"id":1}`,
		want:  call("1", "m", `{"a":1,"a":2}`),
	},
	{
		name:  "R07: deeper, the method's decoder decides",
		input: `{"jsonrpc":"2.0","method":"m","params":[{"id":1,"id":2}],"id":1}`,
		want:  call("1", "m", `[{"id":1,"id":2}]`),
	},
	{
		name:  "R07: names that differ in case are not equal",
		input: `{"jsonrpc":"2.0","method":"m","Method":"n","METHOD":1,"ID":2,"id":1}`,
		want:  call("1", "m", "").tolerating(protocol.UnknownMembers),
	},
}

// invalidRulings are about values that are no message, and about the id of the
// answer.
var invalidRulings = []ruling{
	{
		name:  "R02: the id of an invalid request comes back",
		input: `{"jsonrpc":"2.0","method":1,"id":7}`,
		want:  refusal(protocol.ReasonBadMethod, `1,`, "7"),
	},
	{
		name:  "R02: byte for byte",
		input: `{"jsonrpc":"2.0","method":[],"params":{},"id":"\u0041"}`,
		want:  refusal(protocol.ReasonBadMethod, `[]`, `"\u0041"`).of("", "{}"),
	},
	{
		name:  "R02: also if it is fractional",
		input: `{"jsonrpc":"2.0","method":{},"id":1.50}`,
		want:  refusal(protocol.ReasonBadMethod, `{},`, "1.50"),
	},
	{
		name:  "R02: without one it is null",
		input: `{"jsonrpc":"2.0","method":true}`,
		want:  refusal(protocol.ReasonBadMethod, `true`, ""),
	},
	{
		name:  "R02: with one of a wrong type as well",
		input: `{"jsonrpc":"2.0","method":1,"id":{"a":1}}`,
		want:  refusal(protocol.ReasonBadMethod, `1,`, ""),
	},
	{
		name:  "R02: with two as well",
		input: `{"jsonrpc":"2.0","method":1,"id":7,"id":8}`,
		want:  refusal(protocol.ReasonBadMethod, `1,`, ""),
	},
	{
		name:  "R02: an object without method has an id all the same",
		input: `{"jsonrpc":"2.0","params":[1],"id":7}`,
		want:  refusal(protocol.ReasonNoMessage, "", "7").of("", "[1]"),
	},
	{
		name:  "R02: without version as well",
		input: ` {"id":7} `,
		want:  refusal(protocol.ReasonNoMessage, "{", "7"),
	},
	{
		name:  "R02: an id that only 1.0 has is not answered in 2.0",
		input: `{"id":true}`,
		want:  refusal(protocol.ReasonNoMessage, "", ""),
	},
	{
		name:  "R02: the id of a 1.0 request whose method is no string",
		input: `{"method":1,"params":[],"id":false}`,
		want:  refusal(protocol.ReasonBadMethod, `1,`, "false").v1().of("", "[]"),
	},
	{
		name:  "R21: an object with nothing but the version",
		input: `{"jsonrpc":"2.0"}`,
		want:  refusal(protocol.ReasonNoMessage, "", ""),
	},
	{
		name:  "R21: an empty object",
		input: `{}`,
		want:  refusal(protocol.ReasonNoMessage, "", ""),
	},
	{
		name:  "R21: an object of other things, as in the example of the specification",
		input: `{"foo": "boo"}`,
		want:  refusal(protocol.ReasonNoMessage, "", ""),
	},
	{
		name:  "R21: a method in another case is no method",
		input: `{"jsonrpc":"2.0","Method":"m"}`,
		want:  refusal(protocol.ReasonNoMessage, "", ""),
	},
	{
		name:  "R21: a method that is null",
		input: `{"jsonrpc":"2.0","method":null}`,
		want:  refusal(protocol.ReasonBadMethod, `null`, ""),
	},
	{
		name:  "R21: a number is no object",
		input: `1`,
		want:  refusal(protocol.ReasonNotAnObject, "", ""),
	},
	{
		name:  "R21: a string is no object, whatever it says",
		input: ` "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"id\":1}"`,
		want:  refusal(protocol.ReasonNotAnObject, `"`, ""),
	},
	{
		name:  "R21: null is no object",
		input: `null`,
		want:  refusal(protocol.ReasonNotAnObject, "", ""),
	},
	{
		name:  "R21: true is no object",
		input: ` true `,
		want:  refusal(protocol.ReasonNotAnObject, "t", ""),
	},
}

package conformance

import (
	"slices"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
)

// A Role is what a program under test is.
type Role string

// The roles.
const (
	RoleServer    Role = "server"
	RoleClient    Role = "client"
	RoleCodec     Role = "codec"
	RoleTransport Role = "transport"
)

// A Level says how binding a case is, in the words of RFC 2119.
type Level string

// The levels.
const (
	Must   Level = "must"
	Should Level = "should"
	May    Level = "may"
)

// A Case is one case of the suite. Cases are shared: they must not be changed.
type Case struct {
	// ID is permanent: "role/theme/name".
	ID string

	// Role is what the case is for.
	Role Role

	// Level says how binding it is.
	Level Level

	// Version is the version of JSON-RPC that it speaks; empty for transports.
	Version string

	// Refs are the sentences that it checks: see [Requirements].
	Refs []string

	// Reason says in one sentence why it matters.
	Reason string

	// Needs are the features that the target must have for it: "batch", "v1",
	// "method:echo" and so on.
	Needs []string

	// File and Line are where it is written.
	File string
	Line int

	source protocol.Raw
	server *serverScript
	client *clientScript
	codec  *codecQuestion
	check  *transportCheck
}

// Theme returns the middle part of the id.
func (c *Case) Theme() string {
	_, rest, _ := strings.Cut(c.ID, "/")
	theme, _, _ := strings.Cut(rest, "/")
	return theme
}

// IsBare reports whether a server needs no method of this suite for the case.
func (c *Case) IsBare() bool {
	return !slices.ContainsFunc(c.Needs, func(need string) bool { return strings.HasPrefix(need, methodNeed) })
}

// Source returns the case as it is written, a JSON object; nil for transports.
func (c *Case) Source() []byte { return c.source }

// needsOf is what cases of each role can need.
var needsOf = map[Role][]string{
	RoleServer: {"batch", "v1", "http", "two-way", "limits"},
	RoleClient: {"batch", "v1", "http", "two-way", "limits", "notify", "id", "named"},
	RoleCodec:  {"batch", "v1", "limits", "encode", "decode"},
}

const methodNeed = "method:"

// Methods are the names of the reference methods, which servers have in the profile
// "full".
var Methods = []string{
	"subtract", "sum", "update", "notify_hello", "notify_sum", "foobar", "get_data",
	"echo", "fail", "fail_plain", "panic", "sleep", "count",
}

// UnknownMethod is a name that no server has a method of.
const UnknownMethod = "rpcwire.no-such-method"

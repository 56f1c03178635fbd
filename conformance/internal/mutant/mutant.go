package mutant

import (
	"slices"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
)

// A Mutant is an implementation with one defect.
type Mutant struct {
	// Name is unique among the mutants of a role.
	Name string

	// Defect says in one sentence what is wrong.
	Defect string

	// Role is what it is.
	Role conformance.Role

	// Cases are patterns of the cases that are run against it; nil for all but the
	// costly ones, which few defects have to do with.
	Cases []string

	// Timeout is how long its answers are waited for: little for one that hangs, 10
	// seconds if it is zero.
	Timeout time.Duration

	// start starts it.
	start func() (*target, error)
}

// costly are cases that take long, since they wait, or send or keep much.
var costly = []string{
	"*/limits", "client/notification/hang", "server/two-way/slow-*", "server/batch/slow-member",
	"server/http/chunked-over", "server/http/gzip-bomb", "server/http/status-too-large", "client/http/headers-of-12-mb",
}

// A target is a mutant that was started.
type target struct {
	server conformance.ServerTarget
	client conformance.ClientTarget
	codec  conformance.CodecTarget
	stop   func() // nil for nothing to stop
}

// All returns the mutants of all roles. The slice belongs to the caller.
func All() []*Mutant {
	return slices.Concat(
		of(conformance.RoleServer, serverBroad, serverID, serverMember, serverParams, serverMethod, serverNotification, serverBatch, serverError, serverVersion, serverEncoding, serverGrammar(), serverLimit, serverHTTP, serverTwoWay),
		of(conformance.RoleClient, clientBroad, clientID, clientRequest, clientParams, clientReply, clientError, clientResult, clientBatch, clientNotification, clientEncoding, clientGrammar(), clientHTTP, clientLimit, clientTwoWay),
		of(conformance.RoleCodec, codecBroad, codecGrammar(), codecMessage, codecValue, codecEncode, codecLimit),
	)
}

// of sets the role of mutants.
func of(role conformance.Role, groups ...[]*Mutant) []*Mutant {
	all := slices.Concat(groups...)
	for _, m := range all {
		m.Role = role
	}
	return all
}

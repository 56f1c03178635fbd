package mutant

import (
	"context"

	"github.com/rpcwire/rpcwire/conformance"
)

// clientBroad are wrong nearly everywhere.
var clientBroad = []*Mutant{
	{
		Name:   "silent",
		Defect: "Nothing is sent, and nothing reported.",
		Cases:  everything,
		start:  calling(doing(func(context.Context, *conformance.ClientJob) ([]byte, error) { return nil, nil })),
	},
	{
		Name:   "always-null",
		Defect: "Every call has the result null.",
		start: calling(reporting(func(object) object {
			return object{{"result", []byte("null")}}
		})),
	},
	{
		Name:   "always-fails",
		Defect: "Every call fails.",
		start: calling(reporting(func(object) object {
			return object{{"failure", []byte(`"transport"`)}}
		})),
	},
}

package protocol

// A Dialect decides where the specifications leave room, one field per point on
// which users differ. The zero value is [Default], which follows the rulings in
// docs/rulings.md: it takes everything that has a clear meaning. Fields that
// begin with Refuse take less, fields that begin with Allow take more.
// [Message.Tolerated] tells what a message needed.
type Dialect struct {
	RefuseNullID          bool // R01: the id null in a 2.0 request
	RefuseNullParams      bool // R03: params null
	RefuseFractionalID    bool // R05: a number with a fraction or an exponent as id, in 2.0
	RefuseUnknownMembers  bool // R06: members that the version does not know
	RefuseVersion1        bool // R08: every 1.0 message
	RefuseMissingParams   bool // R08: a 1.0 request without params
	RefuseNamedVersion1   bool // R09: "jsonrpc":"1.0"
	RefuseLoneSurrogate   bool // R14, C12: half a surrogate pair in id, method or error message
	RefuseNullBeside      bool // C01: a 2.0 response with result and error, one of them null
	RefusePartialResponse bool // C02: a 1.0 response with only one of result and error
	RefuseLooseError      bool // C03: an error code like 1.0 or 1e0, an error without message
	RefuseMissingID       bool // C05: an error response without id

	AllowScalarParams  bool // R04: params that are a string, a number or a boolean
	AllowDuplicates    bool // R07, C08: members of one name; the last one counts
	AllowByteOrderMark bool // R12: a byte order mark before the payload
	AllowNamedParamsV1 bool // R18: named params in a 1.0 request
}

// The named dialects.
var (
	// Default is the zero value.
	Default = Dialect{}

	// Strict refuses what the specifications discourage. It still ignores unknown
	// members, which neither specification forbids, and takes both versions.
	Strict = Dialect{
		RefuseNullID:          true,
		RefuseNullParams:      true,
		RefuseFractionalID:    true,
		RefuseMissingParams:   true,
		RefuseNamedVersion1:   true,
		RefuseLoneSurrogate:   true,
		RefuseNullBeside:      true,
		RefusePartialResponse: true,
		RefuseLooseError:      true,
		RefuseMissingID:       true,
	}

	// Lenient takes what deployed peers send.
	Lenient = Dialect{
		AllowScalarParams:  true,
		AllowDuplicates:    true,
		AllowByteOrderMark: true,
		AllowNamedParamsV1: true,
	}
)

// refused returns the oddities that d does not take.
func (d *Dialect) refused() Tolerance {
	var t Tolerance
	for _, point := range [...]struct {
		refuse bool
		what   Tolerance
	}{
		{d.RefuseNullID, NullID},
		{d.RefuseNullParams, NullParams},
		{!d.AllowScalarParams, ScalarParams},
		{d.RefuseFractionalID, FractionalID},
		{d.RefuseUnknownMembers, UnknownMembers},
		{!d.AllowDuplicates, DuplicateMembers},
		{d.RefuseMissingParams, MissingParams},
		{d.RefuseNamedVersion1, NamedVersion1},
		{!d.AllowByteOrderMark, ByteOrderMark},
		{d.RefuseLoneSurrogate, LoneSurrogate},
		{!d.AllowNamedParamsV1, NamedParamsV1},
		{d.RefuseNullBeside, NullBeside},
		{d.RefusePartialResponse, PartialResponse},
		{d.RefuseLooseError, LooseError},
		{d.RefuseMissingID, MissingID},
	} {
		if point.refuse {
			t |= point.what
		}
	}
	return t
}

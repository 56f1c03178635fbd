package protocol

// A Version is a version of JSON-RPC. The zero value is 2.0.
type Version uint8

// The versions.
const (
	V2 Version = iota // JSON-RPC 2.0
	V1                // JSON-RPC 1.0
)

// String returns "2.0" or "1.0".
func (v Version) String() string {
	if v == V1 {
		return "1.0"
	}
	return "2.0"
}

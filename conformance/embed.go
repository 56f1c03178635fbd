package conformance

import "embed"

// embedded are the data of the suite.
//
//go:embed cases requirements.json sets schema
var embedded embed.FS

// Schema returns a JSON schema of this package: "case", "requirements" or "result"; nil
// for any other name.
func Schema(name string) []byte {
	data, err := embedded.ReadFile("schema/" + name + ".schema.json")
	if err != nil {
		return nil
	}
	return data
}

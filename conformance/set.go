package conformance

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Sets returns the names of the frozen sets, the oldest first. A set is named by the month
// in which it was frozen. Cases that are added later are in none of the sets that exist,
// so that they never refute a claim that was made before.
func Sets() []string {
	names, err := fs.Glob(embedded, "sets/*.txt")
	if err != nil { // the pattern is good
		return nil
	}
	for i, name := range names {
		names[i] = strings.TrimSuffix(path.Base(name), ".txt")
	}
	return names
}

// FrozenSet returns the ids of the cases in a set.
func FrozenSet(name string) ([]string, error) {
	data, err := embedded.ReadFile("sets/" + name + ".txt")
	if err != nil {
		return nil, fmt.Errorf("there is no set %q: there are %q", name, Sets())
	}
	var ids []string
	for line := range strings.Lines(string(data)) {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line != "" {
			ids = append(ids, line)
		}
	}
	return ids, nil
}

package conformance

import (
	"encoding/json"
	"slices"
	"sync"
)

// A Requirement is a sentence that implementations should follow, in words of our own.
type Requirement struct {
	// ID is permanent, such as "2.0/4.1-3" or "R05".
	ID string `json:"id"`

	// Level is how binding it is: a [Level], or "info" for what binds nobody.
	Level Level `json:"level"`

	// Text is the sentence.
	Text string `json:"text"`

	// Roles are those for which the suite has cases on it.
	Roles []Role `json:"roles,omitempty"`

	// Excluded says why it has none.
	Excluded string `json:"excluded,omitempty"`

	// Document and Section are where the sentence is from.
	Document *Document `json:"-"`
	Section  *Section  `json:"-"`
}

// A Section is a section of a document.
type Section struct {
	Number    string         `json:"section"`
	Title     string         `json:"title"`
	Sentences []*Requirement `json:"sentences"`
}

// A Document is a specification, or a collection of rulings by this project.
type Document struct {
	Name     string    `json:"name"`
	Title    string    `json:"title"`
	URL      string    `json:"url,omitempty"`
	Sections []Section `json:"sections"`
}

// documents are what comes with the package; that it loads is tested.
var documents = sync.OnceValue(func() []*Document {
	data, err := embedded.ReadFile("requirements.json")
	if err != nil {
		panic("conformance: " + err.Error())
	}
	var file struct {
		Documents []*Document `json:"documents"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		panic("conformance: requirements.json: " + err.Error())
	}
	for _, d := range file.Documents {
		for i := range d.Sections {
			for _, r := range d.Sections[i].Sentences {
				r.Document, r.Section = d, &d.Sections[i]
			}
		}
	}
	return file.Documents
})

// Documents returns the documents with all their sentences. The slice belongs to the
// caller, what it points to does not.
func Documents() []*Document { return slices.Clone(documents()) }

// Requirements returns all sentences in the order of their documents, on the same terms.
func Requirements() []*Requirement {
	var all []*Requirement
	for _, d := range documents() {
		for _, s := range d.Sections {
			all = append(all, s.Sentences...)
		}
	}
	return all
}

// LookupRequirement returns the sentence with an id, or nil.
func LookupRequirement(id string) *Requirement {
	all := Requirements()
	i := slices.IndexFunc(all, func(r *Requirement) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return all[i]
}

func requirementIDs() map[string]bool {
	ids := make(map[string]bool)
	for _, r := range Requirements() {
		ids[r.ID] = true
	}
	return ids
}

package source

// Members are the members of an object that is being read. Each is asked for by its
// name; at the end, those that nobody asked for are errors.
type Members struct {
	of   *Value
	used map[string]bool
}

// Members returns the members of an object; there are none if it is none.
func (v *Value) Members() *Members {
	v.Is(Object)
	return &Members{of: v, used: make(map[string]bool)}
}

// Value returns the object itself.
func (m *Members) Value() *Value { return m.of }

// Get returns a member, or nil if it is not there.
func (m *Members) Get(name string) *Value {
	m.used[name] = true
	for _, member := range m.of.members {
		if member.name.text == name {
			return member.value
		}
	}
	return nil
}

// Must returns a member that has to be there; else it notes an error and returns nil.
func (m *Members) Must(name string) *Value {
	v := m.Get(name)
	if v == nil {
		m.of.Errorf("%q is missing", name)
	}
	return v
}

// Has reports whether a member is there, without asking for it.
func (m *Members) Has(name string) bool {
	for _, member := range m.of.members {
		if member.name.text == name {
			return true
		}
	}
	return false
}

// Text returns a member that is a string, or "".
func (m *Members) Text(name string) string {
	if v := m.Get(name); v != nil {
		return v.Text()
	}
	return ""
}

// Int returns a member that is an integer, or 0.
func (m *Members) Int(name string) int64 {
	if v := m.Get(name); v != nil {
		return v.Int()
	}
	return 0
}

// True returns a member that is a boolean, or false.
func (m *Members) True(name string) bool {
	v := m.Get(name)
	return v != nil && v.True()
}

// Elements returns the elements of a member that is an array.
func (m *Members) Elements(name string) []*Value {
	if v := m.Get(name); v != nil {
		return v.Elements()
	}
	return nil
}

// Texts returns the strings of a member that is an array of them.
func (m *Members) Texts(name string) []string {
	var texts []string
	for _, e := range m.Elements(name) {
		texts = append(texts, e.Text())
	}
	return texts
}

// Only returns the one member that an object has with one of the names. It notes an
// error if there are several of them, or none and one is needed.
func (m *Members) Only(needed bool, names ...string) (name string, v *Value) {
	for _, candidate := range names {
		found := m.Get(candidate)
		switch {
		case found == nil:
		case v != nil:
			found.Errorf("%q cannot stand beside %q", candidate, name)
		default:
			name, v = candidate, found
		}
	}
	if needed && v == nil {
		m.of.Errorf("one of %q is needed", names)
	}
	return name, v
}

// End notes an error for every member that nobody asked for.
func (m *Members) End() {
	for _, member := range m.of.members {
		if !m.used[member.name.text] {
			member.name.Errorf("unknown member %q", member.name.text)
		}
	}
}

// Names returns the names of all members in their order.
func (m *Members) Names() []string {
	var names []string
	for _, member := range m.of.members {
		names = append(names, member.name.text)
	}
	return names
}

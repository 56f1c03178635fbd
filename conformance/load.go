package conformance

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/rpcwire/rpcwire/conformance/internal/source"
)

// Cases returns all cases of the suite, in the order of their files and within these as
// they are written, and those for transports at the end. The slice belongs to the caller,
// the cases do not.
func Cases() []*Case { return slices.Clone(embeddedCases()) }

// Lookup returns the case with an id, or nil.
func Lookup(id string) *Case {
	cases := embeddedCases()
	i := slices.IndexFunc(cases, func(c *Case) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return cases[i]
}

// embeddedCases are the cases that come with the package; that they load is tested.
var embeddedCases = sync.OnceValue(func() []*Case {
	cases, err := LoadCases(embedded, "cases")
	if err != nil {
		panic("conformance: " + err.Error())
	}
	return append(cases, transportCases()...)
})

// LoadCases returns the cases in the JSON files of a folder, in the order of their names.
// It is strict: what it does not know is an error. Errors name file and line; there may
// be several, joined.
func LoadCases(files fs.FS, folder string) ([]*Case, error) {
	names, err := fs.Glob(files, path.Join(folder, "*.json"))
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: there are no cases", folder)
	}
	l := loader{known: requirementIDs(), seen: make(map[string]*Case)}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		l.load(name, data)
	}
	return l.cases, errors.Join(l.errs...)
}

// A loader reads files of cases.
type loader struct {
	known map[string]bool // the sentences
	seen  map[string]*Case
	cases []*Case
	errs  []error
}

// fileName is the form of the names of case files.
var fileName = regexp.MustCompile(`^(server|client|codec)-([a-z0-9]+(?:-[a-z0-9]+)*)\.json$`)

// name is the form of the last part of an id.
var name = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (l *loader) load(file string, data []byte) {
	f, v := source.Parse(file, data)
	if v != nil {
		l.file(file, v)
	}
	if err := f.Err(); err != nil {
		l.errs = append(l.errs, err)
	}
}

func (l *loader) file(file string, v *source.Value) {
	parts := fileName.FindStringSubmatch(path.Base(file))
	if parts == nil {
		v.Errorf("the name of the file is not ROLE-THEME.json")
		return
	}
	m := v.Members()
	m.Get("$schema")
	defaults := &Case{Role: Role(parts[1]), Level: Must, Version: "2.0", File: file}
	if d := m.Get("defaults"); d != nil {
		dm := d.Members()
		l.attributes(dm, defaults)
		dm.End()
	}
	if m.Must("cases") != nil {
		for _, e := range m.Elements("cases") {
			l.one(e, defaults, parts[1]+"/"+parts[2]+"/")
		}
	}
	m.End()
}

// attributes reads what the defaults of a file can have as well.
func (l *loader) attributes(m *source.Members, c *Case) {
	if v := m.Get("level"); v != nil {
		c.Level = Level(readEnum(v, string(Must), string(Should), string(May)))
	}
	if v := m.Get("version"); v != nil {
		c.Version = readEnum(v, "2.0", "1.0")
	}
	for _, v := range m.Elements("needs") {
		need := v.Text()
		method, isMethod := strings.CutPrefix(need, methodNeed)
		if isMethod && (c.Role != RoleServer || !slices.Contains(Methods, method)) || !isMethod && !slices.Contains(needsOf[c.Role], need) {
			v.Errorf("a %s cannot need %q", c.Role, need)
		}
		c.need(need)
	}
}

// need adds a feature.
func (c *Case) need(feature string) {
	if !slices.Contains(c.Needs, feature) {
		c.Needs = append(c.Needs, feature)
	}
}

// one reads a case.
func (l *loader) one(v *source.Value, defaults *Case, prefix string) {
	c := *defaults
	c.Needs = slices.Clone(defaults.Needs)
	c.Line, c.source = v.Line(), v.Raw()
	m := v.Members()
	l.attributes(m, &c)
	l.identify(m, &c, prefix)
	l.references(m, &c)
	if reason := m.Must("reason"); reason != nil {
		c.Reason = reason.Text()
		if !strings.HasSuffix(c.Reason, ".") || len(c.Reason) < 10 {
			reason.Errorf("the reason is not a sentence with a full stop")
		}
	}
	switch c.Role {
	case RoleServer:
		c.server = readServerScript(m, &c)
	case RoleClient:
		c.client = readClientScript(m, &c)
	case RoleCodec:
		c.codec = readCodecQuestion(m, &c)
	}
	if c.Version == "1.0" {
		c.need("v1")
	}
	m.End()
	l.cases = append(l.cases, &c)
}

func (l *loader) identify(m *source.Members, c *Case, prefix string) {
	v := m.Must("id")
	if v == nil {
		return
	}
	c.ID = v.Text()
	if rest, ok := strings.CutPrefix(c.ID, prefix); !ok || !name.MatchString(rest) {
		v.Errorf("the id %q is not %sNAME with a name of a-z, 0-9 and single dashes", c.ID, prefix)
	}
	if other := l.seen[c.ID]; other != nil {
		v.Errorf("the id %q is taken: %s:%d", c.ID, other.File, other.Line)
	}
	l.seen[c.ID] = c
}

func (l *loader) references(m *source.Members, c *Case) {
	v := m.Must("refs")
	if v == nil {
		return
	}
	for _, ref := range v.Elements() {
		c.Refs = append(c.Refs, ref.Text())
		if !l.known[ref.Text()] {
			ref.Errorf("there is no sentence %q", ref.Text())
		}
	}
	if len(c.Refs) == 0 {
		v.Errorf("a case refers to at least one sentence")
	}
}

package zmq

import (
	"bytes"
	"go/ast"
	"go/build"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The exported API is the same with cgo and without.
func TestStubHasSameAPI(t *testing.T) {
	with, without := api(t, true), api(t, false)
	if len(with) < 40 {
		t.Fatalf("only %d declarations were found", len(with))
	}
	if diff := cmp.Diff(with, without); diff != "" {
		t.Errorf("(-with cgo +without):\n%s", diff)
	}
}

// api returns the signatures of what is exported.
func api(t *testing.T, cgo bool) (list []string) {
	t.Helper()
	c := build.Default
	c.CgoEnabled = cgo
	pkg, err := c.ImportDir(".", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(pkg.GoFiles, pkg.CgoFiles...) {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			list = append(list, exported(t, set, d)...)
		}
	}
	slices.Sort(list)
	return list
}

func exported(t *testing.T, set *token.FileSet, d ast.Decl) (list []string) {
	t.Helper()
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() {
			unname(d.Type.Params, d.Type.Results, d.Recv)
			list = append(list, printed(t, set, &ast.FuncDecl{Recv: d.Recv, Name: d.Name, Type: d.Type}))
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			if s, ok := spec.(*ast.TypeSpec); ok && s.Name.IsExported() {
				list = append(list, "type "+s.Name.Name)
			}
		}
	}
	return list
}

// unname makes one field of each parameter, without names.
func unname(lists ...*ast.FieldList) {
	for _, list := range lists {
		if list == nil {
			continue
		}
		var fields []*ast.Field
		for _, field := range list.List {
			for range max(len(field.Names), 1) {
				fields = append(fields, &ast.Field{Type: field.Type})
			}
		}
		list.List = fields
	}
}

func printed(t *testing.T, set *token.FileSet, node any) string {
	t.Helper()
	var out bytes.Buffer
	if err := format.Node(&out, set, node); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

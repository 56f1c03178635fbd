package docs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// A prelude is what all snippets of a document share: its Go blocks but for programs.
type prelude struct {
	imports []*ast.ImportSpec
	body    string // with line directives
}

func isProgram(text string) bool { return strings.HasPrefix(text, "package main\n") }

// newPrelude reads the Go blocks of a document that are no programs; the first one
// begins with the imports.
func newPrelude(g guide) (prelude, error) {
	var p prelude
	for _, b := range g.find("go", func(text string) bool { return !isProgram(text) }) {
		const clause = "package snippets\n"
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "", clause+b.text, parser.ParseComments)
		if err != nil {
			return p, fmt.Errorf("line %d: %w", b.line, err)
		}
		rest := b.text
		for _, d := range file.Decls {
			if d, ok := d.(*ast.GenDecl); ok && d.Tok == token.IMPORT {
				end := fset.Position(d.End()).Offset - len(clause)
				b.line += strings.Count(b.text[:end], "\n")
				rest = b.text[end:]
			}
		}
		p.imports = append(p.imports, file.Imports...)
		p.body += at(b.line) + rest + "\n"
	}
	return p, nil
}

// at returns the directive that says at which line of the document the next line stands.
func at(line int) string { return fmt.Sprintf("//line migrating.md:%d\n", line) }

// file returns a Go file with a body and the imports that it needs.
func (p prelude) file(body string) (string, error) {
	const clause = "package snippets\n\n"
	parsed, err := parser.ParseFile(token.NewFileSet(), "", clause+body, 0)
	if err != nil {
		return "", err
	}
	needed := make(map[string]bool)
	ast.Inspect(parsed, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok {
				needed[x.Name] = true
			}
		}
		return true
	})
	var imports strings.Builder
	for _, spec := range p.imports {
		quoted := spec.Path.Value
		name, _ := strconv.Unquote(quoted) // it was parsed
		name = path.Base(name)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if needed[name] {
			fmt.Fprintf(&imports, "import %s %s\n", name, quoted)
		}
	}
	return clause + imports.String() + body, nil
}

// function returns a function whose body is code and then uses every variable that
// code declares.
func function(name, code string, line int) (string, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), "", "package p; func _() { "+code+"\n}", parser.SkipObjectResolution)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "func %s() {\n%s%s\n", name, at(line), code)
	for _, statement := range parsed.Decls[0].(*ast.FuncDecl).Body.List {
		for _, v := range declared(statement) {
			if v.Name != "_" {
				fmt.Fprintf(&text, "_ = %s\n", v.Name)
			}
		}
	}
	text.WriteString("}\n\n")
	return text.String(), nil
}

// declared returns the variables that a statement declares for those after it.
func declared(statement ast.Stmt) []*ast.Ident {
	var names []*ast.Ident
	switch s := statement.(type) {
	case *ast.AssignStmt:
		for _, left := range s.Lhs {
			if name, ok := left.(*ast.Ident); ok && s.Tok == token.DEFINE {
				names = append(names, name)
			}
		}
	case *ast.DeclStmt:
		for _, spec := range s.Decl.(*ast.GenDecl).Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				names = append(names, v.Names...)
			}
		}
	}
	return names
}

// check compiles every row of a table, in a package of its own in dir, and returns what
// is wrong.
func (t table) check(dir string, p prelude) []string {
	if len(t.rows) == 0 {
		return []string{fmt.Sprintf("line %d: the table has no rows", t.line)}
	}
	var wrong []string
	var body strings.Builder
	for _, r := range t.rows {
		if len(r.code) == 0 && r.right != "not yet" {
			wrong = append(wrong, fmt.Sprintf("line %d: there is neither code nor \"not yet\": %q", r.line, r.right))
		}
		for i, code := range r.code {
			f, err := function(fmt.Sprintf("line%d_%d", r.line, i), code, r.line)
			if err != nil {
				wrong = append(wrong, fmt.Sprintf("line %d: %s: %v", r.line, code, err))
			}
			body.WriteString(f)
		}
	}
	return append(wrong, compile(dir, p, body.String())...)
}

// compile compiles the prelude and one more file in dir, and returns what is wrong.
func compile(dir string, p prelude, body string) []string {
	var names []string
	for i, body := range []string{p.body, body} {
		text, err := p.file(body)
		if err != nil {
			return []string{err.Error()}
		}
		name := filepath.Join(dir, fmt.Sprintf("file%d.go", i))
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			return []string{err.Error()}
		}
		names = append(names, name)
	}
	for _, command := range [][]string{{"build", "-gcflags=-e"}, {"vet"}} {
		cmd := exec.Command("go", append(command, names...)...)
		cmd.Dir = filepath.Join("..", "..")
		if out, err := cmd.CombinedOutput(); err != nil {
			return complaints(string(out), err)
		}
	}
	return nil
}

var complaint = regexp.MustCompile(`(?m)migrating\.md:(\d+):(?:\d+:)? (.*)$`)

// complaints returns what a compiler says of lines of the document, or else all that it
// says.
func complaints(out string, err error) []string {
	var found []string
	for _, m := range complaint.FindAllStringSubmatch(out, -1) {
		found = append(found, fmt.Sprintf("line %s: %s", m[1], m[2]))
	}
	if len(found) == 0 {
		return []string{fmt.Sprintf("%v\n%s", err, out)}
	}
	return found
}

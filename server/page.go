package server

import (
	_ "embed"
	"html/template"
	"io"
	"sync"
)

//go:embed page.html
var pageText string

var page = sync.OnceValues(func() (*template.Template, error) {
	return template.New("page").Parse(pageText)
})

// WritePage writes an HTML page that lists all Methods with their params and their
// documentation. The page is complete, loads nothing and has no scripts. The error is
// that of w.
func (s *Server) WritePage(w io.Writer) error {
	t, err := page()
	if err != nil {
		return err
	}
	return t.Execute(w, s.Describe())
}

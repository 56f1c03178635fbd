package conformance

import (
	"context"

	"github.com/rpcwire/rpcwire/conformance/internal/child"
)

// drivers are processes of one program, as many as cases run at once.
type drivers struct {
	ctx     context.Context
	command []string
	limit   int
	idle    chan *child.Lines // nil: none is running in that place
}

func newDrivers(ctx context.Context, command []string, o *Options) *drivers {
	d := &drivers{ctx: ctx, command: command, limit: o.MaxReply, idle: make(chan *child.Lines, o.Jobs)}
	for range o.Jobs {
		d.idle <- nil
	}
	return d
}

// ask asks one of them.
func (d *drivers) ask(ctx context.Context, question []byte) ([]byte, error) {
	var l *child.Lines
	select {
	case l = <-d.idle:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if l == nil {
		var err error
		if l, err = child.StartLines(d.ctx, d.command, d.limit); err != nil {
			d.idle <- nil
			return nil, err
		}
	}
	answer, err := l.Ask(ctx, question)
	if err != nil {
		l.Stop()
		l = nil
	}
	d.idle <- l
	return answer, err
}

// close ends all of them.
func (d *drivers) close() {
	for range cap(d.idle) {
		if l := <-d.idle; l != nil {
			l.Stop()
		}
	}
}

package stream

import (
	"io"
	"os"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// Stdio returns a connection over standard input and output, for a program that its peer
// has started, as [Command] does. Nothing else may read or write them; logs go to
// standard error. Close closes both. F is [Line] if it is nil.
//
// Pipes and sockets are set to non-blocking for as long as the connection lasts, so that
// Close ends a Read under way, unless they are standard error as well. A terminal does
// not allow that: the Read ends all the same, but a goroutine waits for input, which is
// then lost.
func Stdio(f Framing, o Options) *Conn {
	return newStdio(os.Stdin, os.Stdout, os.Stderr, f, o)
}

// newStdio returns a connection over two files. What is the same as other stays
// blocking.
func newStdio(in, out, other *os.File, f Framing, o Options) *Conn {
	known := facts{"stdio:", always(&transport.Peer{Transport: "stdio"})}
	return newConn(joinFiles(in, out, other), f, o.resolved(), known)
}

// joinFiles makes one stream of two files, with deadlines if both allow that.
func joinFiles(in, out, other *os.File) io.ReadWriteCloser {
	shared := isSame(in, out) // then closing one must not change the other
	i, inOK := pollable(in, other, !shared)
	o, outOK := pollable(out, other, !shared)
	both := pair{i, o}
	if inOK && outOK {
		return &pollablePair{both, i.(fileDeadlines), o.(fileDeadlines)}
	}
	return &both
}

// pollable returns a file whose Close ends what is being done with it, and whether it
// has deadlines as well. If it has to be changed for that, it changes back when it is
// closed if restore is set.
func pollable(f, other *os.File, restore bool) (file io.ReadWriteCloser, ok bool) {
	if f.SetDeadline(time.Time{}) == nil {
		return f, true
	}
	info, err := f.Stat()
	if err != nil || info.Mode().IsRegular() {
		return f, false // it never blocks for long
	}
	if info.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0 && !isSame(f, other) {
		if twin, err := unblock(f, restore); err == nil {
			return twin, true
		}
	}
	return newPatient(f), false
}

// isSame reports whether two files are the same.
func isSame(f, g *os.File) bool {
	fInfo, err := f.Stat()
	gInfo, otherErr := g.Stat()
	return err == nil && otherErr == nil && os.SameFile(fInfo, gInfo)
}

// A pair is a stream of two: one is read, the other is written.
type pair struct{ in, out io.ReadWriteCloser }

// Read implements [io.Reader].
func (p *pair) Read(b []byte) (int, error) { return p.in.Read(b) }

// Write implements [io.Writer].
func (p *pair) Write(b []byte) (int, error) { return p.out.Write(b) }

// CloseWrite closes what is written.
func (p *pair) CloseWrite() error { return p.out.Close() }

// Close closes both. That they were closed before, or broke, does not matter any more.
func (p *pair) Close() error {
	_ = p.out.Close()
	_ = p.in.Close()
	return nil
}

// A pollablePair has deadlines.
type pollablePair struct {
	pair
	inTimer, outTimer fileDeadlines
}

type fileDeadlines interface {
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
}

// SetReadDeadline implements [deadlined].
func (p *pollablePair) SetReadDeadline(t time.Time) error { return p.inTimer.SetReadDeadline(t) }

// SetWriteDeadline implements [deadlined].
func (p *pollablePair) SetWriteDeadline(t time.Time) error { return p.outTimer.SetWriteDeadline(t) }

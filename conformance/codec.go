package conformance

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"iter"

	"github.com/rpcwire/rpcwire/conformance/internal/child"
)

// A CodecTarget is a codec under test, which speaks the driver protocol of
// docs/codec-driver.md. Exactly one of Command and Ask is set.
type CodecTarget struct {
	// Command is a program and its arguments. It is started up to as often as cases run at
	// once, and again when it dies; it reads questions from standard input and writes
	// answers to standard output.
	Command []string

	// Ask answers a question, a line without line feed, with such a line. It may be called
	// concurrently. The question must not be kept.
	Ask func(ctx context.Context, question []byte) (answer []byte, err error)
}

// RunCodec runs the cases for codecs, on the terms of [RunServer]. A program that crashes
// or does not answer in time fails the case, and is started again for the next one.
func RunCodec(ctx context.Context, target CodecTarget, o Options) iter.Seq2[Result, error] {
	o = o.withDefaults()
	if (len(target.Command) == 0) == (target.Ask == nil) {
		return failed(fmt.Errorf("%w: it needs either Command or Ask", ErrTarget))
	}
	r := &codecRunner{ask: target.Ask, options: &o}
	if target.Ask != nil {
		return runAll(ctx, RoleCodec, o, r)
	}
	return func(yield func(Result, error) bool) {
		drivers := newDrivers(ctx, target.Command, &o)
		defer drivers.close()
		r.ask = drivers.ask
		const question = `{"op":"decode","b64":"e30="}`
		asking, cancel := context.WithTimeout(ctx, o.Timeout)
		_, err := r.ask(asking, []byte(question))
		cancel()
		if err != nil {
			yield(Result{}, fmt.Errorf("%w: the driver does not answer %s: %w", ErrUnreachable, question, err))
			return
		}
		runAll(ctx, RoleCodec, o, r)(yield)
	}
}

// A codecRunner runs cases against a codec.
type codecRunner struct {
	ask     func(context.Context, []byte) ([]byte, error)
	options *Options
}

// A codecRun is a case on its way.
type codecRun struct {
	ctx    context.Context
	runner *codecRunner
	asked  *codecQuestion
	input  []byte // what is decoded
	result Result
}

func (r *codecRunner) run(ctx context.Context, c *Case) (Result, error) {
	ctx, cancel := context.WithTimeout(ctx, r.options.Timeout)
	defer cancel()
	run := codecRun{ctx: ctx, runner: r, asked: c.codec, result: Result{Outcome: Fail}}
	if err := run.ask(); errors.Is(err, child.ErrStart) {
		return Result{}, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	return run.result, nil
}

// ask asks, judges the answer and sets the result. The error is why there is no answer.
func (r *codecRun) ask() error {
	x := Exchange{}
	for i := range r.asked.expect {
		x.Expected = append(x.Expected, r.asked.expect[i].describe())
	}
	answer, err := r.questions(&x)
	if err == nil {
		r.judge(answer)
	} else {
		r.result.Message, x.Event = err.Error(), err.Error()
	}
	r.result.Exchanges = append(r.result.Exchanges, x)
	return err
}

// questions asks what the case says, and for a round trip a second question made of the
// first answer. It returns the last answer.
func (r *codecRun) questions(x *Exchange) (*codecAnswer, error) {
	if r.asked.encode != nil || r.asked.batch {
		return r.encode(x, r.asked.batch, appendMessages(nil, r.asked.encode))
	}
	decode := r.asked.decode
	if decode == nil {
		decode = r.asked.roundtrip
	}
	var err error
	if r.input, err = decode.bytes(nil); err != nil {
		return nil, err
	}
	x.Sent = NewData(r.input)
	question := append(base64.StdEncoding.AppendEncode([]byte(`{"op":"decode","b64":"`), r.input), `"}`...)
	answer, err := r.one(x, question)
	if err != nil || r.asked.roundtrip == nil || !answer.ok {
		return answer, err
	}
	return r.encode(x, answer.batch, answer.raw("messages"))
}

func (r *codecRun) encode(x *Exchange, batch bool, messages []byte) (*codecAnswer, error) {
	question := fmt.Appendf(nil, `{"op":"encode","batch":%t,"messages":%s}`, batch, messages)
	if x.Sent == nil {
		x.Sent = NewData(question)
	}
	answer, err := r.one(x, question)
	if err == nil && answer.ok {
		x.Received = NewData(answer.emitted)
	}
	return answer, err
}

// one asks one question.
func (r *codecRun) one(x *Exchange, question []byte) (*codecAnswer, error) {
	line, err := r.runner.ask(r.ctx, question)
	if err != nil {
		return nil, err
	}
	x.Received = NewData(line)
	x.Reported = NewData(line)
	answer, m := parseCodecAnswer(line)
	if m != nil {
		return nil, errors.New("the driver's answer is malformed: " + m.text)
	}
	return answer, nil
}

// judge compares the answer with the acceptable outcomes.
func (r *codecRun) judge(answer *codecAnswer) {
	for i := range r.asked.expect {
		o := &r.asked.expect[i]
		m := o.match(answer, r.input)
		if m == nil {
			r.result.Outcome, r.result.Note = o.grade, o.note
			r.result.Message, r.result.Pointer = "", nil
			return
		}
		if i == 0 {
			r.result.Message, r.result.Pointer = m.text, m.pointer
		}
	}
}

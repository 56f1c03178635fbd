package conformance

import (
	"errors"
	"fmt"
)

func (k *connCheck) large() error {
	if err := k.open(smallLimits); err != nil {
		return err
	}
	written := make(chan error, 1)
	go func() { written <- k.a.Write(k.ctx, quotedText(smallLimits.Payload)) }()
	if err := k.read(k.b, quotedText(smallLimits.Payload)); err != nil {
		return err
	}
	return <-written
}

func (k *connCheck) tooLarge() error {
	if err := k.open(smallLimits); err != nil {
		return err
	}
	go func() {
		if err := k.a.Write(k.ctx, quotedText(smallLimits.Payload+1)); err != nil {
			_ = k.a.Close() // so that the reader need not wait
		}
	}()
	payload, err := k.b.Read(k.ctx)
	switch {
	case k.ctx.Err() != nil:
		return errors.New("neither Write nor Read fails")
	case err == nil:
		return fmt.Errorf("a payload of %d bytes came through, the limit is %d", len(payload), smallLimits.Payload)
	}
	return nil
}

package reference

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
)

// Errors of Dispatch that libraries have codes for. ErrFail is that of the method fail.
var (
	ErrMethod = errors.New("there is no such method")
	ErrParams = errors.New("the params are wrong")
	ErrFail   = errors.New(Message)
)

// Dispatch calls a method, for libraries that leave the params to the handler. Params are
// JSON, or nil for none.
func Dispatch(ctx context.Context, method string, params json.RawMessage) (any, error) {
	switch method {
	case "subtract":
		var minuend, subtrahend big.Int
		if err := bind(params, []string{"minuend", "subtrahend"}, &minuend, &subtrahend); err != nil {
			return nil, err
		}
		return Subtract(&minuend, &subtrahend), nil
	case "sum":
		var values []big.Int
		if err := decode(params, &values); err != nil {
			return nil, err
		}
		return Sum(values), nil
	case "echo":
		var value json.RawMessage
		if err := bind(params, []string{"value"}, &value); err != nil {
			return nil, err
		}
		return value, nil
	case "sleep":
		var ms int64
		if err := bind(params, []string{"ms"}, &ms); err != nil {
			return nil, err
		}
		return nil, Sleep(ctx, ms)
	}
	return dispatchBare(method)
}

// dispatchBare calls a method that does not look at its params.
func dispatchBare(method string) (any, error) {
	switch method {
	case "update", "notify_hello", "notify_sum", "foobar":
		return nil, nil
	case "get_data":
		return Greeting(), nil
	case "fail":
		return nil, ErrFail
	case "fail_plain":
		return nil, ErrPlain
	case "panic":
		Panic()
	case "count":
		return Count(), nil
	}
	return nil, fmt.Errorf("%w: %s", ErrMethod, method)
}

// bind puts params, an array or an object, where they belong.
func bind(params json.RawMessage, names []string, into ...any) error {
	var list []json.RawMessage
	if bytes.HasPrefix(bytes.TrimSpace(params), []byte("{")) {
		var named map[string]json.RawMessage
		if err := decode(params, &named); err != nil {
			return err
		}
		if len(named) != len(names) {
			return fmt.Errorf("%w: they are %v", ErrParams, names)
		}
		for _, name := range names {
			list = append(list, named[name])
		}
	} else if err := decode(params, &list); err != nil {
		return err
	}
	if len(list) != len(into) {
		return fmt.Errorf("%w: %d instead of %d", ErrParams, len(list), len(into))
	}
	for i, value := range list {
		if err := decode(value, into[i]); err != nil {
			return err
		}
	}
	return nil
}

func decode(data json.RawMessage, into any) error {
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%w: %w", ErrParams, err)
	}
	return nil
}

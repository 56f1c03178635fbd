package transport

import "context"

type idempotentKey struct{}

// Idempotent returns a context that marks what is sent with it as safe to be executed
// twice. A transport may then send it again where the outcome of the first attempt is
// unknown; without the mark, none does. A [Redialer] makes three attempts at most.
func Idempotent(ctx context.Context) context.Context {
	return context.WithValue(ctx, idempotentKey{}, true)
}

// IsIdempotent reports whether ctx has the mark of [Idempotent].
func IsIdempotent(ctx context.Context) bool {
	marked, _ := ctx.Value(idempotentKey{}).(bool)
	return marked
}

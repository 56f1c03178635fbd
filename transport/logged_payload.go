package transport

import (
	"context"
	"log/slog"
)

// A payloadLog writes records of payloads, without their secrets.
type payloadLog struct {
	logger  *slog.Logger
	options LogOptions
	redact  *redactor
}

func newPayloadLog(logger *slog.Logger, options LogOptions) *payloadLog {
	return &payloadLog{logger: logger, options: options, redact: newRedactor(&options)}
}

func (l *payloadLog) level() slog.Level { return levelOr(l.options.Level, slog.LevelInfo) }

func (l *payloadLog) failureLevel() slog.Level {
	return levelOr(l.options.FailureLevel, slog.LevelWarn)
}

func (l *payloadLog) enabled(ctx context.Context) bool {
	return l.logger.Enabled(ctx, l.level())
}

func (l *payloadLog) failureEnabled(ctx context.Context) bool {
	return l.logger.Enabled(ctx, l.failureLevel())
}

// payload logs a payload, with attributes that are redacted first.
func (l *payloadLog) payload(ctx context.Context, msg string, attrs []slog.Attr, payload []byte) {
	attrs = append(l.redact.attrs(attrs), slog.String(KeyMessage, l.redact.payload(payload)))
	l.logger.LogAttrs(ctx, l.level(), msg, attrs...)
}

// failure logs an error, with what the transport has learned before.
func (l *payloadLog) failure(ctx context.Context, attrs, learned []slog.Attr, err error) {
	attrs = append(l.redact.attrs(attrs), l.redact.attrs(learned)...)
	l.logger.LogAttrs(ctx, l.failureLevel(), LogFailure, append(attrs, slog.Any(KeyError, err))...)
}

package transport

import "log/slog"

// LogOptions say what [Logged] and [LoggedHandler] log. The zero value logs payloads
// at INFO and failures at WARN, with the headers hidden that carry secrets. It is
// copied before use; the slices must not be changed afterwards.
type LogOptions struct {
	// Level is the level of requests and responses; nil means [slog.LevelInfo]. It is
	// asked every time, so that a [slog.LevelVar] can change it.
	Level slog.Leveler

	// FailureLevel is the level of a failed Send; nil means [slog.LevelWarn].
	FailureLevel slog.Leveler

	// Members are the names of members whose values are hidden, wherever they are in
	// a payload, such as "password" and "token". Case does not matter.
	Members []string

	// Headers are the names of HTTP headers whose values are hidden besides
	// Authorization, Proxy-Authorization, Cookie, Set-Cookie and the usual names for
	// API keys. Case does not matter.
	Headers []string

	// ShowSecrets shows every header and member. It is for debugging.
	ShowSecrets bool

	// TrimStrings is how many characters of a string value are logged; zero means all.
	TrimStrings int

	// MaxMessage is about how many bytes of a payload are logged; the size of a longer
	// one stands behind its beginning. Zero means 64 KiB, a negative number no limit.
	MaxMessage int
}

const defaultMaxMessage = 64 << 10

// secretHeaders are in the form that textproto gives them.
var secretHeaders = []string{
	"Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie",
	"Api-Key", "X-Api-Key", "X-Auth-Token",
}

func levelOr(l slog.Leveler, otherwise slog.Level) slog.Level {
	if l == nil {
		return otherwise
	}
	return l.Level()
}

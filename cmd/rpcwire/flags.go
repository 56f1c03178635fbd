package main

import (
	"flag"
	"strings"
)

// parseFlags parses flags wherever they stand among the arguments, and returns the
// other arguments. Behind "--" there are no flags. What begins with a minus sign
// and a digit is no flag but a number, and a single "-" is standard input.
func parseFlags(fs *flag.FlagSet, args []string) ([]string, error) {
	var flags, rest []string
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		switch {
		case arg == "--":
			rest = append(rest, args...)
			args = nil
		case !isFlag(arg):
			rest = append(rest, arg)
		default:
			flags = append(flags, arg)
			if takesValue(fs, arg) && len(args) > 0 {
				flags = append(flags, args[0])
				args = args[1:]
			}
		}
	}
	return rest, fs.Parse(flags)
}

// isFlag reports whether arg is a flag by its form.
func isFlag(arg string) bool {
	return len(arg) > 1 && arg[0] == '-' && (arg[1] < '0' || arg[1] > '9')
}

// takesValue reports whether the argument behind the flag arg is its value.
func takesValue(fs *flag.FlagSet, arg string) bool {
	name := strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-")
	f := fs.Lookup(name)
	if f == nil { // unknown, or with its value behind an equals sign
		return false
	}
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return !ok || !b.IsBoolFlag()
}

// An optional is the value of a flag that may be left out, which is not the same as
// empty.
type optional struct {
	text string
	set  bool
}

// String returns the value.
func (o *optional) String() string { return o.text }

// Set sets the value.
func (o *optional) Set(text string) error {
	o.text, o.set = text, true
	return nil
}

package figures

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// A Machine is what the figures were taken with.
type Machine struct {
	Go       string
	Platform string
	CPU      string
	Procs    int
	Settings []string // build settings that change the code, if any are set
}

// DescribeMachine returns where this program runs, with a name for the CPU.
func DescribeMachine(cpu string) Machine {
	m := Machine{
		Go:       runtime.Version(),
		Platform: runtime.GOOS + "/" + runtime.GOARCH,
		CPU:      cpu,
		Procs:    runtime.GOMAXPROCS(0),
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		m.Settings = codeSettings(info)
	}
	return m
}

// codeSettings returns the build settings that decide what code the compiler
// writes.
func codeSettings(info *debug.BuildInfo) []string {
	var settings []string
	for _, s := range info.Settings {
		switch s.Key {
		case "GOAMD64", "GOARM64", "GOEXPERIMENT", "-gcflags", "-tags":
			settings = append(settings, fmt.Sprintf("%s=%s", s.Key, s.Value))
		}
	}
	return settings
}

// ModuleVersions returns the versions of the modules in this program.
func ModuleVersions() map[string]string {
	versions := make(map[string]string)
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return versions
	}
	for _, module := range info.Deps {
		version := module.Version
		if module.Replace != nil {
			version = "this tree"
		}
		versions[module.Path] = version
	}
	return versions
}

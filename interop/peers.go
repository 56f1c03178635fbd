package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
)

// A peerFile is the file peers.json of a folder.
type peerFile struct {
	Language string     `json:"language"`
	Install  [][]string `json:"install"` // what all of them need; once
	Build    [][]string `json:"build"`   // what follows each time
	Peers    []*peer    `json:"peers"`

	folder string // absolute
}

// A peer is an implementation.
type peer struct {
	Name    string     `json:"name"`
	Version string     `json:"version"`
	Install [][]string `json:"install"`
	Runs    []*trial   `json:"runs"`

	file *peerFile
}

// A trial is one run of the suite against a peer, in one role over one transport.
type trial struct {
	Role      conformance.Role `json:"role"`
	Transport string           `json:"transport"`

	// Start is the command of a server, which says where it listens; or of a client
	// that does jobs; or of the driver of a codec.
	Start []string `json:"start"`

	// Command is how a client is started for every call, instead of Start.
	Command *command `json:"command"`

	// Env is added to the environment, as NAME=value.
	Env []string `json:"env"`

	// Variant is added to the name where a peer has several trials that are else alike.
	Variant string `json:"variant"`

	// Spec, Profile and Without say what the suite should expect of the peer.
	Spec    []string            `json:"spec"`
	Profile conformance.Profile `json:"profile"`
	Without []string            `json:"without"`

	// Skip has patterns of cases that are not run, with the reasons: those whose outcome
	// depends on the speed of the machine.
	Skip map[string]string `json:"skip"`

	// OneByOne is for servers that die: cases are run one at a time.
	OneByOne bool `json:"one_by_one"`

	Timeout duration `json:"timeout"`
	Jobs    int      `json:"jobs"`

	// Quick trials are those of the subset that is run for every change.
	Quick bool `json:"quick"`

	// Note is for readers of the results.
	Note string `json:"note"`

	peer *peer
}

// A command is a conformance.ClientCommand.
type command struct {
	Call   []string `json:"call"`
	Notify []string `json:"notify"`
	Batch  []string `json:"batch"`
	Input  string   `json:"input"`
}

// A duration is a time.Duration that is written as such: "2s".
type duration time.Duration

// UnmarshalText reads a duration.
func (d *duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = duration(parsed)
	return err
}

// transports are those that the harness speaks.
var transports = []string{"http", "ws", "tcp", "tcp-header", "stdio", "stdio-header", "zmq"}

// readPeers returns the trials in all files peers.json in the folders of a folder, in
// their order.
func readPeers(root string) ([]*trial, error) {
	names, err := filepath.Glob(filepath.Join(root, "*", "peers.json"))
	if err != nil {
		return nil, err
	}
	var trials []*trial
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file, err := parsePeers(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		file.folder = filepath.Dir(name)
		for _, p := range file.Peers {
			trials = append(trials, p.Runs...)
		}
	}
	return trials, checkNames(trials)
}

// parsePeers reads a file; what it does not know is an error.
func parsePeers(data []byte) (*peerFile, error) {
	file := new(peerFile)
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(file); err != nil {
		return nil, err
	}
	for _, p := range file.Peers {
		p.file = file
		if p.Name == "" || p.Version == "" || len(p.Runs) == 0 {
			return nil, fmt.Errorf("the peer %q has no name, no version or no runs", p.Name)
		}
		for _, t := range p.Runs {
			t.peer = p
			if err := t.check(); err != nil {
				return nil, fmt.Errorf("%s: %w", t.name(), err)
			}
		}
	}
	return file, nil
}

// check returns what is wrong with a trial.
func (t *trial) check() error {
	switch {
	case t.Role != conformance.RoleServer && t.Role != conformance.RoleClient && t.Role != conformance.RoleCodec:
		return fmt.Errorf("the role is %q", t.Role)
	case t.Role != conformance.RoleCodec && !slices.Contains(transports, t.Transport):
		return fmt.Errorf("the transport is %q, not one of %s", t.Transport, strings.Join(transports, ", "))
	case t.Role == conformance.RoleClient && t.Transport != "http" && t.Transport != "tcp":
		return fmt.Errorf("clients are tested over http and tcp, not %s", t.Transport)
	case (len(t.Start) == 0) == (t.Command == nil):
		return fmt.Errorf("it has not exactly one of start and command")
	case t.Command != nil && t.Role != conformance.RoleClient:
		return fmt.Errorf("only clients have a command")
	}
	return nil
}

// checkNames returns an error if two trials have the same name.
func checkNames(trials []*trial) error {
	seen := make(map[string]bool)
	for _, t := range trials {
		if seen[t.name()] {
			return fmt.Errorf("there are two runs %s: give one of them a variant", t.name())
		}
		seen[t.name()] = true
	}
	return nil
}

// name returns the name of the trial, which its files have.
func (t *trial) name() string {
	parts := []string{t.peer.Name, t.Variant, string(t.Role), t.Transport}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	return strings.Join(parts, "-")
}

// title returns the name of the implementation as readers see it.
func (t *trial) title() string {
	if t.Variant == "" {
		return t.peer.Name
	}
	return t.peer.Name + " (" + t.Variant + ")"
}

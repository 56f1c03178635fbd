package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// installTime is the most that the installation of one peer may take.
const installTime = 15 * time.Minute

// An install is done once; whoever comes later waits for it.
type install struct {
	once sync.Once
	err  error
}

// install installs what a peer needs, unless that was done before with the same commands
// and pinned versions, and builds what is built.
func (h *harness) install(ctx context.Context, p *peer) error {
	folder := p.file.folder
	name := filepath.Base(folder)
	ctx, cancel := context.WithTimeout(ctx, installTime)
	defer cancel()
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{name, func() error { return h.unlessDone(ctx, name, folder, p.file.Install) }},
		{name + "/build", func() error { return h.commands(ctx, folder, p.file.Build) }},
		{name + "/" + p.Name, func() error { return h.unlessDone(ctx, name+"-"+p.Name, folder, p.Install) }},
	} {
		if err := h.once(step.name, step.do); err != nil {
			return err
		}
	}
	return nil
}

// once does something under a name, the first time.
func (h *harness) once(name string, do func() error) error {
	h.mu.Lock()
	i := h.installs[name]
	if i == nil {
		i = new(install)
		h.installs[name] = i
	}
	h.mu.Unlock()
	i.once.Do(func() { i.err = do() })
	return i.err
}

// unlessDone runs commands unless the same have been run before.
func (h *harness) unlessDone(ctx context.Context, name, folder string, commands [][]string) error {
	if len(commands) == 0 {
		return nil
	}
	key, err := fingerprint(folder, commands)
	if err != nil {
		return err
	}
	stamp := filepath.Join(h.work, "installed", name)
	if old, err := os.ReadFile(stamp); err == nil && string(old) == key {
		return nil
	}
	h.log("installing %s", name)
	if err := h.commands(ctx, folder, commands); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(stamp), 0o755); err != nil {
		return err
	}
	return os.WriteFile(stamp, []byte(key), 0o644)
}

// commands runs commands in a folder, one after the other.
func (h *harness) commands(ctx context.Context, folder string, commands [][]string) error {
	for _, words := range commands {
		if err := run(ctx, h.fill(words), folder); err != nil {
			return err
		}
	}
	return nil
}

// pins are the files of a folder that say which versions are installed.
var pins = []string{"requirements.txt", "package.json", "package-lock.json"}

// fingerprint returns a text that changes with commands and pinned versions.
func fingerprint(folder string, commands [][]string) (string, error) {
	sum := sha256.New()
	if err := json.NewEncoder(sum).Encode(commands); err != nil {
		return "", err
	}
	for _, name := range pins {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil && !os.IsNotExist(err) {
			return "", err
		}
		_, _ = fmt.Fprintf(sum, "%s %d\n%s", name, len(data), data) // a hash takes everything
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

//go:build !unix

package main

import (
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
)

// isExecutable reports whether a file is a program that may be run, by its name.
func isExecutable(info fs.FileInfo) bool {
	switch strings.ToLower(filepath.Ext(info.Name())) {
	case ".exe", ".bat", ".cmd", ".com":
		return info.Mode().IsRegular()
	}
	return false
}

// setGroup does nothing: there are no groups of processes here.
func setGroup(*exec.Cmd) {}

// killGroup kills the process alone.
func killGroup(cmd *exec.Cmd) error { return cmd.Process.Kill() }

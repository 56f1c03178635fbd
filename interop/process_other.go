//go:build !unix

package main

import "os/exec"

func setGroup(*exec.Cmd) {}

// killGroup kills a command that was started.
func killGroup(cmd *exec.Cmd) {
	_ = cmd.Process.Kill() // it may have ended
}

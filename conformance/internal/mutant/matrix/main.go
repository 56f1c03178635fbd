// Command matrix runs the conformance suite against its mutants and prints who kills whom.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/rpcwire/rpcwire/conformance/internal/mutant"
)

func main() {
	mutants := flag.String("mutants", "", "patterns of mutants, ROLE/NAME, with commas between them; all unless told")
	cases := flag.String("cases", "", "patterns of cases, with commas between them; all unless told")
	list := flag.Bool("kills", false, "name the cases that kill each mutant")
	flag.Parse()
	m, err := mutant.Run(context.Background(), mutant.Options{Mutants: split(*mutants), Cases: split(*cases)})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	m.Print(os.Stdout)
	if *list {
		m.PrintKills(os.Stdout)
	}
	if len(m.Survivors())+len(m.Idle()) > 0 {
		os.Exit(1)
	}
}

func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

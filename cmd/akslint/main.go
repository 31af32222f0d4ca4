// Command akslint says what Kubernetes manifests will do to an AKS network.
package main

import (
	"context"
	"os"

	"github.com/akslint/akslint/internal/cli"
)

func main() {
	streams := cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	os.Exit(cli.Main(context.Background(), os.Args[1:], streams))
}

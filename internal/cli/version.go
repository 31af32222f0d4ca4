package cli

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/akslint/akslint/rules"
)

// next is the version that is being made. It is what the file VERSION says.
const next = "0.1.0"

// Version is the version of the build: the module's where it was installed as
// one, else that being made, with the revision that it was built from where
// that is known.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return next + "-dev"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return next + "-dev+" + s.Value[:12]
		}
	}
	return next + "-dev"
}

// printVersion says all that a report of a fault should say of the build.
func printVersion(s Streams) error {
	opa := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			if dep.Path == "github.com/open-policy-agent/opa" {
				opa = cmp.Or(dep.Version, opa)
			}
		}
	}
	_, err := fmt.Fprintf(s.Out, "akslint %s (%d rules, OPA %s, %s, %s/%s)\n", Version(), rules.Count(), opa, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

func newVersion(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArgs("leave it out"),
		RunE:  func(*cobra.Command, []string) error { return printVersion(s) },
	}
}

package cli

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/akslint/akslint/internal/fixture"
	"github.com/akslint/akslint/report"
	"github.com/akslint/akslint/rules"
)

func newTest(s Streams) *cobra.Command {
	var update, showPrints bool
	cmd := &cobra.Command{
		Use:     "test DIR",
		Short:   "Prove your own rules by their fixtures (DIR/fixtures/ID/bad.yaml and good.yaml)",
		Example: "  akslint test policies/akslint",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("test takes one folder of policies, as in `akslint test policies/akslint`")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			own, err := loadPolicies(args[0], s.printer(showPrints))
			if err != nil {
				return err
			}
			if len(own) == 0 {
				return fmt.Errorf("%s: there is no Rego file in it; `akslint init --policy NAME` writes one to start from", args[0])
			}
			failed := 0
			for _, rule := range own {
				t := &proof{}
				t.run(func(t fixture.T) {
					fixture.Run(t, rule, filepath.Join(args[0], "fixtures", rule.ID), fixture.Options{Update: update, All: append(rules.All(), own...)})
				})
				if len(t.faults) == 0 {
					fmt.Fprintf(s.Out, "ok    %s %s\n", rule.ID, rule.Name)
					continue
				}
				failed++
				fmt.Fprintf(s.Out, "FAIL  %s %s\n", rule.ID, rule.Name)
				for _, fault := range t.faults {
					for line := range strings.SplitSeq(fault, "\n") {
						fmt.Fprintln(s.Out, "      "+report.Inert(line))
					}
				}
			}
			if failed > 0 {
				return errFindings
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&update, "update", false, "rewrite the files *.fixed.yaml")
	cmd.Flags().BoolVar(&showPrints, "show-prints", false, "write what the rules print() to standard error")
	cmd.ValidArgsFunction = folders
	return cmd
}

// proof collects what the harness finds wrong.
type proof struct {
	name   string
	faults []string
}

// stopped ends a test that cannot go on.
type stopped struct{}

// run calls a test and catches its end.
func (p *proof) run(test func(fixture.T)) {
	defer func() {
		if cause := recover(); cause != nil {
			if _, ok := cause.(stopped); !ok {
				p.faults = append(p.faults, fmt.Sprintf("the test stopped: %v", cause))
			}
		}
	}()
	test(p)
}

func (p *proof) Helper() {}

func (p *proof) Error(args ...any) { p.Errorf("%s", fmt.Sprint(args...)) }

func (p *proof) Errorf(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if p.name != "" {
		text = p.name + ": " + text
	}
	p.faults = append(p.faults, text)
}

func (p *proof) Fatal(args ...any) { p.mustStop(fmt.Sprint(args...)) }

func (p *proof) Fatalf(format string, args ...any) { p.mustStop(fmt.Sprintf(format, args...)) }

func (p *proof) mustStop(text string) {
	p.Errorf("%s", text)
	panic(stopped{})
}

func (p *proof) Run(name string, test func(fixture.T)) bool {
	inner := &proof{name: name}
	inner.run(test)
	p.faults = append(p.faults, inner.faults...)
	return len(inner.faults) == 0
}

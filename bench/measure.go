//go:build unix

package bench

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// Usage is what one process used.
type Usage struct {
	CPU  time.Duration `json:"cpu"`  // user and system, nanoseconds
	Peak int64         `json:"peak"` // resident memory, bytes
}

// Result is that of a race: what akslint used, and each of the others.
type Result struct {
	Task   string `json:"task"`
	Ours   Usage  `json:"ours"` // the medians of all runs
	Others []Pair `json:"others"`
}

// Pair compares one program with akslint. Ratio is akslint's time as a part of
// the other's, pair by pair: the median and the quartiles.
type Pair struct {
	Name  string     `json:"name"`
	Usage Usage      `json:"usage"`
	Ratio [3]float64 `json:"ratio"` // a quarter, half, three quarters
}

// run runs akslint and each other program in turns.
func (r race) run(ctx context.Context, o Options) (Result, error) {
	result := Result{Task: r.task}
	var ours []Usage
	others := r.others
	if len(others) == 0 {
		others = []contender{{}}
	}
	for _, other := range others {
		pairs, err := duel(ctx, o, r.ours, other)
		if err != nil {
			return result, fmt.Errorf("%s: %w", r.task, err)
		}
		var theirs []Usage
		var ratios []float64
		for _, p := range pairs {
			ours, theirs = append(ours, p[0]), append(theirs, p[1])
			ratios = append(ratios, float64(p[0].CPU)/float64(p[1].CPU))
		}
		if other.name == "" {
			continue
		}
		pair := Pair{other.name, medianUsage(theirs), [3]float64{quantile(ratios, 1), quantile(ratios, 2), quantile(ratios, 3)}}
		result.Others = append(result.Others, pair)
		fmt.Fprintf(o.Log, "%s: %.2f times the CPU of %s\n", r.task, pair.Ratio[1], other.name)
	}
	result.Ours = medianUsage(ours)
	return result, nil
}

// duel runs two programs in turns, and each once before, which is not counted,
// to have files and programs in the memory of the system and to see that they do
// what is asked. Without a second program, the first is alone.
func duel(ctx context.Context, o Options, a, b contender) ([][2]Usage, error) {
	both := []contender{a, b}
	if b.name == "" {
		both = both[:1]
	}
	for _, c := range both {
		if err := c.try(ctx); err != nil {
			return nil, err
		}
	}
	pairs := make([][2]Usage, o.Pairs)
	for i := range pairs {
		for turn := range both {
			who := (i + turn) % len(both) // no one is always the second
			u, err := both[who].measure(ctx, o.Self)
			if err != nil {
				return nil, err
			}
			pairs[i][who] = u
		}
	}
	return pairs, nil
}

// try runs a program and looks at what it says: linters end with 1 where they
// find something, and whoever says nothing has done nothing.
func (c contender) try(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, c.argv[0], c.argv[1:]...)
	cmd.Dir = c.dir
	var out, faults bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &faults
	err := cmd.Run()
	if code := exitCode(err); code != 0 && code != 1 || out.Len() == 0 {
		text := faults.String()
		return fmt.Errorf("%s ends with %d and writes %d bytes: %s", c.name, code, out.Len(), text[:min(len(text), 2000)])
	}
	return nil
}

// measure runs a program by way of self: a process begins with the peak of the
// one that starts it, and self is small when it has just begun.
func (c contender) measure(ctx context.Context, self []string) (Usage, error) {
	argv := slices.Concat(self, []string{"measure"}, c.argv)
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = c.dir
	var u Usage
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &u)
	}
	if err != nil {
		return u, fmt.Errorf("%s: %w", c.name, err)
	}
	return u, nil
}

// Measure runs a command, without its output, and writes what it used as JSON.
func Measure(argv []string, w io.Writer) error {
	cmd := exec.Command(argv[0], argv[1:]...)
	err := cmd.Run()
	if code := exitCode(err); code != 0 && code != 1 {
		return fmt.Errorf("%s: %w", argv[0], err)
	}
	used, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return errors.New("this system does not say what a process used")
	}
	unit := int64(1 << 10)
	if runtime.GOOS == "darwin" {
		unit = 1
	}
	return json.NewEncoder(w).Encode(Usage{
		CPU:  time.Duration(used.Utime.Nano() + used.Stime.Nano()),
		Peak: int64(used.Maxrss) * unit,
	})
}

// exitCode is -1 where a program did not run to its end.
func exitCode(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -1
}

func medianUsage(runs []Usage) Usage {
	var cpu []time.Duration
	var peak []int64
	for _, u := range runs {
		cpu, peak = append(cpu, u.CPU), append(peak, u.Peak)
	}
	return Usage{quantile(cpu, 2), quantile(peak, 2)}
}

// quantile is the value below which so many quarters of the values lie.
func quantile[T cmp.Ordered](values []T, quarters int) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)-1)*quarters/4]
}

//go:build ignore

// Command compare compares akslint with its peers and writes the table of the
// README: go run bench/compare.go, in the root of the repository.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"log"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/akslint/akslint/bench"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) > 2 && os.Args[1] == "measure" {
		if err := bench.Measure(os.Args[2:], os.Stdout); err != nil {
			log.Fatal(err)
		}
		return
	}
	if err := compare(); err != nil {
		log.Fatal(err)
	}
}

func compare() error {
	pairs := flag.Int("pairs", 11, "how often each pair of programs is run")
	quick := flag.Bool("quick", false, "leave out the large corpora")
	readme := flag.String("readme", "", "write the table into this `FILE`, in place of printing it")
	results := flag.String("json", "", "write the results into this `FILE` too")
	cache := flag.String("cache", "", "keep programs in this `FOLDER` (default akslint-bench in the user's cache)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if *cache == "" {
		dir, err := os.UserCacheDir()
		if err != nil {
			return err
		}
		*cache = filepath.Join(dir, "akslint-bench")
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	r, err := bench.Compare(ctx, bench.Options{
		Root: ".", Cache: *cache, Self: []string{self}, Pairs: *pairs, Quick: *quick, Log: os.Stderr,
	})
	if err != nil {
		return err
	}
	if *results != "" {
		text, err := json.MarshalIndent(r, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(*results, append(text, '\n'), 0o644); err != nil {
			return err
		}
	}
	if *readme != "" {
		return r.WriteInto(*readme)
	}
	_, err = os.Stdout.WriteString(r.Markdown())
	return err
}

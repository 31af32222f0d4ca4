//go:build ignore

// Command pages_main writes docs/rules and the table of README.md. It is run in
// rules/.
package main

import (
	"log"
	"os"

	"github.com/akslint/akslint/internal/gen"
	"github.com/akslint/akslint/rules"
)

func main() {
	files, err := gen.Pages(os.DirFS(".."), rules.All(), rules.Families())
	if err == nil {
		err = files.Write("..")
	}
	if err != nil {
		log.Fatal(err)
	}
}

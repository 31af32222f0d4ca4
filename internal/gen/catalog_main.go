//go:build ignore

// Command catalog_main writes rules/catalog_gen.go. It is run in rules/.
package main

import (
	"log"
	"os"

	"github.com/akslint/akslint/internal/gen"
)

func main() {
	files, err := gen.Catalog(os.DirFS(".."))
	if err == nil {
		err = files.Write("..")
	}
	if err != nil {
		log.Fatal(err)
	}
}

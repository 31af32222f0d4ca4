//go:build ignore

// Command facts_main writes the tables of package aks. It is run in aks/.
package main

import (
	"log"
	"os"

	"github.com/akslint/akslint/internal/gen"
)

func main() {
	files, err := gen.Facts(os.DirFS(".."))
	if err == nil {
		err = files.Write("..")
	}
	if err != nil {
		log.Fatal(err)
	}
}

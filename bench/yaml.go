//go:build ignore

// Command yaml reads all files below a folder with the YAML library alone, with
// places and without values: the least that a linter on top of it would cost.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"

	"go.yaml.in/yaml/v3"
)

func main() {
	documents := 0
	root := os.DirFS(os.Args[1])
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		reader := yaml.NewDecoder(bytes.NewReader(text))
		for {
			var doc yaml.Node
			switch err := reader.Decode(&doc); {
			case errors.Is(err, io.EOF):
				return nil
			case err != nil:
				return fmt.Errorf("%s: %w", name, err)
			}
			documents++
		}
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(documents, "documents")
}

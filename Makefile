.PHONY: help build test lint generate fuzz bench compare

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile

build: ## build bin/akslint, without what starts slower: C libraries, symbols
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/ ./cmd/akslint

test: ## run every test
	go test ./...

lint: ## run golangci-lint (the first build takes a minute)
	go tool -modfile=tools/go.mod golangci-lint run

generate: ## write the generated files anew
	go generate ./...

fuzz: ## run each fuzz target for FUZZTIME (20s)
	.ci/fuzz

bench: ## run every benchmark
	go test -run '^$$' -bench . -benchmem ./...

compare: ## run akslint and its peers in turns, and write the README's table
	go run bench/compare.go -readme README.md

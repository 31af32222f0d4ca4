package rules_test

import (
	"flag"
	"path/filepath"
	"testing"
	"time"

	"github.com/akslint/akslint/internal/fixture"
	"github.com/akslint/akslint/rules"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// harness is a test as the harness wants it.
type harness struct{ *testing.T }

func (h harness) Run(name string, test func(fixture.T)) bool {
	return h.T.Run(name, func(t *testing.T) { test(harness{t}) })
}

// TestFixtures proves every rule by its folder under fixtures/rules.
func TestFixtures(t *testing.T) {
	for _, rule := range rules.All() {
		t.Run(rule.ID, func(t *testing.T) {
			fixture.Run(harness{t}, rule, filepath.Join("..", "fixtures", "rules", rule.ID), fixture.Options{
				Update: *update, All: rules.All(), AsOf: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC),
			})
		})
	}
}

package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/policies"
	"github.com/akslint/akslint/rules"
)

// catalogue is all rules of a run: the built-in ones and the team's own.
type catalogue []analyzer.Rule

// loadCatalogue adds the rules in some folders to the built-in ones. prints
// gets what they print, unless it is nil.
func loadCatalogue(folders []string, prints func(line string)) (catalogue, error) {
	all := catalogue(rules.All())
	seen := map[string]bool{}
	for _, folder := range folders {
		if folder = filepath.Clean(folder); seen[folder] {
			continue
		}
		seen[folder] = true
		own, err := loadPolicies(folder, prints)
		if err != nil {
			return nil, err
		}
		for _, r := range own {
			if i := slices.IndexFunc(all, func(other analyzer.Rule) bool { return other.ID == r.ID || other.Name == r.Name }); i >= 0 {
				return nil, fmt.Errorf("%s: the rule %s %s takes the id or the name of %s %s; choose another", folder, r.ID, r.Name, all[i].ID, all[i].Name)
			}
			all = append(all, r)
		}
	}
	return all, nil
}

// loadPolicies reads the Rego rules of a folder, and nothing outside of it.
// Faults name the file by its path.
func loadPolicies(folder string, prints func(line string)) ([]analyzer.Rule, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("%s: no such folder of policies; `akslint init --policy NAME` writes one to start from", folder)
	}
	defer root.Close() //nolint:errcheck // it was only read
	return policies.Load(root.FS(), policies.LoadOptions{Folder: filepath.ToSlash(folder), Prints: prints})
}

// printer hands on what policies print, where that is wanted.
func (s Streams) printer(wanted bool) func(line string) {
	if !wanted {
		return nil
	}
	return s.tell
}

// lookup turns the id or name of a rule, in whatever case, into its id.
func (c catalogue) lookup(word string) (id string, ok bool) {
	for _, r := range c {
		if strings.EqualFold(r.ID, word) || strings.EqualFold(r.Name, word) {
			return r.ID, true
		}
	}
	return "", false
}

// find is the rule with an id, nil for none.
func (c catalogue) find(id string) *analyzer.Rule {
	for i := range c {
		if c[i].ID == id {
			return &c[i]
		}
	}
	return nil
}

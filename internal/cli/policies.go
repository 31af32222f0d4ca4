package cli

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/policies"
	"github.com/akslint/akslint/rules"
)

// catalogue is all rules of a run: the built-in ones and the team's own.
type catalogue []analyzer.Rule

// loadCatalogue adds the rules in some folders to the built-in ones.
func loadCatalogue(folders []string) (catalogue, error) {
	all := catalogue(rules.All())
	for _, folder := range folders {
		own, err := loadPolicies(folder)
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

// loadPolicies reads the Rego rules of a folder. Faults name the file by its
// path.
func loadPolicies(folder string) ([]analyzer.Rule, error) {
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s: no such folder of policies; `akslint init --policy NAME` writes one to start from", folder)
	}
	own, err := policies.Load(os.DirFS(folder))
	if err == nil {
		return own, nil
	}
	var faults []error
	for line := range strings.SplitSeq(err.Error(), "\n") {
		faults = append(faults, errors.New(path.Join(filepath.ToSlash(folder), line)))
	}
	return nil, errors.Join(faults...)
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

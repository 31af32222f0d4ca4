package rules_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/internal/gen"
	"github.com/akslint/akslint/rules"
)

func TestCatalog(t *testing.T) {
	all := rules.All()
	if err := rules.Validate(all); err != nil {
		t.Error(err)
	}
	for i := range all {
		m := &all[i].Meta
		if rules.Families()[gen.Family(m.ID)] == "" {
			t.Errorf("%s: its family has no name", m.ID)
		}
		folder := map[string]string{"go": ".", "rego": "../policies"}[m.Language]
		if _, err := os.Stat(filepath.Join(folder, gen.FileName(m))); err != nil {
			t.Errorf("%s: %v; the file is named by ID and name", m.ID, err)
		}
		if i > 0 && all[i-1].ID >= m.ID {
			t.Errorf("%s stands behind %s", m.ID, all[i-1].ID)
		}
		for _, word := range []string{m.ID, m.Name} {
			if found, ok := rules.Lookup(word); !ok || found.ID != m.ID {
				t.Errorf("%q finds %q", word, found.ID)
			}
		}
	}
	if _, ok := rules.Lookup("LB999"); ok {
		t.Error("LB999 is found")
	}
}

// TestValidate holds that the catalogue is not valid by chance.
func TestValidate(t *testing.T) {
	list := []analyzer.Rule{
		{
			Meta: analyzer.Meta{
				ID: "TST001", Name: "Not_Kebab", Summary: "It ends.", Doc: "It matters.", Kinds: []string{"Ingress"}, References: []string{"a book"},
			},
			Check: func(*analyzer.Pass) {},
		},
		{Meta: analyzer.Meta{ID: "TST001", Name: "good-name", Summary: "It does not", Doc: "# Fix", Kinds: []string{"Service"}, Since: "0.1.0"}},
	}
	want := `TST001: the name "Not_Kebab" is not in kebab-case
TST001: the summary is not one line without a final stop
TST001: it does not say since which version it exists
TST001: the kind "Ingress" is unknown; write Kind.group, without a group for the core
TST001: the page does not begin with why the rule matters
TST001: no source of its facts is named
TST001: "TST001" belongs to TST001
TST001: it checks nothing`
	if err := rules.Validate(list); err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

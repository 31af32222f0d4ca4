// Package policies holds the rules that are written in Rego, and is the only
// door to OPA. It turns a Rego file into an analyzer.Rule that nobody can tell
// from one in Go: what the rule is about is read from its METADATA without
// OPA, and OPA is opened for a rule only when an object asks for it. It knows
// nothing of files outside the one folder that it is given.
package policies

import (
	"embed"
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/akslint/akslint/analyzer"
)

//go:embed *.rego
var embedded embed.FS

// Policy is what a Rego file says of itself.
type Policy struct {
	// File is its name in the folder that it was read from.
	File string
	analyzer.Meta
	// When are preconditions that are cheap to check: OPA sees only objects
	// that meet all of them.
	When []When
	// Sees are paths, written as those of When: OPA is shown nothing else of the
	// object. Where there are none it is shown all.
	Sees []string
}

// Embedded makes a rule of a Rego file of this package. The policy is what Read
// finds in it: the generator writes it into the catalogue of rules, so that
// listing rules reads no Rego.
func Embedded(p *Policy) analyzer.Rule { return p.rule(newProgram(embedded, p.File, p.ID)) }

// LoadOptions say what messages call a folder of policies, and where what the
// policies print goes.
type LoadOptions struct {
	// Folder stands before the names of files in messages.
	Folder string
	// Prints, unless nil, gets what the policies print(), one "file:line: text"
	// at a time, from several goroutines where the run has several.
	Prints func(line string)
}

// Load makes rules of all Rego files of a folder, in the order of their names.
// Unlike an embedded rule, each is compiled at once. The error tells all that
// is wrong with all files, one "file:line: message" on each line.
func Load(folder fs.FS, opt LoadOptions) ([]analyzer.Rule, error) {
	found, err := ReadAll(folder)
	if err != nil {
		var faults []error
		for line := range strings.SplitSeq(err.Error(), "\n") {
			faults = append(faults, errors.New(path.Join(opt.Folder, line)))
		}
		return nil, errors.Join(faults...)
	}
	var rules []analyzer.Rule
	var faults []error
	for _, p := range found {
		prog := newProgram(folder, p.File, p.ID)
		prog.shownAs, prog.prints = path.Join(opt.Folder, p.File), opt.Prints
		faults = append(faults, prog.ready())
		rules = append(rules, p.rule(prog))
	}
	return rules, errors.Join(faults...)
}

// ReadAll reads the METADATA of all Rego files of a folder, in the order of
// their names. Tests of policies (x_test.rego) are none.
func ReadAll(folder fs.FS) ([]Policy, error) {
	var all []Policy
	var faults []error
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".rego" || strings.HasSuffix(name, "_test.rego") {
			return err
		}
		p, err := Read(folder, name)
		all, faults = append(all, p), append(faults, err)
		return nil
	})
	return all, errors.Join(append(faults, err)...)
}

// rule is the policy as the engine sees it.
func (p *Policy) rule(prog *program) analyzer.Rule {
	prog.sees = p.Sees
	meta := p.Meta
	meta.Alone = true // it is shown nothing else
	return analyzer.Rule{Meta: meta, Check: func(pass *analyzer.Pass) {
		findings, err := p.judge(prog, pass)
		if err != nil {
			pass.Fail(err)
		}
		for _, f := range findings {
			pass.Report(f)
		}
	}}
}

// judge asks OPA about an object that meets the preconditions.
func (p *Policy) judge(prog *program, pass *analyzer.Pass) ([]analyzer.Finding, error) {
	if !p.asks(pass) {
		return nil, nil
	}
	return prog.evaluate(pass, &p.Meta)
}

// asks reports whether an object meets the preconditions.
func (p *Policy) asks(pass *analyzer.Pass) bool {
	c := candidate{Pass: pass}
	for i := range p.When {
		if !p.When[i].holds(&c) {
			return false
		}
	}
	return true
}

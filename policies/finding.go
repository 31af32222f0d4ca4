package policies

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// decode reads the findings of a policy. Whatever does not keep to the
// contract is an error that names the field.
func decode(value ast.Value, meta *analyzer.Meta) ([]verdict, error) {
	set, ok := value.(ast.Set)
	if !ok {
		return nil, fmt.Errorf("`%s` is no set; begin its rules with `%s contains`", answer, answer)
	}
	var findings []verdict
	err := set.Iter(func(term *ast.Term) error {
		f, err := decodeFinding(term.Value, meta)
		findings = append(findings, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	return findings, nil
}

// verdict is a finding of a policy, with what it rests on besides what the
// METADATA says.
type verdict struct {
	analyzer.Finding
	// whole says that it needs the whole object, reads lists what else it read.
	whole bool
	reads []manifest.Path
}

// keep leaves the findings that hold however patches of the scope change the
// object.
func keep(all []verdict, view *inventory.View) []analyzer.Finding {
	var left []analyzer.Finding
	for _, v := range all {
		if view == nil || !(v.whole && view.Member.Fragment) && !slices.ContainsFunc(v.reads, view.Member.Patched) {
			left = append(left, v.Finding)
		}
	}
	return left
}

// slots says how to read each field that an object may have.
type slots map[string]func(ast.Value) error

// read hands the fields of an object to slots.
func (s slots) read(what string, value ast.Value, required ...string) error {
	object, ok := value.(ast.Object)
	if !ok {
		return fmt.Errorf("%s is %s, not an object", what, article(value))
	}
	for _, field := range required {
		if object.Get(ast.InternedTerm(field)) == nil {
			return fmt.Errorf("%s lacks the field `%s`", what, field)
		}
	}
	return object.Iter(func(key, value *ast.Term) error {
		word, _ := key.Value.(ast.String)
		name := string(word)
		read := s[name]
		if read == nil {
			return fmt.Errorf("%s has an unknown field `%s`; it may have %s", what, name, strings.Join(slices.Sorted(maps.Keys(s)), ", "))
		}
		if err := read(value.Value); err != nil {
			return fmt.Errorf("%s: field `%s`: %w", what, name, err)
		}
		return nil
	})
}

func decodeFinding(value ast.Value, meta *analyzer.Meta) (f verdict, err error) {
	err = slots{
		"path":     pathTo(&f.At),
		"message":  textTo(&f.Message),
		"help":     textTo(&f.Help),
		"key_only": flagTo(&f.KeyOnly),
		"whole":    flagTo(&f.whole),
		"reads": func(value ast.Value) error {
			return items(value, func(item ast.Value) error {
				var at manifest.Path
				err := pathTo(&at)(item)
				f.reads = append(f.reads, at)
				return err
			})
		},
		"severity": func(value ast.Value) error {
			var word string
			if err := textTo(&word)(value); err != nil {
				return err
			}
			severity, err := analyzer.ParseSeverity(word)
			f.Lower = analyzer.At(severity)
			return err
		},
		"fix": func(value ast.Value) error {
			fix, err := decodeFix(value)
			if err == nil && !meta.Fixable {
				err = errors.New("the METADATA says that the rule is not fixable")
			}
			f.Fixes = []analyzer.Fix{fix}
			return err
		},
	}.read("a finding", value, "path", "message")
	return f, err
}

func decodeFix(value ast.Value) (fix analyzer.Fix, err error) {
	err = slots{
		"title": textTo(&fix.Title),
		"safety": func(value ast.Value) error {
			switch value.Compare(ast.String("safe")) {
			case 0:
				fix.Safety = analyzer.Safe
			default:
				fix.Safety = analyzer.Unsafe
				if value.Compare(ast.String("unsafe")) != 0 {
					return fmt.Errorf("this is %s; it may be \"safe\" or \"unsafe\"", value)
				}
			}
			return nil
		},
		"changes": func(value ast.Value) error {
			return items(value, func(item ast.Value) error {
				change, err := decodeChange(item)
				fix.Changes = append(fix.Changes, change)
				return err
			})
		},
	}.read("a fix", value, "title", "safety", "changes")
	return fix, err
}

// operations are the words for what a change does.
var operations = []struct {
	name string
	op   manifest.Op
}{{"set", manifest.Set}, {"add", manifest.Add}, {"remove", manifest.Remove}, {"rename", manifest.Rename}}

func decodeChange(value ast.Value) (c manifest.Change, err error) {
	paths, values := 0, 0
	known := slots{"value": func(value ast.Value) error {
		values++
		switch v := value.(type) {
		case ast.String:
			c.Value = string(v)
		case ast.Number, ast.Boolean:
			c.Value, c.Raw = v.String(), true
		default:
			return fmt.Errorf("this is %s; it may be a string, a number or a boolean", article(v))
		}
		return nil
	}}
	for _, o := range operations {
		known[o.name] = func(value ast.Value) error {
			c.Op = o.op
			paths++
			return pathTo(&c.Path)(value)
		}
	}
	if err = known.read("a change", value); err != nil {
		return c, err
	}
	if paths != 1 {
		return c, fmt.Errorf("a change has %d of the fields add, remove, rename and set, not one", paths)
	}
	if c.Op == manifest.Remove && values == 1 || c.Op != manifest.Remove && values == 0 {
		return c, errors.New("a change that does not remove has a field `value`, and one that does has none")
	}
	if c.Op == manifest.Rename && c.Raw {
		return c, errors.New("the new key of a rename is a string")
	}
	return c, nil
}

// pathTo reads a path: keys and indices, at least one.
func pathTo(to *manifest.Path) func(ast.Value) error {
	return func(value ast.Value) error {
		*to = manifest.Path{}
		err := items(value, func(item ast.Value) error {
			switch step := item.(type) {
			case ast.String:
				*to = to.Key(string(step))
				return nil
			case ast.Number:
				if i, ok := step.Int(); ok && i >= 0 {
					*to = to.Index(i)
					return nil
				}
			}
			return fmt.Errorf("a path has keys and indices, not %s", item)
		})
		if err == nil && to.Len() == 0 {
			err = errors.New("the path is empty; a finding points at a field")
		}
		return err
	}
}

func textTo(to *string) func(ast.Value) error {
	return func(value ast.Value) error {
		text, ok := value.(ast.String)
		if !ok || text == "" {
			return fmt.Errorf("this is %s, not a text", article(value))
		}
		*to = string(text)
		return nil
	}
}

func flagTo(to *bool) func(ast.Value) error {
	return func(value ast.Value) error {
		flag, ok := value.(ast.Boolean)
		if !ok {
			return fmt.Errorf("this is %s, not a boolean", article(value))
		}
		*to = bool(flag)
		return nil
	}
}

func items(value ast.Value, read func(ast.Value) error) error {
	array, ok := value.(*ast.Array)
	if !ok {
		return fmt.Errorf("this is %s, not an array", article(value))
	}
	return array.Iter(func(item *ast.Term) error { return read(item.Value) })
}

// article names the type of a value.
func article(value ast.Value) string {
	switch name := ast.ValueName(value); {
	case value.Compare(ast.String("")) == 0:
		return "an empty string"
	case name == "array" || name == "object":
		return "an " + name
	default:
		return "a " + name
	}
}

package policies

import (
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/manifest"
)

// inputOf is what a policy sees of an object, and is meant to see wherever it
// runs: the object as the API server would, and the cluster's profile in the
// words of Azure Resource Manager, null where there is none. What the profile
// does not tell is listed in its field unknown.
func inputOf(o *manifest.Object, p *aks.Profile) *ast.Term {
	profile := ast.InternedNullTerm
	if p != nil {
		if value, err := ast.InterfaceToValue(p.Plain()); err == nil {
			profile = ast.NewTerm(value)
		}
	}
	return ast.NewTerm(ast.NewObject(
		ast.Item(ast.InternedTerm("object"), termOf(o.Node)),
		ast.Item(ast.InternedTerm("profile"), profile),
	))
}

// termOf reads scalars as Node.Plain does. What JSON cannot hold, and aliases
// that expand without end, never come here: package manifest makes no objects
// of them.
func termOf(n manifest.Node) *ast.Term {
	switch n.Kind() {
	case manifest.Mapping:
		object := ast.NewObjectWithCapacity(n.Len())
		for key, value := range n.Entries() {
			object.Insert(ast.InternedTerm(key.Key()), termOf(value))
		}
		return ast.NewTerm(object)
	case manifest.Sequence:
		items := make([]*ast.Term, 0, n.Len())
		for _, item := range n.Items() {
			items = append(items, termOf(item))
		}
		return ast.NewTerm(ast.NewArray(items...))
	}
	switch n.Type() {
	case manifest.String:
		return ast.InternedTerm(n.Key())
	case manifest.Bool:
		return ast.InternedTerm(n.Key() == "true")
	case manifest.Int:
		return ast.NewTerm(ast.Number(n.Key()))
	case manifest.Float:
		if real, err := n.Plain(); err == nil {
			if value, err := ast.InterfaceToValue(real); err == nil {
				return ast.NewTerm(value)
			}
		}
	}
	return ast.InternedNullTerm
}

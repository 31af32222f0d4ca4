package policies

import (
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// inputOf is what a policy sees of an object, and is meant to see wherever it
// runs: the object as the API server would, in the namespace where it lands,
// and the cluster's profile in the words of Azure Resource Manager, null where
// there is none. What the profile does not tell is listed in its field unknown.
func inputOf(pass *analyzer.Pass, shown *sight) *ast.Term {
	object, profile := termOf(pass.Object.Node(), shown), ast.InternedNullTerm
	if namespace := landing(pass); namespace != "" {
		land(object, namespace)
	}
	if pass.Profile != nil {
		if value, err := ast.InterfaceToValue(pass.Profile.Plain()); err == nil {
			profile = ast.NewTerm(value)
		}
	}
	return ast.NewTerm(ast.NewObject(
		ast.Item(ast.InternedTerm("object"), object),
		ast.Item(ast.InternedTerm("profile"), profile),
	))
}

// landing is the namespace where the object of a pass lands, "" where it has
// none, or none is known.
func landing(pass *analyzer.Pass) string {
	if pass.View == nil || pass.View.Member == nil {
		return ""
	}
	return pass.View.Member.Namespace
}

// land writes the namespace of an object into its metadata.
func land(object *ast.Term, namespace string) {
	fields, ok := object.Value.(ast.Object)
	if !ok {
		return
	}
	if metadata := fields.Get(ast.InternedTerm("metadata")); metadata != nil {
		if m, ok := metadata.Value.(ast.Object); ok {
			m.Insert(ast.InternedTerm("namespace"), ast.StringTerm(namespace))
		}
	}
}

// termOf is what is shown of a node. It reads scalars as Node.Plain does. What JSON cannot hold, and aliases
// that expand without end, never come here: package manifest makes no objects
// of them.
func termOf(n manifest.Node, shown *sight) *ast.Term {
	switch n.Kind() {
	case manifest.Mapping:
		object := ast.NewObjectWithCapacity(shown.most(n))
		for key, value := range n.Entries() {
			if field, ok := shown.of(key.Key()); ok {
				object.Insert(ast.InternedTerm(key.Key()), termOf(value, field))
			}
		}
		return ast.NewTerm(object)
	case manifest.Sequence:
		items := make([]*ast.Term, 0, n.Len())
		for _, item := range n.Items() {
			items = append(items, termOf(item, shown))
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

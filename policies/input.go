package policies

import (
	"strconv"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// shown is what a policy is shown of a pass.
type shown struct {
	object    manifest.Node
	sight     *sight
	namespace string // where the object lands, "" where that is unknown or out of sight
	profile   *aks.Profile
}

func (p *program) shown(pass *analyzer.Pass) shown {
	object := pass.Object.Node()
	s := shown{object: object, sight: p.sight(podPlaceOf(object)), profile: pass.Profile}
	if s.sight.reaches("metadata", "namespace") {
		s.namespace = landing(pass)
	}
	return s
}

// input is what a policy sees, and is meant to see wherever it runs: the object
// as the API server would, in the namespace where it lands, and the cluster's
// profile, null where there is none.
func (s shown) input(profile *ast.Term) *ast.Term {
	object := termOf(s.object, s.sight)
	if s.namespace != "" {
		land(object, s.namespace)
	}
	return ast.NewTerm(ast.NewObject(
		ast.Item(ast.InternedTerm("object"), object),
		ast.Item(ast.InternedTerm("profile"), profile),
	))
}

// profileTerm is a profile in the words of Azure Resource Manager. What it does
// not tell is listed in its field unknown.
func profileTerm(profile *aks.Profile) *ast.Term {
	if profile == nil {
		return ast.InternedNullTerm
	}
	value, err := ast.InterfaceToValue(profile.Plain())
	if err != nil {
		return ast.InternedNullTerm
	}
	return ast.NewTerm(value)
}

// question is the same for two inputs where they are the same, and only there.
func (s shown) question() question {
	return question{profile: s.profile, namespace: s.namespace, text: string(appendNode(make([]byte, 0, 512), s.object, s.sight))}
}

// appendNode writes what termOf makes of a node, as JSON: of scalars what termOf
// reads them from, and the fields of a mapping that is seen in part in the order
// of their keys.
func appendNode(text []byte, n manifest.Node, shown *sight) []byte {
	switch n.Kind() {
	case manifest.Mapping:
		text = append(text, '{')
		open := len(text)
		add := func(key string, value manifest.Node, shown *sight) {
			if len(text) > open {
				text = append(text, ',')
			}
			text = appendNode(append(strconv.AppendQuote(text, key), ':'), value, shown)
		}
		if shown == nil {
			for key, value := range n.Entries() {
				add(key.Key(), value, nil)
			}
			return append(text, '}')
		}
		for _, f := range shown.fields {
			if value := n.Get(f.key); value.Exists() {
				add(f.key, value, f.sight)
			}
		}
		return append(text, '}')
	case manifest.Sequence:
		text = append(text, '[')
		for i, item := range n.Items() {
			if i > 0 {
				text = append(text, ',')
			}
			text = appendNode(text, item, shown)
		}
		return append(text, ']')
	}
	switch n.Type() {
	case manifest.String:
		return strconv.AppendQuote(text, n.Key())
	case manifest.Bool, manifest.Int:
		return append(text, n.Key()...)
	case manifest.Float: // its key has fewer digits
		return append(text, n.Text()...)
	}
	return append(text, "null"...)
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

package policies

import (
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// world is a run with some settings, as one policy sees it: the data besides
// the objects, made when first asked for, and what it said of them.
type world struct {
	params *analyzer.Params
	data   func() (storage.Store, error)
	said   answers

	mu       sync.Mutex
	profiles map[*aks.Profile]*ast.Term // as the policy sees them
}

// worldFor is the world of a run.
func (p *program) worldFor(params *analyzer.Params) *world {
	if w := p.world.Load(); w != nil && params != nil && w.params == params {
		return w
	}
	w := &world{
		params: params,
		data:   sync.OnceValues(func() (storage.Store, error) { return dataFor(params) }),
	}
	p.world.Store(w)
	return w
}

// profile is what the policy sees of a cluster's profile, null of none. Profiles
// are large, and a run has one or two.
func (w *world) profile(of *aks.Profile) *ast.Term {
	w.mu.Lock()
	defer w.mu.Unlock()
	term, known := w.profiles[of]
	if !known {
		if w.profiles == nil {
			w.profiles = map[*aks.Profile]*ast.Term{}
		}
		term = profileTerm(of)
		w.profiles[of] = term
	}
	return term
}

// dataFor is what policies see as data: the organisation's settings, and the
// facts about AKS.
func dataFor(params *analyzer.Params) (storage.Store, error) {
	if params == nil {
		params = &analyzer.Params{}
	}
	settings, err := ast.InterfaceToValue(params)
	if err != nil {
		return nil, err
	}
	return inmem.NewFromASTObject(ast.NewObject(
		ast.Item(ast.InternedTerm("params"), ast.NewTerm(settings)),
		ast.Item(ast.InternedTerm("aks"), factsForPolicies()),
	)), nil
}

// factsForPolicies are the facts about AKS that policies read. A namespace that
// ends in "-" stands for all that begin so.
var factsForPolicies = sync.OnceValue(func() *ast.Term {
	texts := func(all []string) *ast.Term {
		var terms []*ast.Term
		for _, text := range all {
			terms = append(terms, ast.StringTerm(text))
		}
		return ast.NewTerm(ast.NewArray(terms...))
	}
	var namespaces []string
	for _, ns := range aks.ManagedNamespaces() {
		namespaces = append(namespaces, ns.Name)
	}
	var current []string
	for _, row := range aks.IstioRevisions() {
		if !row.Deprecated {
			current = append(current, row.Revision)
		}
	}
	return ast.NewTerm(ast.NewObject(
		ast.Item(ast.InternedTerm("managedNamespaces"), texts(namespaces)),
		ast.Item(ast.InternedTerm("podAnnotations"), texts(aks.KeysOf(aks.PodAnnotation))),
		ast.Item(ast.InternedTerm("ownLabels"), texts(aks.OwnLabels())),
		ast.Item(ast.InternedTerm("istioRevisions"), texts(current)),
	))
})

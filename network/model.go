package network

import (
	"cmp"
	"slices"
	"sync"

	"github.com/akslint/akslint/inventory"
)

// Model is the network of one scope, seen from nowhere: of objects that several
// files define, it has all definitions.
type Model struct {
	*selections
	settings Settings
	// policies are all, in the order in which they are asked; byMember finds
	// them, and byNamespace lists them in the order of the input.
	policies    []*Policy
	byMember    map[*inventory.Member]*Policy
	byNamespace map[string][]*Policy
	// holds are the policies that hold each pod, by id, in the order in which
	// they are asked. Refused ones are left out.
	holds [][]holding
	// plan is the model by classes, made when it is first asked for.
	plan func() *plan
}

// newModel builds the model of a scope, of the objects that sees shows; nil
// shows all.
func newModel(s *inventory.Scope, settings Settings, sees func(*inventory.Member) bool) *Model {
	if sees == nil {
		sees = func(*inventory.Member) bool { return true }
	}
	m := &Model{selections: newSelections(newPods(s, sees)), settings: settings, byMember: map[*inventory.Member]*Policy{}, byNamespace: map[string][]*Policy{}}
	asked := map[string]bool{}
	for _, member := range s.Members {
		kind, ok := readers[inventory.KindName(member.Object)]
		if !ok || member.Fragment || !sees(member) {
			continue
		}
		r := &reader{Policy: &Policy{Member: member, Engine: kind.engine}, object: member.Object, selections: m.selections, settings: &m.settings, asked: asked}
		kind.read(r)
		for _, side := range []*Side{&r.Ingress, &r.Egress} {
			for _, rule := range side.Rules {
				rule.sum()
			}
		}
		m.policies = append(m.policies, r.Policy)
		m.byMember[member] = r.Policy
		m.byNamespace[member.Namespace] = append(m.byNamespace[member.Namespace], r.Policy)
	}
	slices.SortStableFunc(m.policies, func(a, b *Policy) int {
		return cmp.Or(cmp.Compare(a.Tier, b.Tier), cmp.Compare(a.Order, b.Order), calicoOrder(a, b))
	})
	m.readNamed(asked)
	m.hold()
	m.plan = sync.OnceValue(func() *plan { return newPlan(m) })
	return m
}

// calicoOrder compares policies of one order: Calico asks them by name.
func calicoOrder(a, b *Policy) int {
	if a.Engine != Calico || b.Engine != Calico {
		return 0
	}
	return cmp.Compare(a.Name(), b.Name())
}

// hold notes which policies hold each pod.
func (m *Model) hold() {
	m.holds = make([][]holding, len(m.all))
	for i, p := range m.policies {
		p.index = i
		if p.Refused != "" {
			continue
		}
		for _, id := range p.subject.sure {
			m.holds[id] = append(m.holds[id], holding{p, inventory.Yes})
		}
		for _, id := range p.subject.maybe {
			m.holds[id] = append(m.holds[id], holding{p, inventory.Unknown})
		}
	}
}

// speaks reports whether a policy says anything of a direction.
func (p *Policy) speaks(d Direction) bool {
	side := p.Side(d)
	return side.Isolates != inventory.No || len(side.Rules) > 0
}

package network

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/akslint/akslint/inventory"
)

// Model is the network of one scope, seen from nowhere: of objects that several
// files define, it has all definitions.
type Model struct {
	*selections
	settings Settings
	// variants says that some object has several definitions.
	variants bool
	// policies are all, in the order in which they are asked; byMember finds
	// them, and byNamespace lists them in the order of the input.
	policies    []*Policy
	byMember    map[*inventory.Member]*Policy
	byNamespace map[string][]*Policy
	// holds are the policies that hold each pod, by id, in the order in which
	// they are asked. Refused ones are left out.
	holds [][]holding
	// broken are the policies that are refused, and would hold each pod.
	broken map[int32][]*Policy
	// plan is the model by classes, made when it is first asked for.
	plan func() *plan
}

// newModel builds the model of a scope, of the objects that sees shows; nil
// shows all.
func newModel(s *inventory.Scope, settings Settings, sees func(*inventory.Member) bool) *Model {
	if sees == nil {
		sees = func(*inventory.Member) bool { return true }
	}
	m := &Model{selections: newSelections(newPods(s, sees)), settings: settings, variants: s.Variants(), byMember: map[*inventory.Member]*Policy{}, byNamespace: map[string][]*Policy{}}
	asked := map[string]bool{}
	for member, kind := range policiesOf(s) {
		if !sees(member) {
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
	for i, p := range m.policies {
		p.index = i
	}
	m.readNamed(asked)
	m.hold()
	m.plan = sync.OnceValue(func() *plan { return newPlan(m) })
	return m
}

// policiesOf yields the policies of a scope, in the order of the input. Of those
// that a file defines several times, the last takes the place of the others.
func policiesOf(s *inventory.Scope) iter.Seq2[*inventory.Member, kindReader] {
	return func(yield func(*inventory.Member, kindReader) bool) {
		for _, m := range s.Members {
			if m.Fragment || !strings.HasSuffix(m.Object.Kind, "NetworkPolicy") { // which all policies are by their names
				continue
			}
			if reader, ok := readers[m.Kind()]; ok && !m.Replaced() && !yield(m, reader) {
				return
			}
		}
	}
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
	m.holds, m.broken = make([][]holding, len(m.all)), map[int32][]*Policy{}
	if m.settings.Unenforced {
		return
	}
	for _, p := range m.policies {
		if p.Refused != "" {
			for _, id := range slices.Concat(p.subject.sure, p.subject.maybe) {
				m.broken[id] = append(m.broken[id], p)
			}
		}
	}
	count := make([]int, len(m.all))
	m.eachHolding(func(id int32, _ holding) { count[id]++ })
	for id, n := range count {
		if n > 0 {
			m.holds[id] = make([]holding, 0, n)
		}
	}
	m.eachHolding(func(id int32, h holding) { m.holds[id] = append(m.holds[id], h) })
}

// eachHolding tells of each policy and each pod that it holds, or may.
func (m *Model) eachHolding(tell func(id int32, h holding)) {
	for _, p := range m.policies {
		if p.Refused != "" {
			continue
		}
		for _, id := range p.subject.sure {
			tell(id, holding{p, inventory.Yes})
		}
		for _, id := range p.subject.maybe {
			tell(id, holding{p, inventory.Unknown})
		}
	}
}

// speaks reports whether a policy says anything of a direction.
func (p *Policy) speaks(d Direction) bool {
	side := p.Side(d)
	return side.Isolates != inventory.No || len(side.Rules) > 0
}

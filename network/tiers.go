package network

import (
	"github.com/akslint/akslint/inventory"
)

// holding is a policy that selects a pod, or may.
type holding struct {
	*Policy
	truth inventory.Truth
}

// outcome is what policies make of all ports, as far as they have been asked: a
// port is in each set whose fate it may have. While nothing is unknown, each
// port is in just one.
type outcome struct{ open, allowed, denied, passed PortSet }

// matched is what a rule does to a flow: whether it matches the other end, on
// which ports surely, and on which perhaps.
type matched struct {
	truth       inventory.Truth
	sure, maybe PortSet
}

// take applies a rule, certain where it surely takes part.
func (o *outcome) take(action Action, m matched, certain bool) {
	if m.truth == inventory.No {
		return
	}
	hit := o.open.Intersect(m.sure.Union(m.maybe))
	switch action {
	case Allow:
		o.allowed = o.allowed.Union(hit)
	case Deny:
		o.denied = o.denied.Union(hit)
	case Pass:
		o.passed = o.passed.Union(hit)
	}
	if certain && m.truth == inventory.Yes {
		o.open = o.open.Minus(m.sure)
	}
}

// fold asks the policies that hold a pod about one direction, tier after tier,
// first decision wins: AdminNetworkPolicies by priority; the policies that
// isolate, whose allows add up; where none isolates, the baseline; and what is
// left is allowed. The policies come in the order of their tiers.
func fold(holds []holding, d Direction, match func(*Rule) matched) verdict {
	o := outcome{open: everyPort}
	admin, rest := tierOf(holds, AdminTier)
	o.ordered(admin, d, match)
	pods, baseline := tierOf(rest, PodTier)
	o.isolating(pods, d, match)
	o.ordered(baseline, d, match)
	allowed := o.allowed.Union(o.open)
	return verdict{allowed.Minus(o.denied), allowed.Intersect(o.denied)}
}

// tierOf splits the policies of a tier from those of later ones.
func tierOf(holds []holding, t Tier) (these, later []holding) {
	i := 0
	for i < len(holds) && holds[i].Tier == t {
		i++
	}
	return holds[:i], holds[i:]
}

// ordered asks the policies of a tier that isolates nothing. Of policies of one
// priority, any may be asked first.
func (o *outcome) ordered(holds []holding, d Direction, match func(*Rule) matched) {
	for len(holds) > 0 {
		n := 1
		for n < len(holds) && holds[n].Order == holds[0].Order {
			n++
		}
		before, left := o.open, o.open
		for _, h := range holds[:n] {
			o.open = before
			for _, rule := range h.Side(d).Rules {
				o.take(rule.Action, match(rule), h.truth == inventory.Yes && !rule.Doubt)
			}
			left = left.Intersect(o.open)
		}
		o.open = left
		holds = holds[n:]
	}
	o.open, o.passed = o.open.Union(o.passed), PortSet{}
}

// isolating asks the policies of PodTier. What Cilium denies goes first; then
// the rules by order; and what no rule allows is denied where one isolates.
func (o *outcome) isolating(holds []holding, d Direction, match func(*Rule) matched) {
	ask := func(early bool) {
		for _, h := range holds {
			for _, rule := range h.Side(d).Rules {
				if early == (h.Engine == Cilium && rule.Action == Deny) {
					o.take(rule.Action, match(rule), h.truth == inventory.Yes && !rule.Doubt)
				}
			}
		}
	}
	ask(true)
	ask(false)
	isolated := inventory.No
	for _, h := range holds {
		isolated = either(isolated, both(h.truth, h.Side(d).Isolates))
	}
	switch isolated {
	case inventory.Yes:
		o.denied, o.open = o.denied.Union(o.open), PortSet{}
	case inventory.Unknown:
		for _, h := range holds {
			if both(h.truth, h.Side(d).Isolates) == inventory.Unknown {
				o.denied = o.denied.Union(o.open.Minus(granted(h.Side(d), match)))
			}
		}
	}
}

// granted are the ports that a policy surely allows the pods that it selects.
func granted(side *Side, match func(*Rule) matched) (ports PortSet) {
	for _, rule := range side.Rules {
		if m := match(rule); rule.Action == Allow && m.truth == inventory.Yes && !rule.Doubt {
			ports = ports.Union(m.sure)
		}
	}
	return ports
}

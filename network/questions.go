package network

import (
	"github.com/akslint/akslint/inventory"
)

// Policy gives the policy that an object is; ok is false for other objects.
func (n Network) Policy(m *inventory.Member) (p *Policy, ok bool) { return nil, false }

// Policies lists the policies of a namespace, those of the cluster for "".
func (n Network) Policies(namespace string) []*Policy { return nil }

// Selected lists the workloads that a policy is about.
func (n Network) Selected(p *Policy) Matches { return Matches{} }

// Peers lists the workloads that a peer of a rule names.
func (n Network) Peers(p *Peer) Matches { return Matches{} }

// Holding lists the policies that select a workload, or may.
func (n Network) Holding(w *inventory.Workload) (sure, maybe []*Policy) { return nil, nil }

// Isolation says which policies isolate a workload in a direction.
func (n Network) Isolation(w *inventory.Workload, d Direction) Isolation { return Isolation{} }

// Covered reports whether a policy of any engine and tier speaks of a
// workload's traffic in a direction.
func (n Network) Covered(w *inventory.Workload, d Direction) inventory.Truth { return 0 }

// Reaches says what may go from one workload to another. Where both are the
// same, it speaks of two pods of it.
func (n Network) Reaches(from, to *inventory.Workload) Flow { return Flow{} }

// Decide says what the policies of a workload decide about one workload at the
// other end: about traffic to it from other (Ingress), or from it to other.
func (n Network) Decide(w *inventory.Workload, d Direction, other *inventory.Workload) Decision {
	return Decision{}
}

// Admits says what the policies of a workload decide about traffic with an end
// that is no workload of the input.
func (n Network) Admits(w *inventory.Workload, d Direction, other End) Decision { return Decision{} }

// Redundant reports whether the other rules of the same tier admit all that a
// rule does, for all workloads that its policy selects, and which rules these
// are. It is about rules that allow, of NetworkPolicy.
func (n Network) Redundant(r *Rule) (by []*Rule, ok bool) { return nil, false }

// RedundantPolicy reports whether a policy could go without a change: all its
// rules are redundant, and other policies isolate all that it isolates. A
// policy without rules never is.
func (n Network) RedundantPolicy(p *Policy) (by []*Policy, ok bool) { return nil, false }

// OneSided lists the connections that the rules of a policy admit by name,
// while the other end's policies do not admit them, one for each rule, peer
// and closed workload.
func (n Network) OneSided(p *Policy) []OneSided { return nil }

// Destinations lists the workloads whose ports a port of a rule names: those
// that its policy selects for Ingress, those of the rule's peers for Egress.
func (n Network) Destinations(r *Rule) Matches { return Matches{} }

// Resolve gives the numbers that a named port has on a workload, and those
// that it may have.
func (n Network) Resolve(p *Port, w *inventory.Workload) (sure, maybe PortSet) { return }

// Map draws who reaches whom.
func (ms *Models) Map(s *inventory.Scope) *Map { return nil }

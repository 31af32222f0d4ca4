package network

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

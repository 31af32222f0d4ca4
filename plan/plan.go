// Package plan is the address plan of a cluster: how many nodes, pods and
// Services its address ranges have room for, and what the manifests ask of it.
// It counts; it knows no rule and no format.
//
// The formulas are those of package aks, which cites them; the numbers of
// Azure's limits are its data.
package plan

import (
	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/inventory"
)

// Plan is the address plan of one cluster.
type Plan struct {
	Cluster *aks.Profile
	Ranges  []Range
	Pools   []Pool
	// Asks are what the manifests ask for; none where there are no manifests.
	Asks []Ask
	// Notes say what could not be counted and why: sentences without a final
	// stop.
	Notes []string
}

// For plans a cluster. subnets may be nil: then those count that the file
// of the profile tells of, and a note says which are not in the plan. inv is what is to run in the cluster.
func For(cluster *aks.Profile, subnets *aks.Subnets, inv *inventory.Inventory) *Plan {
	p := &planner{Plan: Plan{Cluster: cluster}, subnets: cluster.SubnetsOr(subnets), asked: collect(inv)}
	p.addRanges()
	p.addPools()
	p.addAsks()
	return &p.Plan
}

// planner makes a Plan.
type planner struct {
	Plan
	subnets *aks.Subnets
	asked   asked
}

func (p *planner) note(text string) { p.Notes = append(p.Notes, text) }

// Formula says how something is counted, and where that is read.
type Formula struct {
	Text   string
	Source string
}

// Growth says how Pool.Holds is counted.
var Growth = Formula{"the most nodes of the pool, the others being at their most, with which every range still has room", planning}

const planning = "https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning"

// The formulas of a plan.
var (
	nodeSubnetFormula = Formula{"(nodes + surge) x (1 + maxPods), and an address for each internal frontend; of the subnet 2^(32-prefix) - 5 are usable", planning}
	nodeFormula       = Formula{"nodes + surge, and an address for each internal frontend; of the subnet 2^(32-prefix) - 5 are usable", planning}
	podBatchFormula   = Formula{"(nodes + surge) x 16 for every 16 pods of a node, kept 8 ahead; of the subnet 2^(32-prefix) - 5 are usable", "https://learn.microsoft.com/azure/aks/configure-azure-cni-dynamic-ip-allocation"}
	podBlockFormula   = Formula{"(nodes + surge) x 16 x ceil((maxPods + 1) / 16); of the subnet 2^(32-prefix) - 5 are usable", "https://learn.microsoft.com/azure/aks/configure-azure-cni-static-block-allocation"}
	nodeBlockFormula  = Formula{"a /24 for each node, with surge: room for 2^(24-prefix) nodes", "https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay"}
	serviceFormula    = Formula{"a cluster IP for each Service, with `kubernetes` and `kube-dns`; the first and the last address are not given out", "https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/"}
	portsFormula      = Formula{"(nodes + surge) x allocatedOutboundPorts; each outbound IP has 64000 ports", "https://learn.microsoft.com/azure/aks/load-balancer-standard#configure-the-allocated-outbound-ports"}
)

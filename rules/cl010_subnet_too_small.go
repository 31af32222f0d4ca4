package rules

import (
	"fmt"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/plan"
)

// CL010: A subnet is too small for the node pools in it.
//
// A node takes an address of its subnet, and where pods lie in the node subnet
// one for each pod that it may have, whether it runs or not. Counted are the
// greatest sizes of all pools that share the subnet, the nodes that an upgrade
// adds, and the internal load balancers and Private Link Services of all manifests
// of the run; Azure keeps five addresses of each subnet. Where they do not suffice, the autoscaler and upgrades
// stop half-way. In a pod subnet each node takes sixteen addresses at a time, and
// blocks of sixteen with static allocation.
//
// More than four fifths are a warning.
//
// # Fix
//
// A subnet cannot grow while it is in use: add a pool in a larger one, or lower
// `maxCount`, `maxPods` or `maxSurge`. Azure CNI Overlay needs one address for
// each node.
var CL010 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL010", Name: "subnet-too-small", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: []analyzer.Input{analyzer.ClusterInput, analyzer.SubnetsInput}, Since: "0.1.0",
		References: []string{
			"https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning",
			"https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-pod-subnet",
		},
	},
	Check: func(p *analyzer.Pass) {
		frontends := plan.Frontends(p.Profile, p.Subnets, plan.Balancers(p.Inventory))
		for _, d := range p.Profile.Demands(p.Subnets) {
			switch d.Of {
			case aks.NodeRange:
				checkNodeSubnet(p, d, frontends)
			case aks.PodsRange:
				checkPodSubnet(p, d)
			}
		}
	},
}

// nearlyFull is from how many percent on a range is nearly full.
const nearlyFull = 80

func checkNodeSubnet(p *analyzer.Pass, d aks.Demand, frontends []plan.Frontend) {
	balancers := 0
	for _, f := range frontends {
		if f.Subnet.Name == d.Subnet.Name && f.Subnet.ID == d.Subnet.ID {
			balancers = f.Addresses
		}
	}
	need := d.Used.Max + balancers
	what := d.Range
	from := fmt.Sprintf("the subnet %s has %d addresses", subnetName(d.Subnet), d.Size)
	take := poolsTake(p, d)
	if balancers > 0 {
		take += fmt.Sprintf(", and internal load balancers %d", balancers)
	}
	switch {
	case need > d.Size:
		report(p, d, what, analyzer.Error, fmt.Sprintf("%s, and at their greatest its pools take %d (%s); the last nodes cannot be added", from, need, take))
	case need*100 > d.Size*nearlyFull:
		report(p, d, what, analyzer.Warning, fmt.Sprintf("%s, and at their greatest its pools take %d (%s), more than %d%%; there is little room to grow", from, need, take, nearlyFull))
	}
}

func checkPodSubnet(p *analyzer.Pass, d aks.Demand) {
	from := fmt.Sprintf("the pod subnet %s has %d addresses", subnetName(d.Subnet), d.Size)
	switch {
	case d.Start > d.Size:
		report(p, d, d.Range, analyzer.Error, fmt.Sprintf("%s, and at their greatest its pools take %d in batches of %d (%s); the last nodes get none for pods", from, d.Start, aks.PodBatch, poolsTake(p, d)))
	case d.Used.Max > d.Size:
		report(p, d, d.Range, analyzer.Warning, fmt.Sprintf("%s, and full nodes take %d (%s); pods wait for addresses before the nodes are full", from, d.Used.Max, poolsTake(p, d)))
	case d.Used.Max*100 > d.Size*nearlyFull:
		report(p, d, d.Range, analyzer.Warning, fmt.Sprintf("%s, and full nodes take %d (%s), more than %d%%; there is little room to grow", from, d.Used.Max, poolsTake(p, d), nearlyFull))
	}
}

// report puts a finding on a range, with the sizes of the pools beside it.
func report(p *analyzer.Pass, d aks.Demand, at aks.Setting, severity analyzer.Severity, message string) {
	f := analyzer.Finding{At: at.Path(), Lower: analyzer.At(severity), Message: message}
	for _, pool := range d.Pools {
		f.Related = append(f.Related, analyzer.Related{Object: p.Object, At: pool.NodesSetting().Path(), Message: "the size of " + pool.Label()})
	}
	p.Report(f)
}

// poolsTake says of what the use of a range is made up.
func poolsTake(p *analyzer.Pass, d aks.Demand) string {
	var parts []string
	for _, pool := range d.Pools {
		nodes, ok := pool.Nodes()
		surge, known := pool.Surge(nodes.Max)
		if !ok || !known {
			continue
		}
		text := fmt.Sprintf("%d nodes and %d for upgrades", nodes.Max, surge)
		how, _ := p.Profile.Addressing(pool)
		if pods, ok := p.Profile.MaxPods(pool); ok && (how == aks.NodeSubnet || d.Of == aks.PodsRange) {
			text += fmt.Sprintf(" with %d pods each", pods)
		}
		if name := pool.Name(); name != "" && len(d.Pools) > 1 {
			text = "`" + name + "` " + text
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

// subnetName names a subnet with its range.
func subnetName(s aks.Subnet) string {
	return fmt.Sprintf("`%s` (%s)", s.Name, strings.Join(prefixTexts(s.Prefixes), ", "))
}

package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/akslint/akslint/aks"
)

// Ask is something that the manifests ask of the cluster.
type Ask struct {
	// What is asked for: pods, load balancing rules.
	What string
	// Asked is how much, with the fewest, the present and the most replicas and
	// nodes; Room is how much of it the cluster has then.
	Asked, Room aks.Scale
	// Complete is false where the cluster may have more room than could be
	// counted.
	Complete bool
	Formula  Formula
}

// Free is what is left at the most.
func (a *Ask) Free() int { return a.Room.Max - a.Asked.Max }

// Short reports whether the room does not suffice.
func (a *Ask) Short() bool { return a.Complete && a.Free() < 0 }

// addAsks counts what the manifests ask for.
func (p *planner) addAsks() {
	if !p.asked.any {
		return
	}
	p.addPods("pods", func(w workload) bool { return !w.windows }, func(pool aks.Pool) bool { return !pool.Windows() })
	if slices.ContainsFunc(p.asked.workloads, func(w workload) bool { return w.windows }) {
		p.addPods("pods on Windows", func(w workload) bool { return w.windows }, aks.Pool.Windows)
	}
	rules, links := 0, 0
	for _, b := range p.asked.balancers {
		rules += b.Rules
		if b.Link {
			links++
		}
	}
	p.addFixed("load balancer Services", len(p.asked.balancers), aks.MaxLoadBalancerServices, Formula{"Services of type LoadBalancer, and what makes one", "https://learn.microsoft.com/azure/aks/quotas-skus-regions"})
	p.addFixed("load balancing rules of a node", rules, aks.MaxRulesPerNIC, Formula{"a rule for each port of each address of a load balancer", "https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#load-balancer"})
	p.addFixed("node ports", p.asked.nodePorts, aks.MaxNodePort-aks.MinNodePort+1, Formula{"a node port for each port of a Service of type NodePort or LoadBalancer", "https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport"})
	if links > 0 {
		p.addFixed("Private Link Services", links, aks.MaxPrivateLinkServices, Formula{"a load balancer takes 8", "https://learn.microsoft.com/azure/aks/internal-lb#connect-azure-private-link-service-to-internal-load-balancer"})
	}
	if n := len(p.asked.doubts); n > 0 {
		some := p.asked.doubts[:min(n, 3)]
		more := ""
		if n > len(some) {
			more = fmt.Sprintf(" and %d more", n-len(some))
		}
		p.note(fmt.Sprintf("the number of pods of %s%s is filled in later, so what the manifest has is counted", strings.Join(some, ", "), more))
	}
	p.note("the pods and Services that AKS itself runs in kube-system are not counted")
}

func (p *planner) addFixed(what string, n, room int, f Formula) {
	p.Asks = append(p.Asks, Ask{What: what, Asked: aks.Scale{Min: n, Now: n, Max: n}, Room: aks.Scale{Min: room, Now: room, Max: room}, Complete: true, Formula: f})
}

// addPods counts the pods of some workloads, and the room on some pools.
func (p *planner) addPods(what string, counts func(workload) bool, runs func(aks.Pool) bool) {
	ask := Ask{What: what, Formula: Formula{"replicas, the bounds of autoscalers, and a pod of each DaemonSet for each node; room for nodes x maxPods", planning}}
	ask.Complete = p.Cluster.PoolsKnown() && !p.grows()
	some := false
	for _, pool := range p.Cluster.Pools() {
		nodes, ok := pool.Nodes()
		maxPods, counted := p.Cluster.MaxPods(pool)
		if !runs(pool) || pool.Get("mode").Is("Gateway") {
			continue
		}
		if !ok || !counted {
			ask.Complete = false
			continue
		}
		some = true
		ask.Room = ask.Room.Plus(nodes.Each(func(n int) int { return n * maxPods }))
		for _, w := range p.asked.workloads {
			if w.replicas.EachNode && counts(w) && w.runsOn(pool) {
				ask.Asked = ask.Asked.Plus(nodes)
			}
		}
	}
	if !some && !ask.Complete {
		p.note("no node pool could be counted, so nothing is said of the room for " + what)
		return
	}
	for _, w := range p.asked.workloads {
		if !w.replicas.EachNode && counts(w) {
			ask.Asked = ask.Asked.Plus(aks.Scale{Min: w.replicas.Min, Now: w.replicas.Now, Max: w.replicas.Max})
		}
	}
	p.Asks = append(p.Asks, ask)
}

// runsOn reports whether the node selector of a workload may mean the nodes of
// a pool. A label of which the profile says nothing may be there.
func (w workload) runsOn(pool aks.Pool) bool {
	told := map[string]string{"kubernetes.azure.com/agentpool": pool.Name(), "agentpool": pool.Name()}
	if mode := pool.Get("mode"); mode.Known() {
		told["kubernetes.azure.com/mode"] = strings.ToLower(mode.Text())
	}
	for key, value := range w.selector {
		if has := told[key]; has != "" && has != value {
			return false
		}
		if label := pool.NodeLabel(key); label.Known() && label.Text() != value {
			return false
		}
	}
	return true
}

// unique drops repeated items, keeping the order of the first ones.
func unique(items []string) []string {
	var out []string
	for _, item := range items {
		if !slices.Contains(out, item) {
			out = append(out, item)
		}
	}
	return out
}

// joined lists items in a sentence.
func joined(items []string) string {
	if n := len(items); n > 1 {
		return strings.Join(items[:n-1], ", ") + " and " + items[n-1]
	}
	return strings.Join(items, "")
}

package plan_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/plan"
)

// cluster is a random cluster, from which the profile is written and the
// addresses are given out one by one.
type cluster struct {
	mode   string
	prefix netip.Prefix // of the subnet
	pods   netip.Prefix // of pods, with overlay
	pools  []pool
}

type pool struct {
	count, least, most, maxPods, surge int
	scales                             bool
}

func random(r *rand.Rand) cluster {
	c := cluster{
		mode:   []string{"", "overlay"}[r.IntN(2)],
		prefix: netip.PrefixFrom(netip.MustParseAddr("10.1.0.0"), 20+r.IntN(8)).Masked(),
		pods:   netip.PrefixFrom(netip.MustParseAddr("10.64.0.0"), 16+r.IntN(7)).Masked(),
	}
	for range 1 + r.IntN(3) {
		p := pool{least: r.IntN(4), maxPods: 10 + r.IntN(60), surge: r.IntN(3), scales: r.IntN(2) == 0}
		p.most = p.least + r.IntN(20)
		p.count = p.least + r.IntN(p.most-p.least+1)
		if !p.scales {
			p.least, p.most = p.count, p.count
		}
		c.pools = append(c.pools, p)
	}
	return c
}

// profile writes a cluster as az prints it.
func (c cluster) profile() string {
	var pools []string
	for i, p := range c.pools {
		scaling := ""
		if p.scales {
			scaling = fmt.Sprintf(`"enableAutoScaling": true, "minCount": %d, "maxCount": %d,`, p.least, p.most)
		}
		pools = append(pools, fmt.Sprintf(`{"name": "p%d", "osType": "Linux", "count": %d, %s "maxPods": %d, "upgradeSettings": {"maxSurge": "%d"}, "vnetSubnetId": "/x/virtualNetworks/v/subnets/nodes"}`,
			i, p.count, scaling, p.maxPods, p.surge))
	}
	mode := ""
	if c.mode != "" {
		mode = fmt.Sprintf(`"networkPluginMode": %q, "podCidr": %q,`, c.mode, c.pods)
	}
	return fmt.Sprintf(`{"name": "c", "location": "x", "networkProfile": {"networkPlugin": "azure", %s "serviceCidr": "172.16.0.0/24"}, "agentPoolProfiles": [%s]}`, mode, strings.Join(pools, ", "))
}

// give gives each node, and with pods in the node subnet each pod, an address
// of its own, and with overlay each node a block of 256. It reports how many
// were given, and whether there were enough.
func (c cluster) give(nodes []int) (addresses, blocks int, fits bool) {
	next, last := c.prefix.Addr(), c.prefix.Addr()
	for a := c.prefix.Addr(); c.prefix.Contains(a); a = a.Next() {
		last = a
	}
	for range 4 {
		next = next.Next()
	}
	fits = true
	take := func() {
		addresses++
		fits = fits && c.prefix.Contains(next) && next != last
		next = next.Next()
	}
	block := c.pods.Addr()
	for i, n := range nodes {
		for range n + c.pools[i].surge {
			take()
			if c.mode == "" {
				for range c.pools[i].maxPods {
					take()
				}
				continue
			}
			blocks++
			fits = fits && c.pods.Contains(block)
			for range 256 {
				block = block.Next()
			}
		}
	}
	return addresses, blocks, fits
}

func (c cluster) sizes(of func(pool) int) []int {
	out := make([]int, len(c.pools))
	for i, p := range c.pools {
		out[i] = of(p)
	}
	return out
}

// TestAgainstCounting holds plans of random clusters to addresses that are
// given out one by one.
func TestAgainstCounting(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 80 {
		c := random(r)
		got := planOf(t, c.profile(), fmt.Sprintf(`{"nodes": "%s"}`, c.prefix), "")
		for _, size := range []struct {
			name  string
			nodes []int
			of    func(aks.Scale) int
		}{
			{"min", c.sizes(func(p pool) int { return p.least }), func(s aks.Scale) int { return s.Min }},
			{"now", c.sizes(func(p pool) int { return p.count }), func(s aks.Scale) int { return s.Now }},
			{"max", c.sizes(func(p pool) int { return p.most }), func(s aks.Scale) int { return s.Max }},
		} {
			addresses, blocks, _ := c.give(size.nodes)
			for _, rng := range got.Ranges {
				want := map[string]int{"nodes": blocks, "addresses": addresses}[rng.Unit]
				if rng.Name != "service range" && size.of(rng.Used) != want {
					t.Fatalf("%s: %s at %s is %d, counted %d", c.profile(), rng.Name, size.name, size.of(rng.Used), want)
				}
			}
		}
		most := c.sizes(func(p pool) int { return p.most })
		for i, p := range got.Pools {
			holds := 0
			for nodes := append([]int{}, most...); ; holds++ {
				nodes[i] = holds + 1
				if _, _, fits := c.give(nodes); !fits {
					break
				}
			}
			if p.Holds != holds {
				t.Fatalf("%s in %s: pool %s holds %d nodes, counted %d", c.profile(), c.prefix, p.Name, p.Holds, holds)
			}
		}
	}
}

func planOf(t *testing.T, profile, subnets, manifests string) *plan.Plan {
	t.Helper()
	found, err := aks.ReadProfiles(manifest.NewSource("c.json", []byte(profile)))
	if err != nil {
		t.Fatal(err)
	}
	ranges, err := aks.ReadSubnets(manifest.NewSource("s.json", []byte(subnets)))
	if err != nil {
		t.Fatal(err)
	}
	f := manifest.Parse(manifest.NewSource("m.yaml", []byte(manifests)), manifest.ParseOptions{})
	return plan.For(found[0], ranges, inventory.Build([]*manifest.File{f}, inventory.Options{Namespace: "default"}))
}

// TestAsks counts what manifests ask for.
func TestAsks(t *testing.T) {
	const (
		deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: %s\n  selector: {matchLabels: {a: b}}\n  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}\n"
		scaler     = "---\napiVersion: %s\nkind: %s\nmetadata: {name: web}\nspec: {scaleTargetRef: {kind: Deployment, name: web}, %s}\n"
		daemons    = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {a: b}}\n  template: {metadata: {labels: {a: b}}, spec: {nodeSelector: {%s}, containers: [{name: c, image: i}]}}\n"
		job        = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: web}\nspec:\n  parallelism: 5\n  completions: 3\n  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}\n"
	)
	c := cluster{mode: "overlay", prefix: netip.MustParsePrefix("10.1.0.0/24"), pods: netip.MustParsePrefix("10.64.0.0/16"),
		pools: []pool{{count: 2, least: 2, most: 2, maxPods: 30}, {count: 3, least: 1, most: 9, maxPods: 30, scales: true}}}
	for _, test := range []struct {
		name, manifests string
		want            aks.Scale
	}{
		{"replicas", fmt.Sprintf(deployment, "4"), aks.Scale{Min: 4, Now: 4, Max: 4}},
		{"no replicas", fmt.Sprintf(deployment, "null"), aks.Scale{Min: 1, Now: 1, Max: 1}},
		{"an autoscaler", fmt.Sprintf(deployment, "4") + fmt.Sprintf(scaler, "autoscaling/v2", "HorizontalPodAutoscaler", "minReplicas: 2, maxReplicas: 9"), aks.Scale{Min: 2, Now: 4, Max: 9}},
		{"an autoscaler of an old version", fmt.Sprintf(deployment, "40") + fmt.Sprintf(scaler, "autoscaling/v2beta2", "HorizontalPodAutoscaler", "maxReplicas: 9"), aks.Scale{Min: 1, Now: 9, Max: 9}},
		{"KEDA", fmt.Sprintf(deployment, "1") + fmt.Sprintf(scaler, "keda.sh/v1alpha1", "ScaledObject", "maxReplicaCount: 7"), aks.Scale{Min: 0, Now: 1, Max: 7}},
		{"a pod a node", fmt.Sprintf(daemons, ""), aks.Scale{Min: 3, Now: 5, Max: 11}},
		{"a pod a node of one pool", fmt.Sprintf(daemons, "agentpool: p1"), aks.Scale{Min: 1, Now: 3, Max: 9}},
		{"a job", job, aks.Scale{Min: 0, Now: 3, Max: 3}},
		{"dev and prod", fmt.Sprintf(deployment, "4") + "---\n" + fmt.Sprintf(deployment, "6"), aks.Scale{Min: 6, Now: 6, Max: 6}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := planOf(t, c.profile(), `{"nodes": "10.1.0.0/24"}`, test.manifests)
			if pods := got.Asks[0]; pods.What != "pods" || pods.Asked != test.want {
				t.Errorf("%s: %+v, want %+v", pods.What, pods.Asked, test.want)
			}
		})
	}
}

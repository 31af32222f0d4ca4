package aks_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/manifest"
)

// TestUsableAddresses counts the addresses of small subnets one by one.
func TestUsableAddresses(t *testing.T) {
	for bits := 20; bits <= 32; bits++ {
		prefix := netip.PrefixFrom(netip.MustParseAddr("10.4.0.0"), bits)
		count, total := 0, 0
		for a := prefix.Addr(); prefix.Contains(a); a = a.Next() {
			total++
		}
		for i := range total {
			if i >= 4 && i < total-1 {
				count++
			}
		}
		if got := aks.UsableAddresses(prefix); got != count {
			t.Errorf("%s has %d usable addresses, counted %d", prefix, got, count)
		}
	}
}

// TestNodeBlocks cuts pod ranges into /24 one by one.
func TestNodeBlocks(t *testing.T) {
	for bits := 12; bits <= 26; bits++ {
		prefix := netip.PrefixFrom(netip.MustParseAddr("10.0.0.0"), bits).Masked()
		count := 0
		for block := netip.PrefixFrom(prefix.Addr(), 24); prefix.Contains(block.Addr()); {
			last := block.Addr().As4()
			last[3] = 255
			if !prefix.Contains(netip.AddrFrom4(last)) {
				break
			}
			count++
			block = netip.PrefixFrom(netip.AddrFrom4(last).Next(), 24)
		}
		if got := aks.NodeBlocks(prefix); got != count {
			t.Errorf("%s has %d blocks, counted %d", prefix, got, count)
		}
	}
}

func TestSurge(t *testing.T) {
	for _, test := range []struct {
		text        string
		nodes, want int
		ok          bool
	}{
		{"", 10, 1, true}, {"", 11, 2, true}, {"", 0, 0, true}, {"33%", 10, 4, true}, {"100%", 7, 7, true},
		{"3", 50, 3, true}, {"0", 5, 0, true}, {"some", 5, 0, false}, {"-1", 5, -1, false},
	} {
		got, ok := aks.Surge(test.text, test.nodes)
		if ok != test.ok || ok && got != test.want {
			t.Errorf("Surge(%q, %d) = %d, %v", test.text, test.nodes, got, ok)
		}
	}
}

// pool is a random node pool, by its numbers.
type pool struct {
	subnet             string
	count, least, most int
	scaling            bool
	surge, maxPods     int
}

// TestDemands holds the plan of random clusters against a count of every node
// and pod.
func TestDemands(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11)) //nolint:gosec // a test wants the same numbers every time
	for round := range 400 {
		mode := []string{"overlay", "node", "pod", "blocks", "kubenet"}[round%5]
		pools := make([]pool, 1+random.IntN(4))
		for i := range pools {
			p := &pools[i]
			p.least = random.IntN(5)
			p.most = p.least + random.IntN(40)
			p.count = p.least + random.IntN(p.most-p.least+1)
			p.scaling, p.surge, p.maxPods = random.IntN(2) == 0, random.IntN(60), 10+random.IntN(240)
			p.subnet = []string{"a", "b"}[random.IntN(2)]
		}
		profile, subnets := randomCluster(t, mode, pools)
		for _, d := range profile.Demands(subnets) {
			if !d.Complete {
				t.Fatalf("round %d: %s of %q is not complete", round, d.Of, d.Subnet.Name)
			}
			if want := count(mode, pools, d); d.Used != want {
				t.Errorf("round %d (%s): %s of %q takes %+v, counted %+v", round, mode, d.Of, d.Subnet.Name, d.Used, want)
			}
		}
	}
}

// randomCluster writes the pools down and reads them.
func randomCluster(t *testing.T, mode string, pools []pool) (*aks.Profile, *aks.Subnets) {
	t.Helper()
	text := "cluster:\n  networkPlugin: azure\n"
	switch mode {
	case "overlay":
		text += "  networkPluginMode: overlay\n"
	case "kubenet":
		text = "cluster:\n  networkPlugin: kubenet\n"
	}
	text += "  agentPoolProfiles:\n"
	for i, p := range pools {
		text += fmt.Sprintf("    - {name: p%d, count: %d, maxPods: %d, upgradeSettings: {maxSurge: %d%%}, vnetSubnetID: %s", i, p.count, p.maxPods, p.surge, p.subnet)
		if p.scaling {
			text += fmt.Sprintf(", enableAutoScaling: true, minCount: %d, maxCount: %d", p.least, p.most)
		}
		switch mode {
		case "pod":
			text += ", podSubnetID: pods"
		case "blocks":
			text += ", podSubnetID: pods, podIPAllocationMode: StaticBlock"
		}
		text += "}\n"
	}
	text += "subnets: {a: 10.0.0.0/16, b: 10.1.0.0/16, pods: 10.2.0.0/16}\n"
	profiles, err := aks.ReadProfiles(manifest.NewSource("c.yaml", []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	subnets, err := aks.ReadSubnets(manifest.NewSource("c.yaml", []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	return profiles[0], subnets
}

// count takes addresses one by one.
func count(mode string, pools []pool, d aks.Demand) aks.Scale {
	size := func(pick func(pool) int) int {
		taken := 0
		for _, p := range pools {
			if d.Of == aks.NodeRange && p.subnet != d.Subnet.Name {
				continue
			}
			nodes := p.count
			if p.scaling {
				nodes = pick(p)
			}
			surge := 0
			for surge*100 < nodes*p.surge {
				surge++
			}
			for range nodes + surge {
				taken += ofNode(mode, d.Of, p.maxPods)
			}
		}
		return taken
	}
	return aks.Scale{
		Min: size(func(p pool) int { return p.least }),
		Now: size(func(p pool) int { return p.count }),
		Max: size(func(p pool) int { return p.most }),
	}
}

// ofNode is what one node takes of a range, pod by pod.
func ofNode(mode string, of aks.DemandOf, maxPods int) int {
	switch {
	case of == aks.PodRange:
		return 1
	case of == aks.NodeRange && mode == "node":
		taken := 1
		for range maxPods {
			taken++
		}
		return taken
	case of == aks.NodeRange:
		return 1
	case mode == "blocks": // /28 until the pods and the node fit
		taken := 0
		for taken < maxPods+1 {
			taken += 16
		}
		return taken
	}
	taken := 16 // pods come one by one; with fewer than eight free, the node takes more
	for pods := 1; pods <= maxPods; pods++ {
		for taken-pods < 8 {
			taken += 16
		}
	}
	return taken
}

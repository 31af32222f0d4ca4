package plan

import (
	"strconv"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// Balancer is what one load balancer of the manifests asks for.
type Balancer struct {
	Intent   inventory.LBIntent
	Internal bool
	// Rules are the load balancing rules, one for each port and family.
	Rules int
	// Subnet is the one of an internal frontend, "" for that of the nodes; IP
	// its static address.
	Subnet, IP string
	// Link says that a Private Link Service stands before it, with so many
	// addresses of a subnet.
	Link          bool
	LinkAddresses int
	LinkSubnet    string
}

// Balancers are the load balancers that the objects of a run make in a cluster,
// each once, however many files and overlays define it: with the most rules that
// one of them has.
func Balancers(inv *inventory.Inventory) []Balancer {
	var all []Balancer
	for _, definitions := range inv.Definitions() {
		var most *Balancer
		for _, v := range definitions {
			lb, ok := v.LoadBalancer()
			if !ok {
				continue
			}
			if b := readBalancer(lb); most == nil || b.Rules > most.Rules {
				most = &b
			}
		}
		if most != nil {
			all = append(all, *most)
		}
	}
	return all
}

// readBalancer reads what a load balancer asks for from its annotations and
// ports, as the Azure cloud provider does.
func readBalancer(lb inventory.LBIntent) Balancer {
	value := func(key string) string { return strings.TrimSpace(lb.Values[prefix+key]) }
	b := Balancer{
		Intent:   lb,
		Internal: lb.Internal() == inventory.Yes,
		Rules:    portsOf(lb),
		Subnet:   value("azure-load-balancer-internal-subnet"),
		IP:       value("azure-load-balancer-ipv4"),
		Link:     strings.EqualFold(value("azure-pls-create"), "true"),
	}
	if lb.Service != nil && b.IP == "" {
		b.IP = lb.Service.Spec.LoadBalancerIP
	}
	if b.Internal && strings.EqualFold(value("azure-load-balancer-enable-high-availability-ports"), "true") {
		b.Rules = 1
	}
	if b.Link {
		b.LinkAddresses, b.LinkSubnet = 1, value("azure-pls-ip-configuration-subnet")
		if n, err := strconv.Atoi(value("azure-pls-ip-configuration-ip-address-count")); err == nil && n > 0 {
			b.LinkAddresses = n
		}
		if b.LinkSubnet == "" {
			b.LinkSubnet = b.Subnet
		}
	}
	return b
}

// portsOf counts the ports of a load balancer, for each family of addresses.
func portsOf(lb inventory.LBIntent) int {
	switch {
	case lb.Service == nil && lb.Member.Object.Kind == "Gateway":
		ports := map[string]bool{}
		for _, listener := range lb.Member.Object.Find(manifest.At("spec", "listeners")).Items() {
			ports[listener.Get("port").Text()] = true
		}
		return len(ports)
	case lb.Service == nil:
		return 2 // the controller of NGINX listens on 80 and 443
	}
	n := 0
	for _, port := range lb.Service.Spec.Ports {
		if !strings.EqualFold(lb.Values[prefix+"port_"+strconv.Itoa(int(port.Port))+"_no_lb_rule"], "true") {
			n++
		}
	}
	return n * max(1, len(lb.Service.Spec.IPFamilies))
}

// Frontend is how many addresses of a subnet load balancers take.
type Frontend struct {
	Subnet    aks.Subnet
	Addresses int
}

// Frontends are the addresses of internal load balancers and of Private Link
// Services, by subnet. Where none is named it is that of the first pool; one
// whose range is not known is left out. An address that several share counts
// once.
func Frontends(cluster *aks.Profile, subnets *aks.Subnets, balancers []Balancer) []Frontend {
	f := frontends{cluster: cluster, subnets: subnets}
	shared := map[string]bool{}
	for _, b := range balancers {
		frontend := b.Subnet + " " + b.IP
		if b.Internal && (b.IP == "" || !shared[frontend]) {
			shared[frontend] = true
			f.take(b.Subnet, 1)
		}
		if b.Link {
			f.take(b.LinkSubnet, b.LinkAddresses)
		}
	}
	return f.list
}

type frontends struct {
	cluster *aks.Profile
	subnets *aks.Subnets
	list    []Frontend
}

// take adds addresses to a subnet, "" being that of the first pool.
func (f *frontends) take(name string, n int) {
	subnet, ok := f.subnets.Lookup(name)
	for _, pool := range f.cluster.Pools() {
		if name == "" && !ok {
			subnet, ok = f.subnets.Lookup(pool.Get("vnetSubnetID").Text())
		}
	}
	if !ok || subnet.Size() == 0 {
		return
	}
	for i := range f.list {
		if e := &f.list[i]; e.Subnet.Name == subnet.Name && e.Subnet.ID == subnet.ID {
			e.Addresses += n
			return
		}
	}
	f.list = append(f.list, Frontend{subnet, n})
}

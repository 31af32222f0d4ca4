package plan

import (
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// asked is what the manifests of a run ask of a cluster. An object that several
// scopes define (a base and its overlays, dev and prod) counts once, with the
// greatest number.
type asked struct {
	workloads []workload
	balancers []balancer
	// services counts the Services that take a cluster IP, nodePorts the ports
	// that they open on nodes.
	services, nodePorts int
	// doubts are the workloads whose number of pods is not known.
	doubts []string
	any    bool
}

// workload is what one workload asks for.
type workload struct {
	replicas inventory.Replicas
	windows  bool
	// selector is its nodeSelector.
	selector map[string]string
}

// balancer is what one load balancer asks for.
type balancer struct {
	internal bool
	// rules are the load balancing rules, one for each port and family.
	rules int
	// subnet is the one of an internal frontend, "" for that of the nodes; ip
	// its static address.
	subnet, ip string
	// link says that a Private Link Service stands before it, with so many
	// addresses of a subnet.
	link          bool
	linkAddresses int
	linkSubnet    string
}

const prefix = "service.beta.kubernetes.io/"

// collect adds up what the objects of an inventory ask for.
func collect(inv *inventory.Inventory) asked {
	c := collector{workloads: map[manifest.Identity]*workload{}, seen: map[manifest.Identity]bool{}}
	for _, scope := range inv.Scopes {
		for _, m := range scope.Members {
			if !m.Fragment {
				c.add(inventory.View{Scope: scope, Member: m})
			}
		}
	}
	return c.asked()
}

type collector struct {
	out       asked
	order     []manifest.Identity
	workloads map[manifest.Identity]*workload
	seen      map[manifest.Identity]bool
}

func (c *collector) add(v inventory.View) {
	c.out.any = true
	m := v.Member
	id := m.Identity()
	if w := m.Workload; w != nil {
		c.addWorkload(v, id, w)
	}
	if c.seen[id] {
		return
	}
	c.seen[id] = true
	if lb, ok := v.LoadBalancer(); ok {
		c.out.balancers = append(c.out.balancers, readBalancer(lb))
	}
	if svc, ok := m.Object.Typed.(*corev1.Service); ok {
		if svc.Spec.ClusterIP != corev1.ClusterIPNone && svc.Spec.Type != corev1.ServiceTypeExternalName {
			c.out.services++
		}
		opens := svc.Spec.AllocateLoadBalancerNodePorts == nil || *svc.Spec.AllocateLoadBalancerNodePorts
		if svc.Spec.Type == corev1.ServiceTypeNodePort || svc.Spec.Type == corev1.ServiceTypeLoadBalancer && opens {
			c.out.nodePorts += len(svc.Spec.Ports)
		}
	}
}

// addWorkload adds the pods of a workload, or what it has more than before.
func (c *collector) addWorkload(v inventory.View, id manifest.Identity, w *inventory.Workload) {
	r := v.Replicas(w)
	old := c.workloads[id]
	if old == nil {
		windows := w.Spec.NodeSelector["kubernetes.io/os"] == "windows" || w.Spec.OS != nil && w.Spec.OS.Name == corev1.Windows
		c.workloads[id] = &workload{replicas: r, windows: windows, selector: w.Spec.NodeSelector}
		c.order = append(c.order, id)
	} else {
		old.replicas.Min, old.replicas.Now, old.replicas.Max = max(old.replicas.Min, r.Min), max(old.replicas.Now, r.Now), max(old.replicas.Max, r.Max)
	}
	name := w.Kind() + " `" + w.Name() + "`"
	if !r.Known && !slices.Contains(c.out.doubts, name) {
		c.out.doubts = append(c.out.doubts, name)
	}
}

func (c *collector) asked() asked {
	for _, id := range c.order {
		c.out.workloads = append(c.out.workloads, *c.workloads[id])
	}
	return c.out
}

// readBalancer reads what a load balancer asks for from its annotations and
// ports, as the Azure cloud provider does.
func readBalancer(lb inventory.LBIntent) balancer {
	value := func(key string) string { return strings.TrimSpace(lb.Values[prefix+key]) }
	b := balancer{
		internal: lb.Internal() == inventory.Yes,
		rules:    portsOf(lb),
		subnet:   value("azure-load-balancer-internal-subnet"),
		ip:       value("azure-load-balancer-ipv4"),
		link:     strings.EqualFold(value("azure-pls-create"), "true"),
	}
	if lb.Service != nil && b.ip == "" {
		b.ip = lb.Service.Spec.LoadBalancerIP
	}
	if b.internal && strings.EqualFold(value("azure-load-balancer-enable-high-availability-ports"), "true") {
		b.rules = 1
	}
	if b.link {
		b.linkAddresses, b.linkSubnet = 1, value("azure-pls-ip-configuration-subnet")
		if n, err := strconv.Atoi(value("azure-pls-ip-configuration-ip-address-count")); err == nil && n > 0 {
			b.linkAddresses = n
		}
		if b.linkSubnet == "" {
			b.linkSubnet = b.subnet
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

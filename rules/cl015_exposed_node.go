package rules

import (
	"github.com/akslint/akslint/analyzer"
)

// CL015: Nodes have public addresses, or open ports that should stay closed.
//
// A node with a public address is reached past every load balancer and gateway
// as soon as a rule lets it, and `allowedHostPorts` are such rules: ports 22, 3389
// and 10250 lead to the node itself. A range of ports that ends before it begins
// is refused.
var CL015 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL015", Name: "exposed-node", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{"https://learn.microsoft.com/azure/aks/use-node-public-ips"},
	},
	Check: func(p *analyzer.Pass) {
		for _, pool := range p.Profile.Pools() {
			if s := pool.Get("enableNodePublicIP"); s.True() {
				tell(p, s, analyzer.Warning, "%s gives each node a public address; what listens on a node is one rule away from the internet", pool.Label())
			}
			for _, ports := range pool.Get("networkProfile.allowedHostPorts").Items() {
				start, end := ports.Get("portStart"), ports.Get("portEnd")
				from, okFrom := start.Int()
				to, okTo := end.Int()
				if !okFrom || !okTo {
					continue
				}
				if from > to {
					tell(p, start, analyzer.Error, "the ports `%d` to `%d` end before they begin; AKS refuses the pool", from, to)
					continue
				}
				for _, port := range nodePorts {
					if from <= port.number && port.number <= to {
						tell(p, start, analyzer.Warning, "the ports `%d` to `%d` include %d (%s); anybody on the internet reaches it on nodes with a public address", from, to, port.number, port.name)
						break
					}
				}
			}
		}
	},
}

// nodePorts are ports of the node itself.
var nodePorts = []struct {
	number int
	name   string
}{{22, "SSH"}, {3389, "remote desktop"}, {10250, "the kubelet"}}

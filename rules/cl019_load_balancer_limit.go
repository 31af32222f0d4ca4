package rules

import (
	"fmt"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/plan"
)

// CL019: The manifests ask for more than the cluster's load balancer can hold.
//
// Each port of each LoadBalancer Service is a rule on the network interface of
// every node, and a network interface takes 300. A load balancer takes eight
// Private Link Services, and none where nodes are members by address
// (`backendPoolType: NodeIP`). What is beyond these bounds stays pending.
//
// Counted are all manifests of the run, since they share the cluster: Services,
// Gateways and the controllers of NGINX. An object that several overlays or files
// define counts once. From 240 rules on there is a warning.
var CL019 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL019", Name: "load-balancer-limit", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{
			"https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits",
			"https://cloud-provider-azure.sigs.k8s.io/topics/pls-integration/",
		},
	},
	Check: func(p *analyzer.Pass) {
		pool := p.Profile.LoadBalancerProfile("backendPoolType")
		balancers := plan.Balancers(p.Inventory)
		rules := 0
		var links []plan.Balancer
		for _, b := range balancers {
			rules += b.Rules
			if b.Link {
				links = append(links, b)
			}
		}
		switch {
		case rules > aks.MaxRulesPerNIC:
			tellCounted(p, pool, analyzer.Error, balancers[:1], "the load balancers of the manifests have %d rules, one for each port, and each node takes %d; the last ones stay pending", rules, aks.MaxRulesPerNIC)
		case rules*100 >= aks.MaxRulesPerNIC*nearlyFull:
			tellCounted(p, pool, analyzer.Warning, balancers[:1], "the load balancers of the manifests have %d rules, one for each port, and each node takes %d; there is little room to grow", rules, aks.MaxRulesPerNIC)
		}
		if pool.Is("NodeIP") && len(links) > 0 {
			tellCounted(p, pool, analyzer.Error, links, "`backendPoolType` is `%s`, and %s for a Private Link Service, which needs `NodeIPConfiguration`; they get none", pool.Text(), asking(len(links)))
		}
		if len(links) > aks.MaxPrivateLinkServices {
			tellCounted(p, pool, analyzer.Error, links, "%d Services ask for a Private Link Service, and a load balancer takes %d; the last ones stay pending", len(links), aks.MaxPrivateLinkServices)
		}
	},
}

// tellCounted is tell with the objects that count.
func tellCounted(p *analyzer.Pass, s aks.Setting, severity analyzer.Severity, counted []plan.Balancer, format string, args ...any) {
	f := analyzer.Finding{At: s.Path(), Lower: analyzer.At(severity), Message: fmt.Sprintf(format, args...)}
	for i := range counted {
		o := counted[i].Intent.Member.Object
		f.Related = append(f.Related, analyzer.Related{Object: o, At: nameField, Message: "a " + o.Kind + " that counts"})
	}
	p.Report(f)
}

// asking says how many Services ask for something.
func asking(n int) string {
	if n == 1 {
		return "1 Service asks"
	}
	return fmt.Sprintf("%d Services ask", n)
}

package rules

import (
	"fmt"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// CL019: The manifests ask for more than the cluster's load balancer can hold.
//
// Each port of each LoadBalancer Service is a rule on the network interface of
// every node, and a network interface takes 300. A load balancer takes eight
// Private Link Services, and none where nodes are members by address
// (`backendPoolType: NodeIP`). What is beyond these bounds stays pending.
//
// Counted are the Services of one kustomization, chart or folder. From 240 rules
// on there is a warning.
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
		told := map[string]bool{}
		once := func(key string, s aks.Setting, severity analyzer.Severity, related []inventory.LBIntent, format string, args ...any) {
			if told[key] {
				return
			}
			told[key] = true
			f := analyzer.Finding{At: s.Path(), Lower: analyzer.At(severity), Message: fmt.Sprintf(format, args...)}
			for i := range related {
				f.Related = append(f.Related, analyzer.Related{Object: related[i].Member.Object, At: manifest.At("metadata", "name"), Message: "a Service that counts"})
			}
			p.Report(f)
		}
		eachScope(p.Inventory, func(balancers []inventory.LBIntent) {
			rules := 0
			var links []inventory.LBIntent
			for _, lb := range balancers {
				rules += len(lb.Service.Spec.Ports)
				if create := setting(lb, "azure-pls-create"); create.is() && create.Value == "true" {
					links = append(links, lb)
				}
			}
			switch {
			case rules > aks.MaxRulesPerNIC:
				once("rules", pool, analyzer.Error, balancers[:1], "the Services of type LoadBalancer have %d ports, and each is a rule on every node, which takes %d; the last ones stay pending", rules, aks.MaxRulesPerNIC)
			case rules*100 >= aks.MaxRulesPerNIC*nearlyFull:
				once("rules", pool, analyzer.Warning, balancers[:1], "the Services of type LoadBalancer have %d ports, and each is a rule on every node, which takes %d; there is little room to grow", rules, aks.MaxRulesPerNIC)
			}
			if pool.Is("NodeIP") && len(links) > 0 {
				once("pool", pool, analyzer.Error, links, "`backendPoolType` is `%s`, and %s for a Private Link Service, which needs `NodeIPConfiguration`; they get none", pool.Text(), asking(len(links)))
			}
			if len(links) > aks.MaxPrivateLinkServices {
				once("links", pool, analyzer.Error, links, "%d Services ask for a Private Link Service, and a load balancer takes %d; the last ones stay pending", len(links), aks.MaxPrivateLinkServices)
			}
		})
	},
}

// asking says how many Services ask for something.
func asking(n int) string {
	if n == 1 {
		return "1 Service asks"
	}
	return fmt.Sprintf("%d Services ask", n)
}

package aks_test

import (
	"strings"
	"testing"

	"github.com/akslint/akslint/aks"
)

// arm is a template with some parameters and resources.
func arm(parameters, resources string) string {
	return `{` + schema + `, "parameters": {` + parameters + `}, "resources": [` + resources + `]}`
}

// cluster is a resource with some properties.
func cluster(properties string) string {
	return `{"type": "Microsoft.ContainerService/managedClusters", "apiVersion": "2025-05-01", "name": "shop", "properties": {` + properties + `}}`
}

// TestExpressions holds what functions of a template give.
func TestExpressions(t *testing.T) {
	parameters := `"yes": {"type": "bool", "defaultValue": true}, "none": {"type": "string", "nullable": true}, "open": {"type": "string"},
		"pools": {"type": "array", "defaultValue": ["a", "b", "c"]}, "o": {"type": "object", "defaultValue": {"policy": "calico", "deep": {"a": "1"}}}`
	for expression, want := range map[string]string{
		"if(and(parameters('yes'), not(empty(parameters('pools')))), 'cilium', 'azure')":                  "cilium",
		"if(or(parameters('yes'), parameters('open')), 'cilium', 'azure')":                                "cilium",
		"if(and(parameters('yes'), parameters('open')), 'cilium', 'azure')":                               "?",
		"coalesce(null(), tryGet(parameters('o'), 'policy'))":                                             "calico",
		"coalesce(tryGet(parameters('o'), 'nothing'), 'none')":                                            "none",
		"coalesce(parameters('open'), 'none')":                                                            "?",
		"tryGet(parameters('o'), 'deep', 'a')":                                                            "1",
		"parameters('o').policy":                                                                          "calico",
		"parameters('o').nothing":                                                                         "",
		"parameters('o')['policy']":                                                                       "calico",
		"createObject('x', createArray('a', 'b')).x[1]":                                                   "b",
		"union(createObject('a', createObject('x', '1')), createObject('A', createObject('y', '2'))).a.x": "1",
		"union(parameters('o'), createObject('policy', 'azure')).policy":                                  "azure",
		"union(parameters('pools'), createArray('d'))[3]":                                                 "d",
		"first(parameters('pools'))":                                                                      "a",
		"last(split('a/b/c', '/'))":                                                                       "c",
		"string(length(parameters('pools')))":                                                             "3",
		"add(mul(2, 3), sub(4, 1))":                                                                       "9",
		"if(greater(3, 2), 'cilium', 'azure')":                                                            "cilium",
		"if(contains(parameters('pools'), 'b'), 'y', 'n')":                                                "y",
		"if(contains(parameters('o'), 'POLICY'), 'y', 'n')":                                               "y",
		"if(startsWith('abc', 'AB'), 'y', 'n')":                                                           "y",
		"replace(toUpper('a-b'), '-', '')":                                                                "AB",
		"cidrSubnet('10.4.0.0/16', 24, 3)":                                                                "10.4.3.0/24",
		"cidrSubnet('10.4.0.0/16', 24, 256)":                                                              "?",
		"subscriptionResourceId('Microsoft.A/b', 'c')":                                                    "/providers/Microsoft.A/b/c",
		"resourceId('Microsoft.A/b', uniqueString('x'))":                                                  "?",
		"format('{0}{1}', 'ci', 'lium')":                                                                  "cilium",
		"uniqueString(resourceGroup().id)":                                                                "?",
		"copyIndex()":                                                                                     "?",
		"map(parameters('pools'), lambda('p', lambdaVariables('p')))":                                     "?",
		"reference('nothing').outputs.x.value":                                                            "?",
	} {
		p := read(t, arm(parameters, cluster(`"networkProfile": {"networkPolicy": "[`+expression+`]"}`)))
		s := p.NetworkPolicy()
		got := s.Text()
		if s.Unknown() {
			got = "?"
		}
		if got != want {
			t.Errorf("%s is %q, not %q", expression, got, want)
		}
		checkPlaces(t, p)
	}
}

// network is a template that makes the network beside the cluster.
const network = `{"type": "Microsoft.Network/virtualNetworks", "name": "[parameters('vnet')]", "properties": {
		"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]},
		"subnets": [{"name": "nodes", "properties": {"addressPrefix": "[cidrSubnet('10.1.0.0/16', 24, 0)]"}}, {"name": "later", "properties": {"addressPrefix": "[parameters('vnet')]"}}]}},
	{"type": "Microsoft.Network/virtualNetworks/subnets", "name": "[format('{0}/{1}', parameters('vnet'), 'pods')]", "properties": {"addressPrefixes": ["10.1.8.0/21"]}},
	{"type": "Microsoft.Network/virtualNetworks", "name": "other", "properties": {"addressSpace": {"addressPrefixes": ["10.9.0.0/16"]}, "subnets": [{"name": "vms", "properties": {"addressPrefix": "10.9.0.0/24"}}]}}`

// TestTemplates reads what resources make of each other.
func TestTemplates(t *testing.T) {
	pool := func(more string) string {
		return `{"type": "Microsoft.ContainerService/managedClusters/agentPools", "name": "shop/more"` + more + `}`
	}
	module := func(scope string) string {
		return `{"type": "Microsoft.Resources/deployments", "name": "net", "properties": {"expressionEvaluationOptions": {"scope": "` + scope + `"}, "parameters": {"policy": {"value": "calico"}},
			"template": {"parameters": {"policy": {"type": "string", "defaultValue": "azure"}, "free": {"type": "string", "nullable": true}}, "resources": [` + cluster(`"networkProfile": {"networkPolicy": "[parameters('policy')]", "podCidr": "[parameters('free')]"}`) + `]}}}`
	}
	for name, test := range map[string]struct {
		text                 string
		pools                string // their names
		known                bool
		policy, space, nodes string
	}{
		"an existing cluster beside its pools": {text: arm("", cluster(`"agentPoolProfiles": [{"name": "one"}]`)+`,{"existing": true, "type": "Microsoft.ContainerService/managedClusters", "name": "x"}`), pools: "one", known: true},
		"a pool that is not deployed":          {text: arm(`"no": {"type": "bool", "defaultValue": false}`, cluster(`"agentPoolProfiles": [{"name": "one"}]`)+","+pool(`, "condition": "[parameters('no')]"`)), pools: "one", known: true},
		"a pool that may be deployed":          {text: arm(`"no": {"type": "bool"}`, cluster(`"agentPoolProfiles": [{"name": "one"}]`)+","+pool(`, "condition": "[parameters('no')]"`)), pools: "one"},
		"a loop of pools": {text: arm(`"n": {"type": "int", "defaultValue": 2}`, cluster(`"agentPoolProfiles": [{"name": "one"}]`)+`,
			{"type": "Microsoft.ContainerService/managedClusters/agentPools", "name": "[concat('shop/p', copyIndex(1))]", "copy": {"name": "pools", "count": "[parameters('n')]"}}`), pools: "one p1 p2", known: true},
		"a loop of unknown length":               {text: arm(`"n": {"type": "int"}`, cluster(`"agentPoolProfiles": [{"name": "one"}]`)+","+pool(`, "copy": {"name": "pools", "count": "[parameters('n')]"}`)), pools: "one more"},
		"a loop of a property":                   {text: arm("", cluster(`"copy": [{"name": "agentPoolProfiles", "count": 2, "input": {"name": "[concat('p', copyIndex('agentPoolProfiles'))]"}}]`)), pools: "p0 p1", known: true},
		"a loop of a property of unknown length": {text: arm(`"n": {"type": "int"}`, cluster(`"copy": [{"name": "agentPoolProfiles", "count": "[parameters('n')]", "input": {}}]`))},
		"properties that are made":               {text: arm("", `{"type": "Microsoft.ContainerService/managedClusters", "name": "shop", "properties": "[union(createObject('networkProfile', createObject('networkPolicy', 'calico')), createObject('agentPoolProfiles', array(createObject('name', 'one'))))]"}`), pools: "one", known: true, policy: "calico"},
		"a module with a scope of its own":       {text: arm(`"policy": {"type": "string", "defaultValue": "cilium"}`, module("inner")), policy: "calico"},
		"a module in the scope around it":        {text: arm(`"policy": {"type": "string", "defaultValue": "cilium"}`, module("outer")), policy: "cilium"},
		"a network beside it":                    {text: arm(`"vnet": {"type": "string"}`, network+","+cluster(`"agentPoolProfiles": [{"name": "one", "vnetSubnetID": "[resourceId('Microsoft.Network/virtualNetworks/subnets', parameters('vnet'), 'nodes')]"}]`)), pools: "one", known: true, space: "10.1.0.0/16", nodes: "10.1.0.0/24"},
		"a network whose subnet is of its own":   {text: arm(`"vnet": {"type": "string", "defaultValue": "hub"}`, network+","+cluster(`"agentPoolProfiles": [{"name": "one", "vnetSubnetID": "[concat(resourceId('Microsoft.Network/virtualNetworks', parameters('vnet')), '/subnets/pods')]"}]`)), pools: "one", known: true, space: "10.1.0.0/16", nodes: "10.1.8.0/21"},
		"a network of a module": {text: arm("", `{"type": "Microsoft.Resources/deployments", "name": "net", "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "template": {"parameters": {"vnet": {"type": "string", "defaultValue": "hub"}},
			"resources": [`+network+`], "outputs": {"id": {"type": "string", "value": "[resourceId('Microsoft.Network/virtualNetworks/subnets', parameters('vnet'), 'nodes')]"}}}}},`+
			cluster(`"agentPoolProfiles": [{"name": "one", "vnetSubnetID": "[reference(resourceId('Microsoft.Resources/deployments', 'net'), '2022-09-01').outputs.id.value]"}]`)), pools: "one", known: true, space: "10.1.0.0/16", nodes: "10.1.0.0/24"},
		"another network": {text: arm(`"vnet": {"type": "string"}`, network+","+cluster(`"agentPoolProfiles": [{"name": "one", "vnetSubnetID": "/subscriptions/1/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/far/subnets/else"}]`)), pools: "one", known: true},
	} {
		t.Run(name, func(t *testing.T) {
			p := read(t, test.text)
			checkCluster(t, p, test.pools, test.known, test.space, test.nodes)
			if test.policy != "" && p.NetworkPolicy().Text() != test.policy {
				t.Errorf("the policy is %q, not %q", p.NetworkPolicy().Text(), test.policy)
			}
		})
	}
}

// checkCluster compares the pools of a cluster and the network around it.
func checkCluster(t *testing.T, p *aks.Profile, pools string, known bool, space, nodes string) {
	t.Helper()
	var names []string
	subnets := p.SubnetsOr(nil)
	prefix := ""
	for _, pool := range p.Pools() {
		names = append(names, pool.Name())
		if subnet, ok := subnets.Lookup(pool.Get("vnetSubnetID").Text()); ok {
			prefix = subnet.Prefixes[0].String()
		}
	}
	if got := strings.Join(names, " "); got != pools || p.PoolsKnown() != known {
		t.Errorf("the pools are %q, all: %v", got, p.PoolsKnown())
	}
	if prefix != nodes {
		t.Errorf("the subnet of the nodes is %q, not %q", prefix, nodes)
	}
	spaces := ""
	if subnets != nil {
		for _, s := range subnets.Spaces {
			spaces += s.String()
		}
	}
	if spaces != space {
		t.Errorf("the network has %q, not %q", spaces, space)
	}
	checkPlaces(t, p)
}

// TestLoopsInLoops holds that a small template cannot make a large run: clusters
// and pools are bounded, and so are the steps of all their expressions.
func TestLoopsInLoops(t *testing.T) {
	deep := "'a'"
	for range 60 {
		deep = "concat(" + deep + ", 'b')"
	}
	wide := "[concat(" + strings.TrimSuffix(strings.Repeat("variables('v'), ", 25), ", ") + ")]"
	all := readAll(t, `{`+schema+`, "variables": {"v": "[`+deep+`]"}, "resources": [{"type": "Microsoft.ContainerService/managedClusters", "copy": {"name": "c", "count": 100}, "name": "x",
		"properties": {"copy": [{"name": "agentPoolProfiles", "count": 100, "input": {"name": "`+wide+`", "count": "`+wide+`", "vnetSubnetID": "`+wide+`"}}]}}]}`)
	pools := 0
	for _, p := range all {
		pools += len(p.Pools())
	}
	if len(all) != 20 || pools != 2000 {
		t.Errorf("%d clusters with %d pools", len(all), pools)
	}
	if last := all[19].Pools()[99].Get("name"); !last.Unknown() {
		t.Errorf("the last name is %q", last.Text())
	}
}

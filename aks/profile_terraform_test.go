package aks_test

import (
	"strings"
	"testing"
)

// plan is a Terraform plan of a cluster, a pool and their network, none of
// which is made yet. The words in capitals stand for what the tests change.
const plan = `{"format_version": "1.2", "planned_values": {"root_module": {"resources": [
		{"address": "azurerm_virtual_network.v", "mode": "managed", "type": "azurerm_virtual_network", "values": {"name": "hub", "address_space": ["10.1.0.0/16"]}},
		{"address": "azurerm_subnet.this[\"nodes\"]", "mode": "managed", "type": "azurerm_subnet", "values": {"name": "nodes", "virtual_network_name": "hub", "address_prefixes": ["10.1.0.0/24"]}},
		{"address": "azurerm_subnet.this[\"pods\"]", "mode": "managed", "type": "azurerm_subnet", "values": {"name": "pods", "virtual_network_name": "hub", "address_prefixes": ["10.1.8.0/21"]}}],
	"child_modules": [{"address": "module.aks", "resources": [
		{"address": "module.aks.azurerm_kubernetes_cluster.this[0]", "mode": "managed", "type": "azurerm_kubernetes_cluster", "values": {"name": "shop", "default_node_pool": [{"name": "sys", "node_count": 3}], "network_profile": [{"network_plugin": "azure"}]}},
		{"address": "module.aks.azurerm_kubernetes_cluster_node_pool.this[\"apps\"]", "mode": "managed", "type": "azurerm_kubernetes_cluster_node_pool", "values": {"name": "apps", "node_count": 2}}]}]}},
	"resource_changes": [
		{"address": "module.aks.azurerm_kubernetes_cluster.this[0]", "change": {"after_unknown": {"id": true, "default_node_pool": [{"vnet_subnet_id": true, "max_pods": true}], "network_profile": [{"network_policy": true, "pod_cidr": true}], "api_server_access_profile": true}}},
		{"address": "module.aks.azurerm_kubernetes_cluster_node_pool.this[\"apps\"]", "change": {"after_unknown": {"vnet_subnet_id": true, "kubernetes_cluster_id": true}}}],
	"configuration": {"root_module": {"module_calls": {"aks": {"expressions": {"subnet_id": SUBNET, "policy": POLICY}, "module": {"resources": [
		{"address": "azurerm_kubernetes_cluster.this", "expressions": {"default_node_pool": [{"name": {}, "vnet_subnet_id": {"references": ["var.subnet_id"]}}], NETWORK "count": {}}},
		{"address": "azurerm_kubernetes_cluster_node_pool.this", "expressions": {"kubernetes_cluster_id": {"references": ["azurerm_kubernetes_cluster.this[0].id", "azurerm_kubernetes_cluster.this[0]", "azurerm_kubernetes_cluster.this"]}, "vnet_subnet_id": {"references": ["var.subnet_id"]}}}],
		"variables": {"subnet_id": {}, "policy": {"default": null}}}},
		"net": {"module": {"outputs": {"ids": {"expression": {"references": ["azurerm_subnet.inner.id", "azurerm_subnet.inner"]}}}}}}}}}`

// TestPlan holds what a plan tells by the files that it was made from.
func TestPlan(t *testing.T) {
	const (
		nodes   = `{"references": ["azurerm_subnet.this[\"nodes\"].id", "azurerm_subnet.this[\"nodes\"]", "azurerm_subnet.this"]}`
		network = `"network_profile": [{"network_plugin": {}, "network_policy": {"references": ["var.policy"]}}],`
	)
	for name, test := range map[string]struct {
		subnet, policy, network string
		state                   string // of the policy
		nodes                   string
	}{
		"a policy that nobody sets":           {nodes, `{"constant_value": null}`, network, "absent", "10.1.0.0/24"},
		"a policy from variables":             {nodes, `{"references": ["var.policy"]}`, network, "absent", "10.1.0.0/24"},
		"a policy from a resource":            {nodes, `{"references": ["azurerm_x.y.policy", "azurerm_x.y"]}`, network, "unknown", "10.1.0.0/24"},
		"a policy that is not in the files":   {nodes, `{}`, `"network_profile": [{"network_plugin": {}}],`, "absent", "10.1.0.0/24"},
		"a dynamic block":                     {nodes, `{}`, ``, "unknown", "10.1.0.0/24"},
		"one of several subnets":              {`{"references": ["azurerm_subnet.this", "each.key"]}`, `{}`, network, "absent", ""},
		"two subnets":                         {`{"references": ["azurerm_subnet.this[\"nodes\"].id", "azurerm_subnet.this[\"nodes\"]", "azurerm_subnet.this", "azurerm_subnet.this[\"pods\"].id"]}`, `{}`, network, "absent", ""},
		"another attribute of a subnet":       {`{"references": ["azurerm_subnet.this[\"nodes\"].name", "azurerm_subnet.this[\"nodes\"]", "azurerm_subnet.this"]}`, `{}`, network, "absent", ""},
		"an output whose subnet is not there": {`{"references": ["module.net.ids", "module.net"]}`, `{}`, network, "absent", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := read(t, strings.NewReplacer("SUBNET", test.subnet, "POLICY", test.policy, "NETWORK", test.network).Replace(plan))
			space := ""
			if test.nodes != "" {
				space = "10.1.0.0/16"
			}
			checkCluster(t, p, "sys apps", true, space, test.nodes)
			policy := p.NetworkPolicy()
			if got := map[bool]string{policy.Absent(): "absent", policy.Unknown(): "unknown"}[true]; got != test.state {
				t.Errorf("the policy is %q, not %q", got, test.state)
			}
			if !p.Get("apiServerAccessProfile.authorizedIPRanges").Absent() || !p.Pools()[0].Get("maxPods").Absent() {
				t.Error("what the files do not set is not absent")
			}
			if test.nodes == "" && !p.Pools()[0].Get("vnetSubnetID").Unknown() {
				t.Error("the subnet is told")
			}
		})
	}
}

// TestSeveralClusters gives pools to the cluster that they name.
func TestSeveralClusters(t *testing.T) {
	p := readAll(t, `{"planned_values": {"root_module": {"resources": [
		{"address": "azurerm_kubernetes_cluster.a", "type": "azurerm_kubernetes_cluster", "values": {"name": "a", "default_node_pool": [{"name": "one"}]}},
		{"address": "azurerm_kubernetes_cluster.b", "type": "azurerm_kubernetes_cluster", "values": {"name": "b", "default_node_pool": [{"name": "two"}]}},
		{"address": "azurerm_kubernetes_cluster_node_pool.p", "type": "azurerm_kubernetes_cluster_node_pool", "values": {"name": "three"}}]}},
		"resource_changes": [{"address": "azurerm_kubernetes_cluster_node_pool.p", "change": {"after_unknown": {"kubernetes_cluster_id": true}}}],
		"configuration": {"root_module": {"resources": [{"address": "azurerm_kubernetes_cluster_node_pool.p", "expressions": {"kubernetes_cluster_id": {"references": ["azurerm_kubernetes_cluster.b.id", "azurerm_kubernetes_cluster.b"]}}}]}}}`)
	checkCluster(t, p[0], "one", true, "", "")
	checkCluster(t, p[1], "two three", true, "", "")
}

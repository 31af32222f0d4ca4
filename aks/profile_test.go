package aks_test

import (
	"strings"
	"testing"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/manifest"
)

// readAll reads the clusters of a text.
func readAll(t *testing.T, text string) []*aks.Profile {
	t.Helper()
	all, err := aks.ReadProfiles(manifest.NewSource("p.json", []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// read reads the only cluster of a text.
func read(t *testing.T, text string) *aks.Profile {
	t.Helper()
	all := readAll(t, text)
	if len(all) != 1 {
		t.Fatalf("%d clusters", len(all))
	}
	return all[0]
}

const schema = `"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"`

// shapes are one cluster in all the shapes that it comes in.
var shapes = map[string]string{
	"az aks show": `{"name": "shop", "type": "Microsoft.ContainerService/ManagedClusters", "apiServerAccessProfile": null,
		"agentPoolProfiles": [{"name": "sys", "count": 3, "osSku": "Ubuntu", "type": "VirtualMachineScaleSets", "vnetSubnetId": "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub/subnets/nodes"},
			{"name": "win", "count": 2, "osType": "Windows"}],
		"networkProfile": {"networkPlugin": "Azure", "networkPolicy": null, "dnsServiceIp": "10.0.0.10"}}`,
	"az aks list": `[{"name": "shop", "agentPoolProfiles": [{"name": "sys", "count": 3, "osSKU": "Ubuntu", "type": "VirtualMachineScaleSets", "vnetSubnetID": "hub/nodes"}, {"name": "win", "count": 2, "osType": "windows"}],
		"networkProfile": {"networkPlugin": "azure", "dnsServiceIP": "10.0.0.10"}}]`,
	"the API": `{"value": [{"id": "/x", "name": "shop", "type": "Microsoft.ContainerService/managedClusters", "properties": {
		"agentPoolProfiles": [{"name": "sys", "count": 3, "osSKU": "Ubuntu", "type": "VirtualMachineScaleSets", "vnetSubnetID": "hub/nodes"}, {"name": "win", "count": 2, "osType": "Windows"}],
		"networkProfile": {"networkPlugin": "azure", "dnsServiceIP": "10.0.0.10"}}}]}`,
	"Azure Resource Graph": `{"count": 1, "data": [{"id": "/x", "name": "shop", "type": "microsoft.containerservice/managedclusters", "apiVersion": null, "properties": {
		"agentPoolProfiles": [{"name": "sys", "count": 3, "osSKU": "Ubuntu", "type": "VirtualMachineScaleSets", "vnetSubnetID": "hub/nodes"}, {"name": "win", "count": 2, "osType": "Windows"}],
		"networkProfile": {"networkPlugin": "azure", "dnsServiceIP": "10.0.0.10"}}}], "skip_token": null, "total_records": 1}`,
	"a template": `{` + schema + `, "parameters": {"name": {"type": "string", "defaultValue": "shop"}, "count": {"type": "int", "defaultValue": 3}, "vnet": {"type": "string", "defaultValue": "hub"}},
		"variables": {"network": {"plugin": "azure", "dns": ["10.0.0.9", "10.0.0.10"]}, "subnet": "[resourceId('Microsoft.Network/virtualNetworks/subnets', parameters('vnet'), 'nodes')]"},
		"resources": [{"type": "Microsoft.ContainerService/managedClusters", "apiVersion": "2025-01-01", "name": "[parameters('name')]", "properties": {
			"agentPoolProfiles": [{"name": "sys", "count": "[parameters('count')]", "osSKU": "Ubuntu", "type": "VirtualMachineScaleSets", "vnetSubnetID": "[variables('subnet')]"}],
			"networkProfile": {"networkPlugin": "[variables('network').plugin]", "dnsServiceIP": "[variables('network').dns[1]]"}}},
		{"type": "Microsoft.ContainerService/managedClusters/agentPools", "name": "[format('{0}/{1}', parameters('name'), 'win')]", "properties": {"count": 2, "osType": "Windows", "type": "VirtualMachineScaleSets"}}]}`,
	"symbolic names and a module": `{` + schema + `, "languageVersion": "2.0", "parameters": {"pools": {"type": "int", "defaultValue": 3}}, "resources": {
		"aks": {"type": "Microsoft.Resources/deployments", "apiVersion": "2025-04-01", "name": "aks", "properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"},
			"parameters": {"clusterName": {"value": "[toLower('SHOP')]"}, "count": {"value": "[parameters('pools')]"}},
			"template": {` + schema + `, "parameters": {"clusterName": {"type": "string"}, "count": {"type": "int", "defaultValue": 9}, "plugin": {"type": "string", "defaultValue": "azure"}},
				"resources": [{"type": "microsoft.containerservice/managedclusters", "apiVersion": "2025-01-01", "name": "[parameters('clusterName')]", "properties": {
					"agentPoolProfiles": [{"name": "sys", "count": "[parameters('count')]", "osSKU": "Ubuntu", "type": "VirtualMachineScaleSets", "vnetSubnetID": "hub/nodes"}],
					"networkProfile": {"networkPlugin": "[if(empty(parameters('plugin')), 'kubenet', parameters('plugin'))]", "dnsServiceIP": "[concat('10.0.0', '.10')]"}},
					"resources": [{"type": "agentPools", "name": "win", "properties": {"count": 2, "osType": "Windows"}}]}]}}}}}`,
	"terraform state": `{"format_version": "1.0", "values": {"root_module": {"resources": [
		{"address": "azurerm_kubernetes_cluster.a", "mode": "managed", "type": "azurerm_kubernetes_cluster", "values": {"id": "/c", "name": "shop", "network_profile": [{"network_plugin": "azure", "network_policy": "", "dns_service_ip": "10.0.0.10"}],
			"default_node_pool": [{"name": "sys", "node_count": 3, "os_sku": "Ubuntu", "type": "VirtualMachineScaleSets", "vnet_subnet_id": "hub/nodes"}]}},
		{"address": "azurerm_kubernetes_cluster_node_pool.w", "mode": "managed", "type": "azurerm_kubernetes_cluster_node_pool", "values": {"kubernetes_cluster_id": "/c", "name": "win", "node_count": 2, "os_type": "Windows"}},
		{"address": "azurerm_kubernetes_cluster_node_pool.o", "mode": "managed", "type": "azurerm_kubernetes_cluster_node_pool", "values": {"kubernetes_cluster_id": "/other", "name": "other", "node_count": 2}},
		{"address": "data.azurerm_kubernetes_cluster.b", "mode": "data", "type": "azurerm_kubernetes_cluster", "values": {"name": "else"}}]}}}`,
	"a state file": `{"version": 4, "terraform_version": "1.9.4", "lineage": "x", "resources": [
		{"mode": "managed", "type": "azurerm_kubernetes_cluster", "instances": [{"attributes": {"id": "/c", "name": "shop", "network_profile": [{"network_plugin": "azure", "network_policy": "", "dns_service_ip": "10.0.0.10"}],
			"default_node_pool": [{"name": "sys", "node_count": 3, "os_sku": "Ubuntu", "type": "VirtualMachineScaleSets", "vnet_subnet_id": "hub/nodes"}]}}]},
		{"mode": "managed", "type": "azurerm_kubernetes_cluster_node_pool", "instances": [{"index_key": "w", "attributes": {"kubernetes_cluster_id": "/c", "name": "win", "node_count": 2, "os_type": "Windows"}}]}]}`,
	"azapi": `{"planned_values": {"root_module": {"resources": [
		{"address": "azapi_resource.a", "mode": "managed", "type": "azapi_resource", "values": {"type": "Microsoft.ContainerService/managedClusters@2025-05-01", "name": "shop", "body": {"sku": {"name": "Base"}, "properties": {
			"networkProfile": {"networkPlugin": "azure", "dnsServiceIP": "10.0.0.10"}, "agentPoolProfiles": [{"name": "sys", "count": 3, "osSKU": "Ubuntu", "type": "VirtualMachineScaleSets", "vnetSubnetID": "hub/nodes"}]}}}},
		{"address": "azapi_resource.w", "mode": "managed", "type": "azapi_resource", "values": {"type": "Microsoft.ContainerService/managedClusters/agentPools@2025-05-01", "name": "win", "body": {"properties": {"count": 2, "osType": "Windows"}}}}]}}}`,
	"a block": "cluster:\n  name: shop\n  networkPlugin: azure\n  dnsServiceIP: 10.0.0.10\n  agentPoolProfiles:\n  - {name: sys, count: 3, osSKU: Ubuntu, type: VirtualMachineScaleSets, vnetSubnetID: hub/nodes}\n  - {name: win, count: 2, osType: Windows}\n",
}

// TestShapes reads one cluster from every shape.
func TestShapes(t *testing.T) {
	for name, text := range shapes {
		t.Run(name, func(t *testing.T) {
			p := read(t, text)
			pools := p.Pools()
			if p.Name != "shop" || len(pools) != 2 || !p.PoolsKnown() {
				t.Fatalf("cluster %q with %d pools", p.Name, len(pools))
			}
			if !p.NetworkPlugin().Is("azure") || !p.NetworkPolicy().Absent() || p.Get("networkProfile.dnsServiceIP").Text() != "10.0.0.10" {
				t.Errorf("the network is %v", p.Plain()["networkProfile"])
			}
			sys, win := pools[0], pools[1]
			if n, ok := sys.Get("count").Int(); n != 3 || !ok || !sys.Get("osSKU").Is("ubuntu") || !sys.Get("type").Is("VirtualMachineScaleSets") {
				t.Errorf("the first pool is %v", p.Plain()["agentPoolProfiles"])
			}
			if !strings.HasSuffix(sys.Get("vnetSubnetID").Text(), "nodes") || !win.Windows() || win.Name() != "win" {
				t.Errorf("the pools are %v", p.Plain()["agentPoolProfiles"])
			}
			checkPlaces(t, p)
		})
	}
}

// checkPlaces holds that every setting lies somewhere in the text.
func checkPlaces(t *testing.T, p *aks.Profile) {
	t.Helper()
	for _, f := range aks.ProfileFields() {
		if strings.Contains(f.Path, "[]") {
			continue
		}
		s := p.Get(f.Path)
		span := p.Object.Locate(s.Path())
		if span.Empty() || span.End > len(p.File.Source.Text()) {
			t.Errorf("%s lies nowhere: %v", f.Path, span)
		}
		if !s.Absent() && p.Object.Find(s.Path()).Exists() == false {
			t.Errorf("%s has the path %s, which leads nowhere", f.Path, s.Path())
		}
	}
}

// TestUnknown holds that what a file does not tell is neither there nor absent.
func TestUnknown(t *testing.T) {
	for name, test := range map[string]struct{ text, path string }{
		"a parameter without default": {`{` + schema + `, "parameters": {"p": {"type": "string"}}, "resources": [{"type": "Microsoft.ContainerService/managedClusters", "properties": {"networkProfile": {"networkPolicy": "[parameters('p')]"}}}]}`, "networkProfile.networkPolicy"},
		"a whole object":              {`{` + schema + `, "resources": [{"type": "Microsoft.ContainerService/managedClusters", "properties": {"networkProfile": "[union(variables('a'), variables('b'))]"}}]}`, "networkProfile.networkPolicy"},
		"a loop":                      {`{` + schema + `, "variables": {"v": "[variables('v')]"}, "resources": [{"type": "Microsoft.ContainerService/managedClusters", "properties": {"networkProfile": {"networkPolicy": "[variables('v')]"}}}]}`, "networkProfile.networkPolicy"},
		"no expression":               {`{` + schema + `, "resources": [{"type": "Microsoft.ContainerService/managedClusters", "properties": {"networkProfile": {"networkPolicy": "[oops(']"}}}]}`, "networkProfile.networkPolicy"},
		"a plan": {`{"planned_values": {"root_module": {"child_modules": [{"resources": [{"address": "a", "mode": "managed", "type": "azurerm_kubernetes_cluster", "values": {"network_profile": [{"network_plugin": "azure"}], "default_node_pool": [{}]}}]}]}},
			"resource_changes": [{"address": "a", "change": {"after_unknown": {"network_profile": [{"network_policy": true}]}}}]}`, "networkProfile.networkPolicy"},
		"a placeholder":              {"cluster: {networkPlugin: azure, networkPolicy: \"${POLICY}\"}", "networkProfile.networkPolicy"},
		"what a block does not name": {"cluster: {networkPlugin: azure}", "apiServerAccessProfile.enablePrivateCluster"},
		"what a part does not name":  {`{"name": "shop", "kubernetesVersion": "1.34.1"}`, "apiServerAccessProfile.enablePrivateCluster"},
		"what azapi makes later": {`{"planned_values": {"root_module": {"resources": [{"address": "a", "type": "azapi_resource", "values": {"type": "Microsoft.ContainerService/managedClusters@2025-05-01", "name": "x", "body": {"properties": {"networkProfile": {"networkPlugin": "azure"}}}}}]}},
			"resource_changes": [{"address": "a", "change": {"after_unknown": {"body": {"properties": {"networkProfile": {"networkPolicy": true}}}}}}]}`, "networkProfile.networkPolicy"},
	} {
		t.Run(name, func(t *testing.T) {
			p := read(t, test.text)
			s := p.Get(test.path)
			if !s.Unknown() || s.Absent() || s.Known() || s.True() || s.False() || s.Is("") {
				t.Errorf("%s is %+v", test.path, s)
			}
			checkPlaces(t, p)
		})
	}
}

// TestEdit holds that a value which stands elsewhere in a template lies there.
func TestEdit(t *testing.T) {
	p := read(t, shapes["a template"])
	if at := p.Pools()[0].Get("count").Path().String(); at != "parameters.count.defaultValue" {
		t.Errorf("the count lies at %s", at)
	}
	if at := p.NetworkPlugin().Path().String(); at != "variables.network.plugin" {
		t.Errorf("the plugin lies at %s", at)
	}
}

// TestAuthored tells files that people edit from those that tools print.
func TestAuthored(t *testing.T) {
	for name, want := range map[string]bool{"az aks show": false, "the API": false, "Azure Resource Graph": false, "a template": true, "a block": true, "terraform state": false} {
		if p := read(t, shapes[name]); p.Authored != want {
			t.Errorf("%s: authored is %v", name, p.Authored)
		}
	}
	if p := read(t, `{"type": "Microsoft.ContainerService/managedClusters", "apiVersion": "2025-05-01", "name": "x", "properties": {}}`); !p.Authored || p.Partial() {
		t.Error("a resource is not authored, or a part")
	}
}

func TestReadProfilesFaults(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"empty":         {"", "is empty"},
		"no cluster":    {`{"a": 1}`, "no AKS cluster"},
		"another kind":  {`{"type": "Microsoft.Network/virtualNetworks", "networkProfile": {}}`, "no AKS cluster"},
		"unreadable":    {"{\"a\": ", "p.json:1:"},
		"two documents": {"a: 1\n---\nb: 1\n", "a second document"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := aks.ReadProfiles(manifest.NewSource("p.json", []byte(test.text)))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// TestBlock holds that a profile and what Block writes of it say the same, and
// that it holds no ids.
func TestBlock(t *testing.T) {
	for name, text := range shapes {
		t.Run(name, func(t *testing.T) {
			block := read(t, text).Block()
			if strings.Contains(block, "/subscriptions/") {
				t.Errorf("an id is in it:\n%s", block)
			}
			again := read(t, "cluster:\n  "+strings.ReplaceAll(strings.TrimSpace(block), "\n", "\n  ")+"\n")
			if got := again.Block(); got != block {
				t.Errorf("read again it is\n%s\nnot\n%s", got, block)
			}
		})
	}
}

// TestSubnets reads the shapes of subnets, and looks one up.
func TestSubnets(t *testing.T) {
	const id = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub/subnets/nodes"
	for name, text := range map[string]string{
		"a map":            `{"nodes": "10.0.0.0/24"}`,
		"a map of lists":   `{"hub/nodes": ["10.0.0.0/24", "fd00::/64"]}`,
		"a map of ids":     `{"` + id + `": "10.0.0.0/24"}`,
		"vnet show":        `{"name": "hub", "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [{"name": "nodes", "id": "` + id + `", "addressPrefix": "10.0.0.0/24"}]}`,
		"vnet list":        `[{"name": "spoke", "addressSpace": {"addressPrefixes": ["10.9.0.0/16"]}, "subnets": [{"name": "nodes", "id": "` + strings.Replace(id, "hub", "spoke", 1) + `", "addressPrefix": "10.9.0.0/24"}]}, {"name": "hub", "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [{"name": "nodes", "id": "` + id + `", "addressPrefixes": ["10.0.0.0/24"]}]}]`,
		"vnet subnet list": `[{"name": "nodes", "id": "` + id + `", "addressPrefix": null, "addressPrefixes": ["10.0.0.0/24"]}]`,
		"the API":          `{"value": [{"name": "nodes", "id": "` + id + `", "properties": {"addressPrefix": "10.0.0.0/24"}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			subnets, err := aks.ReadSubnets(manifest.NewSource("s.json", []byte(text)))
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{id, strings.ToUpper(id), "hub/nodes"} {
				found, ok := subnets.Lookup(want)
				if !ok || found.Prefixes[0].String() != "10.0.0.0/24" {
					t.Errorf("Lookup(%q) is %+v, %v", want, found, ok)
				}
			}
			if found, ok := subnets.Lookup(strings.Replace(id, "nodes", "pods", 1)); ok {
				t.Errorf("another subnet is %+v", found)
			}
		})
	}
	for _, text := range []string{`{"a": "10.0.0.0/33"}`, `{"a": "10.0.0.1/24"}`, `{}`, `[{"name": "x"}]`} {
		if _, err := aks.ReadSubnets(manifest.NewSource("s.json", []byte(text))); err == nil || !strings.HasPrefix(err.Error(), "s.json:1:") {
			t.Errorf("%s: the error is %v", text, err)
		}
	}
}

// FuzzProfile holds that no text stops the reader, and that every setting has
// a place.
func FuzzProfile(f *testing.F) {
	for _, text := range shapes {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		all, err := aks.ReadProfiles(manifest.NewSource("p.json", []byte(text)))
		if err != nil {
			return
		}
		for _, p := range all {
			checkPlaces(t, p)
			p.Plain()
			p.Demands(nil)
			p.Block()
		}
	})
}

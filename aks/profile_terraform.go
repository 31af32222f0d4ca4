package aks

import (
	"strings"
	"sync"

	"github.com/akslint/akslint/manifest"
)

// isTerraform reports whether a document is the output of "terraform show
// -json", of a plan or of a state, or a state file.
func isTerraform(n manifest.Node) bool {
	return n.Get("planned_values").Exists() || n.Get("values").Get("root_module").Exists() || isStateFile(n)
}

// isStateFile reports whether a document is a state as Terraform keeps it.
func isStateFile(n manifest.Node) bool {
	return n.Get("terraform_version").Exists() && n.Get("lineage").Exists()
}

// terraformProfiles reads the clusters of a plan or state, and their pools.
func terraformProfiles(f *manifest.File, d *manifest.Document) []*Profile {
	t := terraform{file: f, document: d, later: map[string]manifest.Node{}, configuration: readConfiguration(d.Root().Get("configuration"))}
	for _, change := range d.Root().Get("resource_changes").Items() {
		t.later[change.Get("address").Text()] = change.Get("change").Get("after_unknown")
	}
	switch {
	case isStateFile(d.Root()):
		t.state(d.Root().Get("resources"), manifest.At("resources"))
	case d.Root().Get("planned_values").Exists():
		t.module(d.Root().Get("planned_values").Get("root_module"), manifest.At("planned_values", "root_module"), 0)
	default:
		t.module(d.Root().Get("values").Get("root_module"), manifest.At("values", "root_module"), 0)
	}
	for _, pool := range t.pools {
		t.attach(pool)
	}
	var found []*Profile
	for _, c := range t.clusters {
		c.subnets = t.networks.around(c.Profile)
		found = append(found, c.Profile)
	}
	return found
}

// terraform collects the resources of a plan or state.
type terraform struct {
	file          *manifest.File
	document      *manifest.Document
	later         map[string]manifest.Node // by address, what the plan does not know yet
	configuration *configuration
	clusters      []terraformCluster
	pools         []Setting
	networks      networks
}

// terraformCluster is a cluster with its id and its address.
type terraformCluster struct {
	*Profile
	id      Setting
	address string
}

// module reads one module and those in it.
func (t *terraform) module(n manifest.Node, at manifest.Path, depth int) {
	if depth > maxNesting {
		return
	}
	for i, resource := range n.Get("resources").Items() {
		if resource.Get("mode").Text() != "data" {
			t.resource(resource.Get("type").Text(), resource.Get("address").Text(), resource.Get("values"), at.Key("resources").Index(i).Key("values"))
		}
	}
	for i, inner := range n.Get("child_modules").Items() {
		t.module(inner, at.Key("child_modules").Index(i), depth+1)
	}
}

// state reads the resources of a state file.
func (t *terraform) state(n manifest.Node, at manifest.Path) {
	for i, resource := range n.Items() {
		if resource.Get("mode").Text() == "data" {
			continue
		}
		for j, instance := range resource.Get("instances").Items() {
			t.resource(resource.Get("type").Text(), "", instance.Get("attributes"), at.Index(i).Key("instances").Index(j).Key("attributes"))
		}
	}
}

// terraformTypes are the types of resources that are read.
var terraformTypes = map[string]bool{
	"azurerm_kubernetes_cluster": true, "azurerm_kubernetes_cluster_node_pool": true,
	"azurerm_virtual_network": true, "azurerm_subnet": true, "azapi_resource": true,
}

// resource reads one resource.
func (t *terraform) resource(kind, address string, values manifest.Node, at manifest.Path) {
	if values.Kind() != manifest.Mapping || !terraformTypes[kind] {
		return
	}
	root := Setting{node: values, state: known, at: at, near: at, shadow: t.later[address], written: t.configuration.resource(address)}
	root.from = &reading{terraform: true}
	root.from.resource = root
	if !root.raw("id").Known() {
		t.configuration.unmade = append(t.configuration.unmade, address)
	}
	switch kind {
	case "azurerm_kubernetes_cluster":
		p := newProfile(t.file, t.document, root)
		if first := root.raw("default_node_pool").first(); first.Known() {
			first.from = &reading{terraform: true}
			first.from.resource = first
			p.addPool(first)
		} else {
			p.open = true
		}
		t.clusters = append(t.clusters, terraformCluster{p, root.raw("id"), address})
	case "azurerm_kubernetes_cluster_node_pool":
		root.field = poolField
		t.pools = append(t.pools, root)
	case "azurerm_virtual_network":
		t.addNetwork(root)
	case "azurerm_subnet":
		t.addSubnet(root, address)
	case "azapi_resource":
		t.addAzapi(root, address)
	}
}

// addNetwork adds a network, with the subnets that are told in it.
func (t *terraform) addNetwork(root Setting) {
	name := nameOr(root.raw("name"))
	v := t.networks.named(name)
	v.spaces = append(v.spaces, readPrefixes(root.raw("address_space"))...)
	for _, subnet := range root.raw("subnet").Items() {
		t.putSubnet(name, subnet, subnet.raw("id").Text())
	}
}

// addSubnet adds a subnet. One that is not made yet goes by its address.
func (t *terraform) addSubnet(root Setting, address string) {
	if id := root.raw("id"); id.Known() {
		address = id.Text()
	}
	t.putSubnet(nameOr(root.raw("virtual_network_name")), root, address)
}

func (t *terraform) putSubnet(network string, subnet Setting, id string) {
	prefixes := readPrefixes(subnet.raw("address_prefixes"))
	if len(prefixes) == 0 {
		prefixes = readPrefixes(subnet.raw("address_prefix"))
	}
	if name := subnet.raw("name"); name.Known() && len(prefixes) > 0 {
		t.networks.put(network, Subnet{Name: name.Text(), ID: id, Prefixes: prefixes})
	}
}

// addAzapi adds what the provider azapi makes: a resource as Azure Resource
// Manager has it, with its name beside the body.
func (t *terraform) addAzapi(root Setting, address string) {
	kind, _, _ := strings.Cut(root.raw("type").Text(), "@")
	body, name := root.raw("body"), root.raw("name")
	if !body.isObject() {
		return
	}
	body.from, body.written, body.field, body.above = &reading{}, written{}, "", &root
	switch {
	case strings.EqualFold(kind, clusterType):
		p := newProfile(t.file, t.document, body)
		t.clusters = append(t.clusters, terraformCluster{p, root.raw("id"), address})
	case strings.EqualFold(kind, poolType):
		body.field = poolField
		body.from.resource = root
		t.pools = append(t.pools, body)
	case strings.EqualFold(kind, networkType):
		t.networks.addNetwork(nameOr(name), body.raw("properties"))
	case strings.EqualFold(kind, subnetType):
		parent := root.raw("parent_id").Text()
		network := parent[strings.LastIndexByte(parent, '/')+1:]
		if network == "" {
			network = somewhere
		}
		t.networks.addSubnet(network, name, body.raw("properties"))
	}
}

// attach gives a pool to the cluster whose id, or address, it has. Where that is
// not known, the only cluster is taken.
func (t *terraform) attach(pool Setting) {
	id := pool.from.resource.raw("kubernetes_cluster_id")
	if !pool.from.terraform {
		id = pool.from.resource.raw("parent_id")
	}
	for _, c := range t.clusters {
		switch {
		case id.Known() && (c.id.Known() || !strings.HasPrefix(id.Text(), "/")):
			if c.id.Is(id.Text()) || id.Is(c.address) {
				c.addPool(pool)
			}
		case len(t.clusters) == 1:
			c.addPool(pool)
		default:
			c.open = true
		}
	}
}

// first unwraps a block, which Terraform shows as a list of one.
func (s Setting) first() Setting {
	if s.state != known || s.node.Kind() != manifest.Sequence {
		return s
	}
	for _, item := range s.Items() {
		item.field = s.field
		return item
	}
	s.state = absent
	return s
}

// stepTerraform follows a key in the words of Terraform.
func (s Setting) stepTerraform(child Setting) Setting {
	for _, name := range terraformNames()[child.field] {
		found := s.from.resource
		path, present := strings.CutSuffix(name, "+")
		for key := range strings.SplitSeq(path, ".") {
			found = found.first().terraformKey(child, key)
		}
		if present && found.Known() {
			if found.first().Absent() {
				found.state = absent
			} else {
				found.text, found.made = "true", true
			}
		}
		if !found.Absent() {
			return found
		}
		child.at = found.at
	}
	if s.state != known || s.made || terraformNames()[child.field] != nil {
		return child.unless(s.state)
	}
	key := child.field[strings.LastIndexByte(child.field, '.')+1:]
	return s.first().terraformKey(child, snake(key))
}

// unless is a setting below one that is absent or unknown.
func (s Setting) unless(above state) Setting {
	s.state = absent
	if above == unknown {
		s.state = unknown
	}
	return s
}

// terraformNames are the paths of settings that have a name of their own in
// Terraform, from the resource.
var terraformNames = sync.OnceValue(func() map[string][]string {
	names := map[string][]string{}
	for i := range profileFields {
		if f := &profileFields[i]; f.Terraform != "" {
			names[f.Path] = strings.Split(f.Terraform, "|")
		}
	}
	return names
})

// snake writes podCidr as pod_cidr.
func snake(key string) string {
	var b strings.Builder
	for i := range len(key) {
		if c := key[i]; c >= 'A' && c <= 'Z' {
			b.WriteByte('_')
			b.WriteByte(c + 'a' - 'A')
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// terraformKey looks for one key of a block.
func (s Setting) terraformKey(child Setting, key string) Setting {
	child.at, child.shadow, child.written = s.at.Key(key), s.shadow.Get(key), s.written.key(key)
	if child = child.unless(s.state); s.state != known {
		return child
	}
	name, node := entry(s.node, key)
	switch {
	case node.Exists() && node.Type() != manifest.Null:
		child.node, child.at = node, s.at.Key(name.Key())
		child.near = child.at
		child = child.resolve()
	case isTrue(child.shadow):
		child = child.later()
	}
	return child
}

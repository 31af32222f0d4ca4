package aks

import (
	"slices"
	"strings"

	"github.com/akslint/akslint/manifest"
)

// Profile is what a file says about one cluster: the output of "az aks show", a
// Microsoft.ContainerService/managedClusters resource, what Terraform shows of
// an azurerm_kubernetes_cluster, or the block cluster of .akslint.yaml. Its
// settings go by the words of Azure Resource Manager wherever they come from.
type Profile struct {
	// Name is what findings call the cluster.
	Name string
	// File is the text that holds the profile.
	File *manifest.File
	// Object stands for the document that holds it: the paths of its settings
	// begin at the top of that.
	Object *manifest.Object
	// Authored says that people edit the file: it is neither a dump of what
	// runs nor a plan.
	Authored bool

	root Setting
	// pools are those that are told elsewhere: resources of their own. settled
	// are all, where they were evaluated already.
	pools, settled []Pool
	// open says that there may be more pools.
	open bool
	// balancers are the configurations of load balancers that are resources beside
	// the cluster.
	balancers []Setting
	// subnets are those that the file tells of, nil where it tells of none.
	subnets *Subnets
}

// poolField is the field of a pool.
const poolField = "agentPoolProfiles[]"

// Get follows the keys of a setting: Get("networkProfile.podCidr").
func (p *Profile) Get(path string) Setting { return p.root.Get(path) }

// Root is the cluster as a whole; its path is where the cluster is named.
func (p *Profile) Root() Setting { return p.root }

// Partial reports whether the file tells only a part of the cluster, so that
// what it does not name is not known: the output of az, cut down to some fields.
func (p *Profile) Partial() bool { return p.root.from.partial }

// Pools are the node pools that the file tells of.
func (p *Profile) Pools() []Pool {
	if p.settled != nil {
		return slices.Clone(p.settled)
	}
	var pools []Pool
	list := p.Get("agentPoolProfiles")
	for _, item := range list.Items() {
		item.field = poolField
		if item.Known() {
			pools = append(pools, Pool{item})
		}
	}
	return append(pools, p.pools...)
}

// PoolsKnown reports whether Pools are all of them, so that something may be
// called missing.
func (p *Profile) PoolsKnown() bool {
	list := p.Get("agentPoolProfiles")
	if p.open || list.Unknown() {
		return false
	}
	for _, item := range list.Items() {
		if item.Unknown() {
			return false
		}
	}
	return len(p.Pools()) > 0
}

// LoadBalancers are the names of the configurations of load balancers that a
// template makes for the cluster; no other file tells of them.
func (p *Profile) LoadBalancers() []Setting { return p.balancers }

// SubnetsOr are the subnets that were given, else those that the file of the
// profile tells of: a template or a plan that makes the network too. nil says
// that there are none.
func (p *Profile) SubnetsOr(given *Subnets) *Subnets {
	if given == nil && p != nil {
		return p.subnets
	}
	return given
}

// Pool is one node pool.
type Pool struct{ Setting }

// Name is the name of the pool, "" where it is not known. A pool that is a
// resource of its own has that of the cluster before it.
func (p Pool) Name() string {
	name := p.Get("name").Text()
	return name[strings.LastIndexByte(name, '/')+1:]
}

// Label names the pool in a sentence.
func (p Pool) Label() string {
	if name := p.Name(); name != "" {
		return "the node pool `" + name + "`"
	}
	return "a node pool"
}

// NodeLabel is the label of a key that the nodes have: nodeLabels.
func (p Pool) NodeLabel(key string) Setting { return p.Get("nodeLabels").step(key) }

// Windows reports whether the nodes run Windows.
func (p Pool) Windows() bool { return p.Get("osType").Is("Windows") }

// newProfile makes a profile whose cluster is the setting root.
func newProfile(f *manifest.File, d *manifest.Document, root Setting) *Profile {
	root.state = known
	if name, _ := entry(root.node, "name"); name.Exists() {
		root.near = root.at.Key(name.Key())
	}
	p := &Profile{File: f, root: root}
	p.Name = p.Get("name").Text()
	p.Object = manifest.NewObject(d, "Microsoft.ContainerService", "ManagedCluster", p.Name)
	return p
}

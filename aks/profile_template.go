package aks

import (
	"strings"

	"github.com/akslint/akslint/manifest"
)

// isTemplate reports whether a document is an ARM template, as Bicep compiles
// to.
func isTemplate(n manifest.Node) bool {
	_, schema := entry(n, "$schema")
	_, resources := entry(n, "resources")
	return resources.Exists() && strings.Contains(strings.ToLower(schema.Text()), "deploymenttemplate")
}

// maxNesting bounds how deep templates and expressions may lie in each other.
const maxNesting = 16

// templateProfiles reads the clusters of a template, and of templates that are
// deployed from it: their resources, children in them, and pools beside them.
// The subnets that they make are those of the clusters.
func templateProfiles(f *manifest.File, d *manifest.Document, scope *armScope) []*Profile {
	t := template{file: f, document: d}
	t.collect(scope.top, 0)
	for _, pool := range t.pools {
		t.attach(pool)
	}
	for _, p := range t.found {
		for _, name := range t.balancers {
			if cluster, _, _ := strings.Cut(name.Text(), "/"); len(t.found) == 1 || strings.EqualFold(cluster, p.Name) {
				p.balancers = append(p.balancers, name)
			}
		}
		t.settle(p)
		p.subnets = t.networks.around(p)
	}
	return t.found
}

// settle evaluates what is read of a cluster once: rules ask again and again.
func (t *template) settle(p *Profile) {
	pools := p.Pools()
	for i := range pools {
		t.evaluate(&pools[i].Setting, poolField+".")
	}
	t.evaluate(&p.root, "")
	p.settled = pools
}

// evaluate evaluates the fields below a prefix.
func (t *template) evaluate(s *Setting, prefix string) {
	settled := map[string]Setting{}
	for i := range profileFields {
		path, ok := strings.CutPrefix(profileFields[i].Path, prefix)
		if !ok || strings.Contains(path, "[]") {
			continue
		}
		if value := s.in(&evaluation{total: &t.steps}).Get(path); !value.Absent() {
			settled[path] = value.in(nil)
		}
	}
	s.settled = settled
}

// template collects what the resources of a template make.
type template struct {
	file     *manifest.File
	document *manifest.Document
	found    []*Profile
	pools    []Setting
	networks networks
	// balancers are the names of configurations of load balancers.
	balancers []Setting
	// count is how many resources were read, steps how many steps their
	// expressions took.
	count, steps int
}

// maxClusters is of how many clusters of a template is told: there may be as many
// as a loop goes round.
const maxClusters = 20

// maxResources bounds how many resources loops in loops may make; a template has
// 800.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits
const maxResources = 800

const (
	poolType       = clusterType + "/agentPools"
	balancerType   = clusterType + "/loadBalancers"
	deploymentType = "Microsoft.Resources/deployments"
)

// collect reads the resources of one template.
func (t *template) collect(top Setting, depth int) {
	if depth > maxNesting {
		return
	}
	for _, resource := range resources(top.raw("resources")) {
		for _, one := range rounds(resource) {
			if t.count++; t.count > maxResources {
				return
			}
			t.add(one, depth)
		}
	}
}

// rounds are the resources that one makes: as many as its loop goes round, and
// none where it is not deployed. Where that is not known it stands for itself.
func rounds(resource Setting) []Setting {
	if resource.raw("existing").True() || resource.raw("condition").Is("false") {
		return nil
	}
	loop := resource.raw("copy")
	if !loop.isObject() {
		return []Setting{resource}
	}
	n, ok := loop.rounds()
	if !ok {
		return []Setting{resource}
	}
	var all []Setting
	for i := range n {
		one := resource
		one.scope = resource.scope.round(i, "", loop.raw("name").Text())
		all = append(all, one)
	}
	return all
}

// maybe reports whether it is not known how often a resource is deployed.
func maybe(resource Setting) bool {
	loop := resource.raw("copy")
	_, ok := loop.rounds()
	return resource.raw("condition").Unknown() || !loop.Absent() && !ok
}

// add reads one resource.
func (t *template) add(resource Setting, depth int) {
	switch kind := resource.raw("type"); {
	case kind.Is(clusterType) && len(t.found) < maxClusters:
		resource.field = ""
		p := newProfile(t.file, t.document, resource)
		p.Authored = true
		t.found = append(t.found, p)
		for _, child := range resources(resource.raw("resources")) {
			if kind := child.raw("type"); kind.Is("agentPools", poolType) {
				p.addPool(child)
			}
		}
	case kind.Is(poolType):
		t.pools = append(t.pools, resource)
	case kind.Is(balancerType):
		t.balancers = append(t.balancers, resource.raw("name"))
	case kind.Is(deploymentType):
		if inner := deployed(resource); inner.Known() {
			t.collect(inner, depth+1)
		}
	default:
		t.networks.add(resource)
	}
}

// attach gives a pool that is a resource of its own to its cluster. Where that
// cannot be told, no cluster of the template is known to have all its pools.
func (t *template) attach(pool Setting) {
	cluster, _, named := strings.Cut(pool.Get("name").Text(), "/")
	if len(t.found) == 1 {
		if only := t.found[0]; !named || only.Name == "" || strings.EqualFold(only.Name, cluster) {
			only.addPool(pool)
		}
		return
	}
	for _, p := range t.found {
		switch {
		case !named || p.Name == "":
			p.open = true
		case strings.EqualFold(p.Name, cluster):
			p.addPool(pool)
		}
	}
}

// addPool adds a pool that is told outside of the cluster. One that repeats a
// pool of the cluster replaces nothing: the cluster's own list tells it.
func (p *Profile) addPool(pool Setting) {
	if pool.scope != nil && maybe(pool) {
		p.open = true
		if pool.raw("condition").Unknown() {
			return
		}
	}
	pool.field = poolField
	pool.near = pool.at
	if name, _ := entry(pool.node, "name"); name.Exists() {
		pool.near = pool.at.Key(name.Key())
	}
	added := Pool{pool}
	for _, old := range p.Pools() {
		if name := added.Name(); name != "" && strings.EqualFold(old.Name(), name) {
			return
		}
	}
	p.pools = append(p.pools, added)
}

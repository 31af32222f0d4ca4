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
func templateProfiles(f *manifest.File, d *manifest.Document, scope *armScope) []*Profile {
	t := template{file: f, document: d}
	t.collect(scope, 0)
	for _, pool := range t.pools {
		t.attach(pool)
	}
	return t.found
}

// template collects what the resources of a template make.
type template struct {
	file     *manifest.File
	document *manifest.Document
	found    []*Profile
	pools    []Setting
}

const (
	poolType       = clusterType + "/agentPools"
	deploymentType = "Microsoft.Resources/deployments"
)

// collect reads the resources of one template.
func (t *template) collect(scope *armScope, depth int) {
	if depth > maxNesting {
		return
	}
	for resource := range members(scope.top.raw("resources")) {
		switch kind := resource.raw("type"); {
		case kind.Is(clusterType):
			resource.field = ""
			p := newProfile(t.file, t.document, resource)
			p.Authored = true
			p.open = resource.step("copy").Known()
			t.found = append(t.found, p)
			for child := range members(resource.raw("resources")) {
				if kind := child.raw("type"); kind.Is("agentPools", poolType) {
					child.field = poolField
					p.addPool(child)
				}
			}
		case kind.Is(poolType):
			resource.field = poolField
			t.pools = append(t.pools, resource)
		case kind.Is(deploymentType):
			properties := resource.raw("properties")
			if inner := properties.raw("template"); inner.Known() {
				t.collect(newScope(inner, properties), depth+1)
			}
		}
	}
}

// raw follows one key as it is written, whatever the setting is.
func (s Setting) raw(key string) Setting {
	s.field = "template"
	return s.step(key)
}

// members yields the resources of a template: the items of a list, or the
// values of a mapping by symbolic names.
func members(list Setting) func(yield func(Setting) bool) {
	return func(yield func(Setting) bool) {
		if !list.Known() || list.made {
			return
		}
		for _, item := range list.Items() {
			if !yield(item) {
				return
			}
		}
		for key, value := range list.node.Entries() {
			item := list
			item.node, item.at = value, list.at.Key(key.Key())
			item.near = item.at
			if !yield(item.resolve()) {
				return
			}
		}
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
	pool.field = poolField
	pool.near = pool.at
	if name, _ := entry(pool.node, "name"); name.Exists() {
		pool.near = pool.at.Key(name.Key())
	}
	if pool.step("copy").Known() { // as many pools as an expression says
		p.open = true
	}
	added := Pool{pool}
	for _, old := range p.Pools() {
		if name := added.Name(); name != "" && strings.EqualFold(old.Name(), name) {
			return
		}
	}
	p.pools = append(p.pools, added)
}

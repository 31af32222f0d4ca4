package aks

import (
	"strings"
	"sync"

	"github.com/akslint/akslint/manifest"
)

// isTerraform reports whether a document is the output of "terraform show
// -json", of a plan or of a state.
func isTerraform(n manifest.Node) bool {
	return n.Get("planned_values").Exists() || n.Get("values").Get("root_module").Exists()
}

// terraformProfiles reads the clusters of a plan or state, and their pools.
func terraformProfiles(f *manifest.File, d *manifest.Document) []*Profile {
	t := terraform{file: f, document: d, later: map[string]manifest.Node{}}
	for _, change := range d.Root.Get("resource_changes").Items() {
		t.later[change.Get("address").Text()] = change.Get("change").Get("after_unknown")
	}
	key := "values"
	if d.Root.Get("planned_values").Exists() {
		key = "planned_values"
	}
	t.module(d.Root.Get(key).Get("root_module"), manifest.At(key, "root_module"), 0)
	for _, pool := range t.pools {
		t.attach(pool)
	}
	return t.found
}

// terraform collects the resources of a plan or state.
type terraform struct {
	file     *manifest.File
	document *manifest.Document
	later    map[string]manifest.Node // by address, what the plan does not know yet
	found    []*Profile
	pools    []Setting
}

// module reads one module and those in it.
func (t *terraform) module(n manifest.Node, at manifest.Path, depth int) {
	if depth > maxNesting {
		return
	}
	for i, resource := range n.Get("resources").Items() {
		root := Setting{
			node: resource.Get("values"), state: known,
			at: at.Key("resources").Index(i).Key("values"), shadow: t.later[resource.Get("address").Text()],
		}
		root.near, root.from = root.at, &reading{terraform: true}
		root.from.resource = root
		if resource.Get("mode").Text() == "data" || root.node.Kind() != manifest.Mapping {
			continue
		}
		switch resource.Get("type").Text() {
		case "azurerm_kubernetes_cluster":
			p := newProfile(t.file, t.document, root)
			if first := root.raw("default_node_pool").first(); first.Known() {
				first.from = &reading{terraform: true}
				first.from.resource = first
				p.addPool(first)
			} else {
				p.open = true
			}
			t.found = append(t.found, p)
		case "azurerm_kubernetes_cluster_node_pool":
			root.field = poolField
			t.pools = append(t.pools, root)
		}
	}
	for i, inner := range n.Get("child_modules").Items() {
		t.module(inner, at.Key("child_modules").Index(i), depth+1)
	}
}

// attach gives a pool to the cluster whose id it has. A plan does not know the
// id of a new cluster: the only cluster is taken.
func (t *terraform) attach(pool Setting) {
	id := pool.raw("kubernetes_cluster_id")
	for _, p := range t.found {
		own := p.root.raw("id")
		switch {
		case own.Known() && id.Known():
			if own.Is(id.Text()) {
				p.addPool(pool)
			}
		case len(t.found) == 1:
			p.addPool(pool)
		default:
			p.open = true
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
	child.at, child.shadow = s.at.Key(key), s.shadow.Get(key)
	if child = child.unless(s.state); s.state != known {
		return child
	}
	name, node := entry(s.node, key)
	switch {
	case node.Exists() && node.Type() != manifest.Null:
		child.node, child.at = node, s.at.Key(name.Key())
		child.near = child.at
		child = child.resolve()
	case child.shadow.Type() == manifest.Bool && child.shadow.Text() == "true":
		child.state = unknown
	}
	return child
}

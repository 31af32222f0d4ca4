package aks

import (
	"slices"
	"strings"

	"github.com/akslint/akslint/manifest"
)

// configuration is what a Terraform plan says of the files that it was made
// from: which arguments are set, and from what.
type configuration struct {
	root *configModule
	// unmade are the addresses of resources that have no id yet.
	unmade []string
}

// configModule is a module, and the call that it is used by.
type configModule struct {
	node, call manifest.Node
	parent     *configModule
	name       string // with those of the modules around, as in "module.a."
}

// readConfiguration begins at the root of a configuration.
func readConfiguration(n manifest.Node) *configuration {
	return &configuration{root: &configModule{node: n.Get("root_module")}}
}

// module is one that this one calls.
func (m *configModule) module(name string) *configModule {
	call := m.node.Get("module_calls").Get(name)
	return &configModule{node: call.Get("module"), call: call, parent: m, name: m.name + "module." + name + "."}
}

// written is what a configuration says of one argument or block.
type written struct {
	node          manifest.Node
	module        *configModule
	configuration *configuration
}

// instance is the key of one of several resources: [0], ["a"].
var instance = lazily(`\[("[^"]*"|[0-9]+)\]`)

// bare is an address without the keys of instances.
func bare(address string) string { return instance().ReplaceAllString(address, "") }

// resource is what is written of the resource with an address.
func (c *configuration) resource(address string) written {
	rest, m := bare(address), c.root
	for strings.HasPrefix(rest, "module.") && m.node.Exists() {
		parts := strings.SplitN(rest, ".", 3)
		if len(parts) < 3 {
			break
		}
		m, rest = m.module(parts[1]), parts[2]
	}
	for _, resource := range m.node.Get("resources").Items() {
		if resource.Get("address").Text() == rest {
			return written{resource.Get("expressions"), m, c}
		}
	}
	return written{}
}

// key is what is written of one argument of a block; nothing where the block
// itself is not seen: those that are called dynamic are not told.
func (w written) key(key string) written {
	if !w.node.Exists() {
		return written{}
	}
	w.node = w.node.Get(key)
	return w
}

func (w written) item(i int) written {
	if w.node.Kind() == manifest.Sequence {
		w.node = w.node.Item(i)
	}
	return w
}

// later is a setting that a plan does not know. Where the files do not set it,
// or set it to null, it is absent: the default holds, whatever that becomes. The
// id of what is made with the cluster is its address.
func (s Setting) later() Setting {
	w := s.written
	s.state = unknown
	switch {
	case w.configuration == nil:
	case !w.node.Exists() || w.module.settled(w.node, 0):
		s.state = absent
	case strings.HasSuffix(s.at.Last().Key, "_id"):
		if address, ok := w.configuration.addressOf(w.module.resources(w.node, 0)); ok {
			s.state, s.text, s.made = known, address, true
		}
	}
	return s
}

// references are what an expression refers to. Terraform lists each with all
// that it begins with; the longest tell all.
func references(expression manifest.Node) []string {
	var all []string
	for _, r := range expression.Get("references").Items() {
		text := r.Text()
		if n := len(all); n == 0 || !strings.HasPrefix(all[n-1], text+".") && !strings.HasPrefix(all[n-1], text+"[") {
			all = append(all, text)
		}
	}
	return all
}

// settled reports whether an expression is made of nothing but variables whose
// values a plan knows.
func (m *configModule) settled(expression manifest.Node, depth int) bool {
	if depth > maxNesting || expression.Kind() != manifest.Mapping {
		return false
	}
	for _, r := range references(expression) {
		name, ok := strings.CutPrefix(r, "var.")
		if !ok {
			return false
		}
		if m.parent == nil {
			continue
		}
		name, _, _ = strings.Cut(name, ".")
		if given := m.call.Get("expressions").Get(name); given.Exists() && !m.parent.settled(given, depth+1) {
			return false
		}
	}
	return true
}

// addressOf is the address of the only resource without an id that some names
// may mean.
func (c *configuration) addressOf(names []string) (string, bool) {
	slices.Sort(names)
	if names = slices.Compact(names); len(names) != 1 {
		return "", false
	}
	var hits []string
	for _, address := range c.unmade {
		if address == names[0] {
			return address, true
		}
		if bare(address) == names[0] {
			hits = append(hits, address)
		}
	}
	if len(hits) != 1 {
		return "", false
	}
	return hits[0], true
}

// resources are the subnets and clusters whose id an expression may be, also
// through variables of this module and outputs of others.
func (m *configModule) resources(expression manifest.Node, depth int) []string {
	if depth > maxNesting {
		return nil
	}
	var all []string
	for _, r := range references(expression) {
		parts := strings.Split(r, ".")
		switch {
		case len(parts) < 2:
		case parts[0] == "azurerm_subnet" || parts[0] == "azurerm_kubernetes_cluster":
			if len(parts) == 2 || parts[2] == "id" {
				all = append(all, m.name+parts[0]+"."+parts[1])
			}
		case parts[0] == "var" && m.parent != nil:
			all = append(all, m.parent.resources(m.call.Get("expressions").Get(parts[1]), depth+1)...)
		case parts[0] == "module" && len(parts) > 2:
			inner := m.module(bare(parts[1]))
			all = append(all, inner.resources(inner.node.Get("outputs").Get(bare(parts[2])).Get("expression"), depth+1)...)
		}
	}
	return all
}

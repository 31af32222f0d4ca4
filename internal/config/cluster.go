package config

import (
	"net/netip"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// clusterKey is a setting of a cluster, or a group of them.
type clusterKey struct {
	name  string
	field *aks.ProfileField // nil for a group
	list  bool              // a list of groups
	keys  []*clusterKey
}

// clusterKeys is the form of the block cluster: the fields of a profile, those
// of networkProfile at the top too.
func clusterKeys() *clusterKey {
	root := &clusterKey{}
	fields := aks.ProfileFields()
	for i := range fields {
		f := &fields[i]
		root.add(f.Path, f)
		if flat, ok := strings.CutPrefix(f.Path, "networkProfile."); ok {
			root.add(flat, f)
		}
	}
	return root
}

// add adds a field at a path.
func (k *clusterKey) add(path string, f *aks.ProfileField) {
	for {
		step, rest, deeper := strings.Cut(path, ".")
		name, list := strings.CutSuffix(step, "[]")
		next := k.find(name)
		if next == nil {
			next = &clusterKey{name: name}
			k.keys = append(k.keys, next)
		}
		next.list = next.list || list
		if !deeper {
			next.field = f
			return
		}
		k, path = next, rest
	}
}

// find looks a key up as Azure does, in whatever case.
func (k *clusterKey) find(name string) *clusterKey {
	for _, key := range k.keys {
		if strings.EqualFold(key.name, name) {
			return key
		}
	}
	return nil
}

// cluster reads the settings of one cluster.
func (r *reader) cluster(n manifest.Node, at manifest.Path) *aks.Profile {
	if n.Kind() != manifest.Mapping {
		r.fail(n, "here a mapping is wanted (networkPlugin: azure)")
		return nil
	}
	r.clusterKeys(n, clusterKeys())
	return aks.BlockProfile(r.file, r.document, n, at)
}

// clusterKeys checks the keys of a block, and the values of enumerations.
func (r *reader) clusterKeys(n manifest.Node, known *clusterKey) {
	for key, value := range r.entries(n) {
		k := known.find(key.Key())
		switch {
		case k == nil:
			r.fail(key, "%s", unknownSetting(key.Key(), known))
		case value.Type() == manifest.Null:
		case k.list && value.Kind() == manifest.Sequence:
			for _, item := range value.Items() {
				r.clusterKeys(item, k)
			}
		case len(k.keys) > 0:
			if k.list {
				r.fail(value, "here a list is wanted ([a, b])")
			} else {
				r.clusterKeys(value, k)
			}
		default:
			r.clusterValue(value, k.field)
		}
	}
}

func unknownSetting(word string, known *clusterKey) string {
	var names []string
	for _, k := range known.keys {
		names = append(names, k.name)
	}
	text := "unknown setting of a cluster \"" + word + "\""
	if near, ok := analyzer.Suggest(word, names); ok {
		return text + "; did you mean " + near + "?"
	}
	return text
}

// clusterValue checks a value by the type of its field.
func (r *reader) clusterValue(n manifest.Node, f *aks.ProfileField) {
	if n.Kind() == manifest.Scalar && manifest.IsPlaceholder(n.Text()) {
		return // not known here
	}
	switch f.Type {
	case "integer":
		r.number(n)
	case "boolean":
		r.boolean(n)
	case "texts":
		for _, item := range r.items(n) {
			if !manifest.IsPlaceholder(item.Text()) {
				r.clusterWord(item, f.Words)
			}
		}
	case "text":
		if n.Kind() != manifest.Scalar {
			r.fail(n, "here a text is wanted")
			return
		}
		r.clusterWord(n, f.Words)
	case "labels":
		r.entries(n)
	case "items":
		r.items(n)
	}
}

// clusterWord checks a word of an enumeration; case does not count.
func (r *reader) clusterWord(n manifest.Node, words []string) {
	for _, w := range words {
		if strings.EqualFold(w, n.Text()) {
			return
		}
	}
	if len(words) > 0 {
		r.oneOf(n, words...)
	}
}

// clusters reads the list of clusters.
func (r *reader) clusters(n manifest.Node) {
	taken := map[string]bool{}
	for i, item := range r.items(n) {
		name, file := item.Get("name"), item.Get("file")
		text, ok := "", false
		if name.Exists() {
			text, ok = r.text(name)
		} else {
			r.fail(item, "a cluster of a list needs a `name`, which findings call it by")
		}
		if ok && taken[text] {
			r.fail(name, "a second cluster with the name %q", text)
		}
		taken[text] = true
		c := Cluster{Name: text}
		if file.Exists() {
			c.File, _ = r.text(file)
			for key := range item.Entries() {
				if word := key.Key(); word != "name" && word != "file" {
					r.fail(key, "the setting %q beside a file; write either the file or the settings", word)
				}
			}
		} else {
			c.Profile = r.cluster(item, manifest.At("clusters").Index(i))
		}
		r.config.Clusters = append(r.config.Clusters, c)
	}
}

// subnets reads a map of subnets, or the name of a file.
func (r *reader) subnets(n manifest.Node) {
	if n.Kind() == manifest.Scalar {
		r.config.SubnetsFile, _ = r.text(n)
		return
	}
	found, err := aks.SubnetsOf(n)
	if err != nil {
		r.faults = append(r.faults, fault{at: r.src.Position(n.Span().Start), told: err})
		return
	}
	r.config.Subnets = found
}

// networkSettings are the settings below network.
func networkSettings() []setting {
	prefixes := func(to func(*reader) *[]string) func(*reader, manifest.Node) {
		return func(r *reader, n manifest.Node) {
			for _, item := range r.items(n) {
				prefix, err := netip.ParsePrefix(item.Text())
				if err != nil || prefix != prefix.Masked() {
					r.fail(item, "%q is no address range such as 10.0.0.0/16", item.Text())
				}
				*to(r) = append(*to(r), item.Text())
			}
		}
	}
	return []setting{
		{"ipBlockMatchesPods", "Whether ipBlock of network policies matches the addresses of pods. Default: as the engine of the cluster does.", map[string]any{"type": "boolean"}, func(r *reader, n manifest.Node) {
			matches := r.boolean(n)
			r.config.Params.IPBlockMatchesPods = &matches
		}},
		{"peers", "Address ranges of virtual networks that are peered with the cluster's.", list(anyText), prefixes(func(r *reader) *[]string { return &r.config.Params.Peers })},
		{"onPremises", "Address ranges that are reached through ExpressRoute or VPN.", list(anyText), prefixes(func(r *reader) *[]string { return &r.config.Params.OnPremises })},
	}
}

// subnetsSchema describes the setting subnets.
var subnetsSchema = map[string]any{"oneOf": []any{
	map[string]any{"type": "string", "minLength": 1},
	map[string]any{"type": "object", "additionalProperties": map[string]any{"oneOf": []any{anyText, list(anyText)}}},
}}

// sharedSchemas are what the settings cluster and clusters share: the settings
// of a cluster, and those of its networkProfile, which may stand among them.
func sharedSchemas() map[string]any {
	network := map[string]any{}
	cluster := map[string]any{"networkProfile": map[string]any{"$ref": "#/$defs/network", "unevaluatedProperties": false}}
	for _, key := range clusterKeys().keys {
		switch {
		case key.name == "networkProfile":
			for _, inner := range key.keys {
				network[inner.name] = inner.schema()
			}
		case cluster[key.name] == nil:
			cluster[key.name] = key.schema()
		}
	}
	for name := range network { // the flat form is told once
		delete(cluster, name)
	}
	return map[string]any{
		"network": map[string]any{"type": "object", "properties": network},
		"cluster": map[string]any{"$ref": "#/$defs/network", "properties": cluster},
	}
}

// clusterSchema describes the block cluster.
func clusterSchema() map[string]any {
	return map[string]any{"type": "object", "$ref": "#/$defs/cluster", "unevaluatedProperties": false}
}

// namedClusterSchema describes an item of clusters.
func namedClusterSchema() map[string]any {
	schema := clusterSchema()
	schema["properties"] = map[string]any{"file": map[string]any{"type": "string", "minLength": 1, "description": "The file with the profile."}}
	schema["required"] = []string{"name"}
	return schema
}

func (k *clusterKey) schema() map[string]any {
	if len(k.keys) > 0 {
		properties := map[string]any{}
		for _, key := range k.keys {
			properties[key.name] = key.schema()
		}
		group := map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
		if k.list {
			return list(group)
		}
		return group
	}
	one := map[string]any{"type": "string"}
	if len(k.field.Words) > 0 { // Azure does not mind the case, editors do
		one["examples"] = k.field.Words
	}
	schema := map[string]map[string]any{
		"text": {"type": []any{"string", "number", "integer"}}, "texts": list(one), "integer": {"type": "integer"}, "boolean": {"type": "boolean"},
		"labels": {"type": "object"}, "items": {"type": "array"},
	}[k.field.Type]
	if k.field.Type == "text" && len(k.field.Words) > 0 {
		schema["examples"] = k.field.Words
	}
	schema["description"] = k.field.Doc
	return schema
}

package inventory

import (
	"cmp"
	"maps"
	"slices"

	"github.com/akslint/akslint/manifest"
)

// overlay is what the kustomizations above an object do to it.
type overlay struct {
	namespace         string
	labels, podLabels map[string]string
	affixes           []affix  // the outermost first
	patches           []*patch // in the order in which they are laid over an object
}

// names are those under which the kustomizations know an object, from its own
// to the one that it is applied with.
func (o *overlay) names(own string) []string {
	names := []string{own}
	for i := len(o.affixes) - 1; i >= 0; i-- {
		if a := o.affixes[i]; a != (affix{}) {
			own = a.prefix + own + a.suffix
			names = append(names, own)
		}
	}
	return names
}

// patchesOf are the patches that hit an object.
func (o *overlay) patchesOf(object *manifest.Object) (hit []*patch) {
	if len(o.patches) == 0 {
		return nil
	}
	names := o.names(object.Name)
	for _, p := range o.patches {
		if p.hits(object.Kind, names) {
			hit = append(hit, p)
		}
	}
	return hit
}

// reach collects what a kustomization reaches.
type reach struct {
	*builder
	scope *Scope
	// seen are the files and folders that were taken, each once for every
	// namespace: a base may be used for several.
	seen map[place]bool
}

type place struct{ name, namespace string }

// first reports whether a file or folder was not taken yet, and notes it.
func (r *reach) first(name, namespace string) bool {
	p := place{name, namespace}
	if r.seen[p] {
		return false
	}
	r.seen[p] = true
	return true
}

// take takes what a kustomization names; o is what happens to all of it.
func (r *reach) take(dir string, o overlay) {
	if !r.first(dir, o.namespace) {
		return
	}
	k := r.kustomizations[dir]
	r.scope.Open = r.scope.Open || k.open
	from := len(r.scope.Members)
	for _, name := range k.resources {
		switch inner := r.kustomizations[name]; {
		case inner != nil && inner.component: // what it changes is in o already
			r.take(name, o)
		case inner != nil:
			r.take(name, r.under(inner, o))
		case r.named[name] != nil:
			r.used[name] = true
			if r.first(name, o.namespace) {
				r.add(r.named[name], r.scope, o, false)
			}
		default:
			r.scope.Open = true // it names something that the input does not hold
		}
	}
	for _, name := range k.patchFiles {
		if f := r.named[name]; f != nil && r.first(name, o.namespace) {
			r.add(f, r.scope, overlay{namespace: o.namespace}, true)
		}
	}
	r.add(r.named[k.name], r.scope, overlay{namespace: o.namespace}, true)
	r.reached[dir] = map[manifest.Identity]bool{}
	for _, m := range r.scope.Members[from:] {
		r.reached[dir][nameOf(m.Object)] = true
	}
}

// under is what happens to the objects of a kustomization that others use. The
// outermost has the last word; a component changes what lies beside it.
func (r *reach) under(k *kustomization, above overlay) overlay {
	o := overlay{namespace: above.namespace, labels: map[string]string{}, podLabels: map[string]string{}}
	if o.namespace == "" {
		o.namespace = k.namespace
	}
	o.affixes = append(append(o.affixes, above.affixes...), k.affix)
	beside, namespace := len(o.affixes), ""
	for _, c := range r.components(k, map[*kustomization]bool{}) { // the last has the last word
		namespace = cmp.Or(c.namespace, namespace)
		o.affixes = slices.Insert(o.affixes, beside, c.affix)
		o.patches = append(o.patches, c.patches...)
		o.label(c.labels, c.podLabels)
	}
	o.namespace = cmp.Or(o.namespace, namespace)
	o.patches = append(append(o.patches, k.patches...), above.patches...)
	o.label(k.labels, k.podLabels)
	o.label(above.labels, above.podLabels)
	return o
}

// label adds labels; the last ones stay.
func (o *overlay) label(objects, pods map[string]string) {
	maps.Copy(o.labels, objects)
	maps.Copy(o.podLabels, pods)
}

// components lists those that a kustomization uses, directly or through
// others.
func (r *reach) components(k *kustomization, seen map[*kustomization]bool) (out []*kustomization) {
	for _, name := range k.resources {
		if c := r.kustomizations[name]; c != nil && c.component && !seen[c] {
			seen[c] = true
			out = append(append(out, r.components(c, seen)...), c)
		}
	}
	return out
}

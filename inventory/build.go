package inventory

import (
	"maps"
	"path"
	"sort"
	"strings"

	"github.com/akslint/akslint/manifest"
)

// Options are the settings that decide where objects land.
type Options struct {
	// Namespace is the one of objects that name none, as for kubectl.
	Namespace string
}

// Build sorts the objects of files into scopes: one for each kustomization
// that no other one uses, with all that it reaches; one for each Helm chart;
// and for the plain files one for each largest folder below which neither
// begins.
func Build(files []*manifest.File, opt Options) *Inventory {
	b := &builder{opt: opt, files: map[string]*manifest.File{}, order: map[*manifest.File]int{}, used: map[string]bool{},
		reached: map[string]map[manifest.Identity]bool{}, kustomizations: map[string]*kustomization{}, inv: &Inventory{memberships: map[*manifest.Object][]View{}}}
	for i, f := range files {
		b.files[path.Clean(f.Source.Name)] = f
		b.order[f] = i
	}
	b.findMarkers(files)
	b.buildKustomizations()
	b.buildFolders(files)
	for _, s := range b.inv.Scopes {
		sort.SliceStable(s.Members, func(i, j int) bool { return s.Members[i].order < s.Members[j].order })
		s.index()
		for _, m := range s.Members {
			b.inv.memberships[m.Object] = append(b.inv.memberships[m.Object], View{s, m})
		}
	}
	return b.inv
}

type builder struct {
	opt            Options
	files          map[string]*manifest.File // by clean name
	order          map[*manifest.File]int
	kustomizations map[string]*kustomization // by folder
	charts         []string
	// markers are the folders at or below which a kustomization or chart
	// begins.
	markers map[string]bool
	// used are the files that some kustomization reaches or patches with.
	used map[string]bool
	// reached are the objects that each kustomization folder reaches, by
	// group, kind and name.
	reached map[string]map[manifest.Identity]bool
	inv     *Inventory
}

// findMarkers finds the kustomizations and charts among the files.
func (b *builder) findMarkers(files []*manifest.File) {
	b.markers = map[string]bool{}
	for _, f := range files {
		name := path.Clean(f.Source.Name)
		dir := path.Dir(name)
		switch {
		case isKustomization(name):
			b.kustomizations[dir] = readKustomization(f, b.find)
			b.used[name] = true
		case path.Base(name) == "Chart.yaml":
			b.charts = append(b.charts, dir)
		default:
			continue
		}
		for ; !b.markers[dir]; dir = path.Dir(dir) {
			b.markers[dir] = true
		}
	}
	sort.Strings(b.charts)
}

func (b *builder) find(name string) *manifest.File { return b.files[name] }

// buildKustomizations makes a scope of each kustomization that no other uses.
func (b *builder) buildKustomizations() {
	referenced := map[string]bool{}
	dirs := make([]string, 0, len(b.kustomizations))
	for dir, k := range b.kustomizations {
		dirs = append(dirs, dir)
		for _, r := range k.resources {
			if r != dir {
				referenced[r] = true
			}
		}
	}
	sort.Strings(dirs)
	for _, dir := range dirs {
		for _, file := range b.kustomizations[dir].patchFiles {
			b.used[file] = true
		}
	}
	for _, dir := range dirs {
		if referenced[dir] {
			continue
		}
		s := &Scope{Name: dir, Kustomization: true, Open: b.kustomizations[dir].component}
		r := reach{builder: b, scope: s, seen: map[string]bool{}}
		r.kustomization(dir, overlay{})
		b.inv.Scopes = append(b.inv.Scopes, s)
	}
}

// overlay is what the kustomizations above an object do to it.
type overlay struct {
	namespace string
	labels    map[string]string
	patches   []patch
}

// reach collects what a kustomization reaches.
type reach struct {
	*builder
	scope *Scope
	seen  map[string]bool
}

func (r *reach) kustomization(dir string, above overlay) {
	if r.seen[dir] {
		return
	}
	r.seen[dir] = true
	k := r.kustomizations[dir]
	first := len(r.scope.Members)
	defer func() {
		r.reached[dir] = map[manifest.Identity]bool{}
		for _, m := range r.scope.Members[first:] {
			r.reached[dir][nameOf(m.Object)] = true
		}
	}()
	r.scope.Open = r.scope.Open || k.open
	o := overlay{namespace: above.namespace, labels: maps.Clone(k.labels)}
	if o.namespace == "" {
		o.namespace = k.namespace
	}
	maps.Copy(o.labels, above.labels)
	o.patches = append(append(o.patches, above.patches...), k.patches...)
	var components []*kustomization
	for _, name := range k.resources { // what a component patches lies beside it
		if c := r.kustomizations[name]; c != nil && c.component {
			components = append(components, c)
		}
	}
	for _, c := range components {
		o.patches = append(o.patches, c.patches...)
		maps.Copy(o.labels, c.labels)
	}
	for _, name := range k.resources {
		switch {
		case r.kustomizations[name] != nil:
			r.kustomization(name, o)
		case r.files[name] != nil:
			r.used[name] = true
			if !r.seen[name] {
				r.seen[name] = true
				r.add(r.files[name], r.scope, o, false)
			}
		default:
			r.scope.Open = true // it names something that the input does not hold
		}
	}
	for _, name := range k.patchFiles {
		if f := r.files[name]; f != nil && !r.seen[name] {
			r.seen[name] = true
			r.add(f, r.scope, overlay{namespace: o.namespace}, true)
		}
	}
}

// add puts the objects of a file into a scope.
func (b *builder) add(f *manifest.File, s *Scope, o overlay, fragment bool) {
	s.Open = s.Open || f.Template
	for _, d := range f.Documents {
		s.Open = s.Open || len(d.Problems) > 0 && (len(d.Objects) == 0 || d.Glued)
		if d.Glued {
			continue
		}
		for _, object := range d.Objects {
			m := &Member{Object: object, Fragment: fragment || b.forgottenPatch(f, object), scope: s, order: b.order[f]<<40 + d.Index<<16}
			if n := len(s.Members); n > 0 && s.Members[n-1].order >= m.order && s.Members[n-1].Object.Document == d {
				m.order = s.Members[n-1].order + 1
			}
			m.Namespace = b.landing(object, o)
			for _, p := range o.patches {
				if p.hits(object) {
					m.patches = append(m.patches, p)
				}
			}
			if !m.Fragment {
				m.Workload = newWorkload(m, o.labels)
			}
			s.Members = append(s.Members, m)
		}
	}
}

// nameOf identifies an object where its namespace does not count.
func nameOf(o *manifest.Object) manifest.Identity {
	return manifest.Identity{Group: o.Group(), Kind: o.Kind, Name: o.Name}
}

// forgottenPatch reports whether an object in the folder of a kustomization
// that does not name its file is a patch of something that the kustomization
// reaches, left over or used by hand.
func (b *builder) forgottenPatch(f *manifest.File, o *manifest.Object) bool {
	name := path.Clean(f.Source.Name)
	return !b.used[name] && b.reached[path.Dir(name)][nameOf(o)]
}

// landing is the namespace that an object is applied to.
func (b *builder) landing(o *manifest.Object, above overlay) string {
	switch {
	case clusterKinds[KindName(o)]:
		return ""
	case above.namespace != "":
		return above.namespace
	case o.Namespace != "":
		return o.Namespace
	}
	return b.opt.Namespace
}

// buildFolders makes the scopes of charts and of plain files.
func (b *builder) buildFolders(files []*manifest.File) {
	scopes := map[string]*Scope{}
	for _, f := range files {
		name := path.Clean(f.Source.Name)
		if b.used[name] {
			continue
		}
		key, dir := b.home(path.Dir(name))
		s := scopes[key]
		if s == nil {
			s = &Scope{Name: dir}
			scopes[key] = s
			b.inv.Scopes = append(b.inv.Scopes, s)
		}
		b.add(f, s, overlay{}, false)
	}
}

// home finds the scope of the plain files of a folder: the chart around it, or
// the largest folder around it below which no kustomization and no chart
// begins, or where one begins in or below the folder itself, the folder alone.
func (b *builder) home(dir string) (key, name string) {
	for _, chart := range b.charts {
		if dir == chart || strings.HasPrefix(dir, chart+"/") || chart == "." {
			return "chart " + chart, chart
		}
	}
	if b.markers[dir] {
		return "files " + dir, dir
	}
	for {
		parent := path.Dir(dir)
		if parent == dir || b.markers[parent] || strings.HasSuffix(dir, "..") {
			return "tree " + dir, dir
		}
		dir = parent
	}
}

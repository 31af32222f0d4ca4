package inventory

import (
	"path"
	"slices"
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
	b := &builder{opt: opt, inputs: make([]input, len(files)), named: make(map[string]*input, len(files)), used: map[string]bool{},
		reached: map[string]map[manifest.Identity]bool{}, kustomizations: map[string]*kustomization{}, partial: map[string]bool{}, kinds: map[[2]string]string{}, inv: &Inventory{}}
	for i, f := range files {
		name := path.Clean(f.Source.Name)
		b.inputs[i] = input{f, name, path.Dir(name), i}
		b.named[name] = &b.inputs[i]
	}
	b.findMarkers()
	b.buildKustomizations()
	b.buildFolders()
	count := 0
	for _, s := range b.inv.Scopes {
		slices.SortStableFunc(s.Members, byOrder)
		s.index()
		count += len(s.Members)
	}
	b.inv.join(count)
	return b.inv
}

// join notes for each object the scopes that it is applied in. There are as many
// views as scopes have members.
func (inv *Inventory) join(count int) {
	inv.memberships = make(map[*manifest.Object][]View, count)
	views := make([]View, 0, count)
	for _, s := range inv.Scopes {
		for _, m := range s.Members {
			if others := inv.memberships[m.Object]; others != nil { // it lies in a base
				inv.memberships[m.Object] = append(others, View{s, m})
				continue
			}
			views = append(views, View{s, m})
			inv.memberships[m.Object] = slices.Clip(views[len(views)-1:])
		}
	}
}

// input is a file with its clean name, its folder and its place among the others.
type input struct {
	*manifest.File
	name, folder string
	order        int
}

type builder struct {
	opt            Options
	inputs         []input
	named          map[string]*input
	kustomizations map[string]*kustomization // by folder
	charts         []string
	partial        map[string]bool // charts that draw on others
	// markers are the folders at or below which a kustomization or chart
	// begins.
	markers map[string]bool
	// used are the files that some kustomization reaches or patches with.
	used map[string]bool
	// reached are the objects that each kustomization folder reaches, by
	// group, kind and name.
	reached map[string]map[manifest.Identity]bool
	inv     *Inventory
	// kinds are the names of kinds, by apiVersion and kind: many objects share one.
	kinds   map[[2]string]string
	layered int // bytes of the texts that were laid over each other
}

// findMarkers finds the kustomizations and charts among the files.
func (b *builder) findMarkers() {
	b.markers = map[string]bool{}
	for _, f := range b.inputs {
		dir := f.folder
		switch {
		case isKustomization(f.File):
			b.kustomizations[dir] = readKustomization(f.File, b.find)
			b.used[f.name] = true
		case path.Base(f.name) == "Chart.yaml":
			b.charts = append(b.charts, dir)
			b.partial[dir] = top(f.File).Get("dependencies").Len() > 0
		default:
			continue
		}
		for ok := true; ok && !b.markers[dir]; dir, ok = above(dir) {
			b.markers[dir] = true
		}
	}
	sort.Strings(b.charts)
}

func (b *builder) find(name string) *manifest.File {
	if f := b.named[name]; f != nil {
		return f.File
	}
	return nil
}

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
		s := &Scope{Name: dir, Kustomization: true, Document: b.kustomizations[dir].document, Open: b.kustomizations[dir].component}
		r := reach{builder: b, scope: s, seen: map[place]bool{}}
		r.take(dir, r.under(b.kustomizations[dir], overlay{}))
		b.inv.Scopes = append(b.inv.Scopes, s)
	}
}

// add puts the objects of a file into a scope.
func (b *builder) add(f *input, s *Scope, o overlay, fragment bool) {
	s.Open = s.Open || f.Template
	for _, d := range f.Documents {
		s.Open = s.Open || len(d.Problems) > 0 && (len(d.Objects) == 0 || d.Glued)
		if d.Glued {
			continue
		}
		b.addDocument(f, d, s, o, fragment)
	}
}

// addDocument puts the objects of a document into a scope.
func (b *builder) addDocument(f *input, d *manifest.Document, s *Scope, o overlay, fragment bool) {
	if len(d.Objects) > 1 { // which ask for one tree
		d.Hold()
		defer d.Release()
	}
	for _, object := range d.Objects {
		m := &Member{Object: object, Fragment: fragment || b.forgottenPatch(f, object), Labels: o.labels, order: f.order<<40 + d.Index<<16}
		if n := len(s.Members); n > 0 && s.Members[n-1].order >= m.order && s.Members[n-1].Object.Document == d {
			m.order = s.Members[n-1].order + 1
		}
		m.kind = b.kindName(object)
		m.Namespace, m.name = b.landing(m, o)
		m.patches = o.patchesOf(object)
		if !m.Fragment {
			m.Workload = newWorkload(m, o.podLabels)
		}
		b.apply(m)
		s.Members = append(s.Members, m)
	}
}

// nameOf identifies an object where its namespace does not count.
func nameOf(o *manifest.Object) manifest.Identity {
	return manifest.Identity{Group: o.Group(), Kind: o.Kind, Name: o.Name}
}

// forgottenPatch reports whether an object in the folder of a kustomization
// that does not name its file is a patch of something that the kustomization
// reaches, left over or used by hand.
func (b *builder) forgottenPatch(f *input, o *manifest.Object) bool {
	reached := b.reached[f.folder]
	return len(reached) > 0 && !b.used[f.name] && reached[nameOf(o)]
}

// landing is the namespace that an object is applied to, and its name there:
// kustomize gives a Namespace the name that it gives to all namespaces.
func (b *builder) landing(m *Member, above overlay) (namespace, name string) {
	switch o := m.Object; {
	case m.kind == "Namespace" && above.namespace != "":
		return "", above.namespace
	case clusterKinds[m.kind]:
		return "", o.Name
	case above.namespace != "":
		return above.namespace, o.Name
	case o.Namespace != "":
		return o.Namespace, o.Name
	}
	return b.opt.Namespace, m.Object.Name
}

// kindName is KindName of an object.
func (b *builder) kindName(o *manifest.Object) string {
	key := [2]string{o.APIVersion, o.Kind}
	name, known := b.kinds[key]
	if !known {
		name = KindName(o)
		b.kinds[key] = name
	}
	return name
}

// buildFolders makes the scopes of charts and of plain files.
func (b *builder) buildFolders() {
	scopes, homes := map[string]*Scope{}, map[string]*Scope{}
	for i := range b.inputs {
		f := &b.inputs[i]
		if b.used[f.name] {
			continue
		}
		if homes[f.folder] == nil {
			key, dir := b.home(f.folder)
			if scopes[key] == nil {
				scopes[key] = &Scope{Name: dir, Open: strings.HasPrefix(key, "chart ") && b.partial[dir]}
				b.inv.Scopes = append(b.inv.Scopes, scopes[key])
			}
			homes[f.folder] = scopes[key]
		}
		b.add(f, homes[f.folder], overlay{}, false)
	}
}

// home finds the scope of the plain files of a folder: the chart around it, or
// the largest folder around it below which no kustomization and no chart
// begins, or where one begins in or below the folder itself, the folder alone.
func (b *builder) home(dir string) (key, name string) {
	for _, chart := range b.charts {
		if dir == chart || strings.HasPrefix(dir, chart+"/") || chart == "." && !outside(dir) {
			return "chart " + chart, chart
		}
	}
	if b.markers[dir] {
		return "files " + dir, dir
	}
	for {
		parent, ok := above(dir)
		if !ok || b.markers[parent] {
			return "tree " + dir, dir
		}
		dir = parent
	}
}

// above is the folder around a folder. ok is false for the topmost that a name
// can tell of: the working directory, the root, and what only ".." leads to.
func above(dir string) (parent string, ok bool) {
	if dir == "." || dir == "/" || path.Base(dir) == ".." {
		return dir, false
	}
	return path.Dir(dir), true
}

// outside reports whether a folder does not lie below the working directory.
func outside(dir string) bool {
	return path.IsAbs(dir) || dir == ".." || strings.HasPrefix(dir, "../")
}

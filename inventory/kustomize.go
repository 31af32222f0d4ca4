package inventory

import (
	"path"
	"strings"

	"github.com/akslint/akslint/manifest"
)

// kustomization is a kustomization.yaml read as data. Nothing is rendered:
// what it adds to objects is known to the rules that ask, no more.
type kustomization struct {
	dir       string
	component bool
	namespace string
	// resources are clean paths of files and folders.
	resources []string
	// labels are those that it adds to pod templates.
	labels  map[string]string
	patches []patch
	// patchFiles are the files that hold patches.
	patchFiles []string
	// open says that it draws on something outside the input: a remote base,
	// a Helm chart, a plugin.
	open bool
}

// isKustomization reports whether a file is one of kustomize's.
func isKustomization(name string) bool {
	switch path.Base(name) {
	case "kustomization.yaml", "kustomization.yml", "Kustomization":
		return true
	}
	return false
}

// readKustomization reads the first document of a kustomization file. find
// gives a loaded file by its clean name.
func readKustomization(f *manifest.File, find func(string) *manifest.File) *kustomization {
	k := &kustomization{dir: path.Dir(f.Source.Name), open: f.Template}
	var root manifest.Node
	for _, d := range f.Documents {
		k.open = k.open || len(d.Problems) > 0
		if d.Root.Kind() == manifest.Mapping {
			root = d.Root
			break
		}
	}
	if !root.Exists() {
		k.open = true
	}
	k.component = root.Get("kind").Text() == "Component"
	k.namespace = root.Get("namespace").Text()
	for _, key := range []string{"resources", "bases", "components", "crds"} {
		for _, item := range root.Get(key).Items() {
			if name, ok := k.local(item.Text()); ok {
				k.resources = append(k.resources, name)
			}
		}
	}
	for _, key := range []string{"helmCharts", "helmChartInflationGenerator", "generators", "transformers"} {
		k.open = k.open || root.Get(key).Len() > 0
	}
	k.readLabels(root)
	k.readPatches(root, find)
	return k
}

// local turns an entry into a clean path; ok is false for what lies elsewhere.
func (k *kustomization) local(entry string) (name string, ok bool) {
	host, _, _ := strings.Cut(entry, "/")
	if entry == "" || strings.Contains(entry, "://") || strings.Contains(entry, "?ref=") || strings.HasPrefix(entry, "git@") ||
		strings.Contains(entry, "//") || host == "github.com" || manifest.IsPlaceholder(entry) {
		k.open = true
		return "", false
	}
	return path.Join(k.dir, entry), true
}

// readLabels collects the labels that reach pod templates.
func (k *kustomization) readLabels(root manifest.Node) {
	k.labels = map[string]string{}
	collect := func(n manifest.Node) {
		for key, value := range n.Entries() {
			k.labels[key.Key()] = value.Text()
		}
	}
	collect(root.Get("commonLabels"))
	for _, item := range root.Get("labels").Items() {
		if item.Get("includeSelectors").Text() == "true" || item.Get("includeTemplates").Text() == "true" {
			collect(item.Get("pairs"))
		}
	}
}

// patch is what a kustomization changes in the objects that it names.
type patch struct {
	kind, name string
	// everywhere says that the target is given by labels or an expression
	// that is not evaluated: the patch may hit any object of the kind.
	everywhere bool
	paths      []manifest.Path
}

// hits reports whether a patch is meant for an object.
func (p patch) hits(o *manifest.Object) bool {
	if p.kind != "" && p.kind != o.Kind {
		return false
	}
	return p.everywhere || p.name == "" || p.name == o.Name
}

// touches reports whether a patch changes a path, something in it, or
// something that holds it.
func (p patch) touches(at manifest.Path) bool {
	for _, q := range p.paths {
		if at.HasPrefix(q) || q.HasPrefix(at) {
			return true
		}
	}
	return false
}

// readPatches collects the patches of all three fields, inline or by file.
func (k *kustomization) readPatches(root manifest.Node, find func(string) *manifest.File) {
	for _, item := range root.Get("patchesStrategicMerge").Items() {
		k.addPatch(item.Text(), manifest.Node{}, find)
	}
	for _, key := range []string{"patches", "patchesJson6902"} {
		for _, item := range root.Get(key).Items() {
			if item.Kind() == manifest.Scalar { // an old form: just the file
				k.addPatch(item.Text(), manifest.Node{}, find)
				continue
			}
			text := item.Get("path").Text()
			if inline := item.Get("patch").Text(); inline != "" {
				text = inline
			}
			k.addPatch(text, item.Get("target"), find)
		}
	}
	for _, item := range root.Get("replacements").Items() {
		for _, target := range item.Get("targets").Items() {
			k.addReplacement(target)
		}
	}
}

// addPatch reads a patch from a file that text names, or from text itself.
func (k *kustomization) addPatch(text string, target manifest.Node, find func(string) *manifest.File) {
	var f *manifest.File
	if strings.Contains(text, "\n") || strings.Contains(text, ": ") {
		f = manifest.Parse(manifest.NewSource(k.dir, []byte(text)), manifest.ParseOptions{})
	} else if name := path.Join(k.dir, text); text != "" {
		k.patchFiles = append(k.patchFiles, name)
		f = find(name)
	}
	if f == nil || f.Template {
		k.open = true
		return
	}
	base := patch{kind: target.Get("kind").Text(), name: target.Get("name").Text()}
	base.everywhere = target.Exists() && (base.name == "" || strings.ContainsAny(base.name, ".*|[](){}^$+?\\"))
	for _, d := range f.Documents {
		if d.Root.Kind() == manifest.Sequence {
			p := base
			for _, op := range d.Root.Items() {
				p.paths = append(p.paths, pointer(op.Get("path").Text()))
			}
			k.patches = append(k.patches, p)
		}
		for _, o := range d.Objects {
			p := base
			if !target.Exists() {
				p.kind, p.name = o.Kind, o.Name
			}
			p.paths = leaves(o.Node, manifest.Path{}, nil)
			k.patches = append(k.patches, p)
		}
	}
}

// addReplacement notes that a replacement writes to fields of its target.
func (k *kustomization) addReplacement(target manifest.Node) {
	sel := target.Get("select")
	p := patch{kind: sel.Get("kind").Text(), name: sel.Get("name").Text()}
	p.everywhere = p.name == ""
	for _, field := range target.Get("fieldPaths").Items() {
		p.paths = append(p.paths, pointer("/"+strings.ReplaceAll(field.Text(), ".", "/")))
	}
	k.patches = append(k.patches, p)
}

// pointer turns a JSON pointer into a path that ends before the first index:
// a patch of one item makes the whole list unsure.
func pointer(text string) manifest.Path {
	var p manifest.Path
	for _, step := range strings.Split(strings.TrimPrefix(text, "/"), "/") {
		step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		if step == "-" || step == "" || step[0] >= '0' && step[0] <= '9' || step[0] == '[' {
			break
		}
		p = p.Key(step)
	}
	return p
}

// leaves lists the paths that a merge patch sets; lists are taken as a whole.
func leaves(n manifest.Node, at manifest.Path, out []manifest.Path) []manifest.Path {
	if n.Kind() != manifest.Mapping {
		return append(out, at)
	}
	for key, value := range n.Entries() {
		name := key.Key()
		if at.Len() == 0 && (name == "apiVersion" || name == "kind") || at.Len() == 1 && at.Last().Key == "metadata" && (name == "name" || name == "namespace") {
			continue
		}
		if strings.HasPrefix(name, "$") {
			out = append(out, at)
			continue
		}
		out = leaves(value, at.Key(name), out)
	}
	return out
}

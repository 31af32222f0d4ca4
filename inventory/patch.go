package inventory

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/akslint/akslint/manifest"
)

// patch is what a kustomization changes in the objects that it names.
type patch struct {
	// kind and name are what it is meant for; nil stands for all. asks is what
	// else its target wants, so that it may hit less.
	kind, name *regexp.Regexp
	paths      []manifest.Path

	// What lays it over an object: see layers.go.
	asks  selection
	does  effect
	layer manifest.Layer
}

// hits reports whether a patch is meant for an object, which the kustomizations
// around it give several names.
func (p patch) hits(kind string, names []string) bool {
	return (p.kind == nil || p.kind.MatchString(kind)) && (p.name == nil || slices.ContainsFunc(names, p.name.MatchString))
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

// target reads the object that says what a patch is meant for. As in
// kustomize, kind and name are anchored regular expressions.
func target(n manifest.Node) patch {
	read := func(key string) *regexp.Regexp {
		text := n.Get(key).Text()
		if text == "" || manifest.IsPlaceholder(text) {
			return nil
		}
		expression, err := regexp.Compile("^(?:" + text + ")$")
		if err != nil {
			return nil
		}
		return expression
	}
	return patch{kind: read("kind"), name: read("name"), asks: selectionOf(n)}
}

// exactly matches a text, and everything where it is empty or a placeholder.
func exactly(text string) *regexp.Regexp {
	if text == "" || manifest.IsPlaceholder(text) {
		return nil
	}
	return regexp.MustCompile("^" + regexp.QuoteMeta(text) + "$")
}

// readAnnotations takes the annotations that a kustomization writes into all
// objects for a patch.
func (k *kustomization) readAnnotations(root manifest.Node) {
	common := root.Get("commonAnnotations")
	p := patch{does: annotations, layer: manifest.Layer{Document: k.document, Root: common}}
	for key := range common.Entries() {
		for _, at := range []manifest.Path{{}, manifest.At("spec", "template"), manifest.At("spec", "jobTemplate", "spec", "template")} {
			p.paths = append(p.paths, at.Keys("metadata", "annotations", key.Key()))
		}
	}
	if p.paths != nil {
		k.patches = append(k.patches, &p)
	}
}

// readReplicas takes the numbers of replicas that it writes for patches.
func (k *kustomization) readReplicas(root manifest.Node) {
	for _, item := range root.Get("replicas").Items() {
		k.patches = append(k.patches, &patch{name: exactly(item.Get("name").Text()), paths: []manifest.Path{manifest.At("spec", "replicas")}})
	}
}

// readPatches collects what a kustomization changes in objects, in the order in
// which kustomize does: patches of all three fields, inline or by file,
// annotations, replicas and replacements.
func (k *kustomization) readPatches(root manifest.Node, find func(string) *manifest.File) {
	for _, item := range root.Get("patchesStrategicMerge").Items() {
		k.addPatch(item, manifest.Node{}, find)
	}
	for _, key := range []string{"patches", "patchesJson6902"} {
		if key == "patchesJson6902" {
			k.readAnnotations(root)
		}
		for _, item := range root.Get(key).Items() {
			if item.Kind() == manifest.Scalar { // an old form: just the file
				k.addPatch(item, manifest.Node{}, find)
				continue
			}
			text := item.Get("path")
			if inline := item.Get("patch"); inline.Text() != "" {
				text = inline
			}
			k.addPatch(text, item.Get("target"), find)
		}
	}
	k.readReplicas(root)
	for _, item := range root.Get("replacements").Items() {
		if name := item.Get("path").Text(); name != "" {
			k.addReplacements(find(path.Join(k.dir, name)))
			continue
		}
		k.addReplacement(item)
	}
}

// addPatch reads a patch from a file that a text names, or from the text itself.
// One that cannot be read may change anything in its target.
func (k *kustomization) addPatch(n, meant manifest.Node, find func(string) *manifest.File) {
	text := n.Text()
	var layers []manifest.Layer
	if strings.ContainsAny(text, "\n[{") || strings.Contains(text, ": ") {
		layers = k.inlineLayers(n)
	} else if name := path.Join(k.dir, text); text != "" {
		k.patchFiles = append(k.patchFiles, name)
		if f := find(name); f != nil {
			for _, d := range f.Documents {
				layers = append(layers, manifest.Layer{Document: d, Root: d.Root()})
			}
		}
	}
	read := 0
	for _, layer := range layers {
		if k.addDocument(layer, meant) {
			read++
		}
	}
	if read == 0 {
		k.open = true
		if meant.Exists() {
			p := target(meant)
			p.paths = []manifest.Path{{}}
			k.patches = append(k.patches, &p)
		}
	}
}

// inlineLayers reads a patch that stands in the text of the kustomization: in its
// place where it has one, else all of it lies in the line where it begins.
func (k *kustomization) inlineLayers(n manifest.Node) (layers []manifest.Layer) {
	whole := n.Span()
	for _, d := range k.inline {
		if d.Span.Start >= whole.Start && d.Span.End <= whole.End && d.Root().Exists() {
			return []manifest.Layer{{Document: d, Root: d.Root()}}
		}
	}
	line, _, _ := strings.Cut(n.Source().Text()[whole.Start:whole.End], "\n")
	at := manifest.Span{Start: whole.Start, End: whole.Start + len(strings.TrimRight(line, "\r"))}
	f := manifest.Parse(manifest.NewSource(k.dir, []byte(n.Text())), manifest.ParseOptions{})
	for _, d := range f.Documents {
		layers = append(layers, manifest.Layer{Document: k.document, Root: d.Root(), At: at})
	}
	return layers
}

// addDocument reads one document of a patch: operations of JSON 6902, or the
// part of an object that is merged in. ok is false where it is neither.
func (k *kustomization) addDocument(layer manifest.Layer, meant manifest.Node) (ok bool) {
	root, p := layer.Root, target(meant)
	p.layer = layer
	switch root.Kind() {
	case manifest.Sequence:
		p.does = operations
		for _, op := range root.Items() {
			switch op.Get("op").Text() {
			case "test":
				continue
			case "move":
				p.paths = append(p.paths, pointer(op.Get("from").Text()))
			}
			p.paths = append(p.paths, pointer(op.Get("path").Text()))
		}
	case manifest.Mapping:
		p.does = merge
		if !meant.Exists() {
			p.kind, p.name = exactly(root.Get("kind").Text()), exactly(root.Get("metadata").Get("name").Text())
			p.asks.namespace = root.Get("metadata").Get("namespace").Text()
		}
		p.paths = leaves(root, manifest.Path{}, nil)
	default:
		return false
	}
	k.patches = append(k.patches, &p)
	return true
}

// addReplacements reads a file of replacements: one, or a list.
func (k *kustomization) addReplacements(f *manifest.File) {
	if f == nil || len(f.Documents) == 0 {
		k.patches = append(k.patches, &patch{paths: []manifest.Path{{}}})
		return
	}
	for _, d := range f.Documents {
		if d.Root().Kind() == manifest.Mapping {
			k.addReplacement(d.Root())
		}
		for _, item := range d.Root().Items() {
			k.addReplacement(item)
		}
	}
}

// addReplacement notes that a replacement writes to fields of its targets.
func (k *kustomization) addReplacement(item manifest.Node) {
	for _, t := range item.Get("targets").Items() {
		p := target(t.Get("select"))
		for _, field := range t.Get("fieldPaths").Items() {
			p.paths = append(p.paths, fieldPath(field.Text()))
		}
		k.patches = append(k.patches, &p)
	}
}

// pointer turns a JSON pointer into a path that ends before the first index:
// a patch of one item makes the whole list unsure.
func pointer(text string) manifest.Path {
	var p manifest.Path
	for step := range strings.SplitSeq(strings.TrimPrefix(text, "/"), "/") {
		if step == "" || step == "-" || step[0] >= '0' && step[0] <= '9' {
			break
		}
		p = p.Key(manifest.UnescapePointer(step))
	}
	return p
}

// fieldPath turns the path of a replacement (a.b\.c.[d.e/f].[name=g].h) into one
// that ends before the first list.
func fieldPath(text string) manifest.Path {
	var p manifest.Path
	for text != "" {
		var step string
		if inner, found := strings.CutPrefix(text, "["); found {
			step, text, _ = strings.Cut(inner, "]")
			text = strings.TrimPrefix(text, ".")
			if strings.Contains(step, "=") {
				return p
			}
		} else {
			end := 0
			for end < len(text) && (text[end] != '.' || end > 0 && text[end-1] == '\\') {
				end++
			}
			step = strings.ReplaceAll(text[:end], `\.`, ".")
			text = strings.TrimPrefix(text[end:], ".")
		}
		if step == "" || step == "*" || step == "-" || step[0] >= '0' && step[0] <= '9' {
			return p
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

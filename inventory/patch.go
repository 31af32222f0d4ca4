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
	// kind and name are what it is meant for; nil stands for all. What else a
	// target may ask for is not evaluated: the patch may hit more.
	kind, name *regexp.Regexp
	paths      []manifest.Path
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
	return patch{kind: read("kind"), name: read("name")}
}

// exactly matches a text, and everything where it is empty or a placeholder.
func exactly(text string) *regexp.Regexp {
	if text == "" || manifest.IsPlaceholder(text) {
		return nil
	}
	return regexp.MustCompile("^" + regexp.QuoteMeta(text) + "$")
}

// readAdditions collects what a kustomization writes into objects without a
// patch: annotations and replicas.
func (k *kustomization) readAdditions(root manifest.Node) {
	for key := range root.Get("commonAnnotations").Entries() {
		var p patch
		for _, at := range []manifest.Path{{}, manifest.At("spec", "template"), manifest.At("spec", "jobTemplate", "spec", "template")} {
			p.paths = append(p.paths, at.Keys("metadata", "annotations", key.Key()))
		}
		k.patches = append(k.patches, p)
	}
	for _, item := range root.Get("replicas").Items() {
		k.patches = append(k.patches, patch{name: exactly(item.Get("name").Text()), paths: []manifest.Path{manifest.At("spec", "replicas")}})
	}
}

// readPatches collects the patches of all three fields, inline or by file, and
// the replacements.
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
		if name := item.Get("path").Text(); name != "" {
			k.addReplacements(find(path.Join(k.dir, name)))
			continue
		}
		k.addReplacement(item)
	}
}

// addPatch reads a patch from a file that text names, or from text itself. One
// that cannot be read may change anything in its target.
func (k *kustomization) addPatch(text string, meant manifest.Node, find func(string) *manifest.File) {
	var f *manifest.File
	if strings.ContainsAny(text, "\n[{") || strings.Contains(text, ": ") {
		f = manifest.Parse(manifest.NewSource(k.dir, []byte(text)), manifest.ParseOptions{})
	} else if name := path.Join(k.dir, text); text != "" {
		k.patchFiles = append(k.patchFiles, name)
		f = find(name)
	}
	read := 0
	if f != nil {
		for _, d := range f.Documents {
			if k.addDocument(d.Root(), meant) {
				read++
			}
		}
	}
	if read == 0 {
		k.open = true
		if meant.Exists() {
			p := target(meant)
			p.paths = []manifest.Path{{}}
			k.patches = append(k.patches, p)
		}
	}
}

// addDocument reads one document of a patch: operations of JSON 6902, or the
// part of an object that is merged in. ok is false where it is neither.
func (k *kustomization) addDocument(root, meant manifest.Node) (ok bool) {
	p := target(meant)
	switch root.Kind() {
	case manifest.Sequence:
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
		if !meant.Exists() {
			p.kind, p.name = exactly(root.Get("kind").Text()), exactly(root.Get("metadata").Get("name").Text())
		}
		p.paths = leaves(root, manifest.Path{}, nil)
	default:
		return false
	}
	k.patches = append(k.patches, p)
	return true
}

// addReplacements reads a file of replacements: one, or a list.
func (k *kustomization) addReplacements(f *manifest.File) {
	if f == nil || len(f.Documents) == 0 {
		k.patches = append(k.patches, patch{paths: []manifest.Path{{}}})
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
		k.patches = append(k.patches, p)
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
		p = p.Key(strings.NewReplacer("~1", "/", "~0", "~").Replace(step))
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

package inventory

import (
	"path"
	"strings"

	"github.com/akslint/akslint/manifest"
)

// kustomization is a kustomization.yaml read as data. Nothing is rendered:
// what it adds to objects is known to the rules that ask, no more.
type kustomization struct {
	// name is that of its file, which holds the patches that it has as text.
	name string
	// document is what it was read from, inline are the patches in its text.
	document  *manifest.Document
	inline    []*manifest.Document
	dir       string
	component bool
	namespace string
	// resources are clean paths of files and folders.
	resources []string
	// labels are those that it adds to objects, and podLabels those of them that
	// reach pod templates.
	labels, podLabels map[string]string
	// affix is what it adds to names.
	affix   affix
	patches []*patch
	// patchFiles are the files that hold patches.
	patchFiles []string
	// open says that it draws on something outside the input: a remote base,
	// a Helm chart, a plugin.
	open bool
}

// affix is a namePrefix and a nameSuffix.
type affix struct{ prefix, suffix string }

// isKustomization reports whether a file is one of kustomize's, and not of
// another tool that names a kind alike (Flux).
func isKustomization(f *manifest.File) bool {
	if !manifest.IsKustomizationFile(f.Source.Name) {
		return false
	}
	version := top(f).Get("apiVersion").Text()
	return version == "" || strings.HasPrefix(version, "kustomize.config.k8s.io/")
}

// top is the first mapping among the documents of a file.
func top(f *manifest.File) manifest.Node {
	if d := topDocument(f); d != nil {
		return d.Root()
	}
	return manifest.Node{}
}

func topDocument(f *manifest.File) *manifest.Document {
	for _, d := range f.Documents {
		if d.Root().Kind() == manifest.Mapping {
			return d
		}
	}
	return nil
}

// readKustomization reads the first document of a kustomization file. find
// gives a loaded file by its clean name.
func readKustomization(f *manifest.File, find func(string) *manifest.File) *kustomization {
	root := top(f)
	k := &kustomization{name: path.Clean(f.Source.Name), document: topDocument(f), dir: path.Dir(f.Source.Name), open: !root.Exists()}
	for _, d := range f.Documents {
		if d.Inline {
			k.inline = append(k.inline, d)
		}
		k.open = k.open || len(d.Problems) > 0
	}
	k.component = root.Get("kind").Text() == "Component"
	k.namespace = root.Get("namespace").Text()
	k.affix = affix{root.Get("namePrefix").Text(), root.Get("nameSuffix").Text()}
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

// readLabels collects the labels that it adds.
func (k *kustomization) readLabels(root manifest.Node) {
	k.labels, k.podLabels = map[string]string{}, map[string]string{}
	collect := func(n manifest.Node, pods bool) {
		for key, value := range n.Entries() {
			k.labels[key.Key()] = value.Text()
			if pods {
				k.podLabels[key.Key()] = value.Text()
			}
		}
	}
	collect(root.Get("commonLabels"), true)
	for _, item := range root.Get("labels").Items() {
		collect(item.Get("pairs"), item.Get("includeSelectors").Text() == "true" || item.Get("includeTemplates").Text() == "true")
	}
}

package inventory

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/labels"

	"github.com/akslint/akslint/manifest"
)

// This file lays patches over the objects that they are meant for, so that rules
// can see what is applied in the end.

// effect is what a patch does, as far as it can be laid over an object.
type effect uint8

const (
	unread effect = iota // not known, or not laid over objects (replicas, replacements)
	merge
	operations
	annotations
)

// selection is what else than kind and name a target asks for.
type selection struct{ group, version, namespace, labels, annotations string }

func selectionOf(n manifest.Node) selection {
	return selection{n.Get("group").Text(), n.Get("version").Text(), n.Get("namespace").Text(), n.Get("labelSelector").Text(), n.Get("annotationSelector").Text()}
}

// meant reports whether a patch that hits a member by kind and name is meant for
// it, as far as that can be told.
func (p *patch) meant(m *Member) Truth {
	o := m.Object
	if s := p.asks; s != (selection{}) {
		version := strings.TrimPrefix(o.APIVersion, o.Group()+"/")
		if s.group != "" && s.group != o.Group() || s.version != "" && s.version != version {
			return No
		}
		if s.namespace != "" && s.namespace != m.Namespace && s.namespace != o.Namespace {
			return Unknown // it may be a pattern, or another namespace than the last
		}
		byLabel := selects(s.labels, textsOf(o, "labels"), m.Labels)
		byAnnotation := selects(s.annotations, textsOf(o, "annotations"), nil)
		switch {
		case byLabel == No || byAnnotation == No:
			return No
		case byLabel == Unknown || byAnnotation == Unknown:
			return Unknown
		}
	}
	return Yes
}

// textsOf are the labels or annotations of an object as it is written.
func textsOf(o *manifest.Object, field string) map[string]string {
	texts := map[string]string{}
	for key, value := range o.Find(manifest.At("metadata", field)).Entries() {
		texts[key.Key()] = value.Text()
	}
	return texts
}

// selects reports whether a selector matches texts, which others may have been
// added to.
func selects(selector string, texts, added map[string]string) Truth {
	if selector == "" {
		return Yes
	}
	s, err := labels.Parse(selector)
	if err != nil || manifest.IsPlaceholder(selector) {
		return Unknown
	}
	without := s.Matches(labels.Set(texts))
	if len(added) > 0 {
		all := maps.Clone(texts)
		maps.Copy(all, added)
		if s.Matches(labels.Set(all)) != without {
			return Unknown
		}
	}
	return truth(without)
}

// roomForLayers bounds the bytes of all texts that are laid over each other: a
// patch may be meant for thousands of objects.
const roomForLayers = 16 << 20

// apply lets the patches that are meant for a member be laid over its object when
// that is first asked for, while there is room.
func (b *builder) apply(m *Member) {
	if m.Fragment || !slices.ContainsFunc(m.patches, m.lays) {
		return
	}
	size := length(m.Object.Node())
	for _, p := range m.patches {
		size += length(p.layer.Root)
	}
	if b.layered += size; b.layered <= roomForLayers {
		m.applied = sync.OnceValue(m.lay)
	}
}

// lays reports whether a patch is laid over the object. The annotations that a
// kustomization gives to everything are not laid over workloads, which are most
// of the text: hardly one of them says something there.
func (m *Member) lays(p *patch) bool {
	return p.does != unread && (p.does != annotations || m.Workload == nil)
}

func length(n manifest.Node) int { return n.Span().End - n.Span().Start }

// lay lays the patches that are meant for a member over its object. What it
// returns is the member as it is applied, nil where one of them is not understood.
// Of an object that a patch deletes nothing is applied: it is a member without an
// object.
func (m *Member) lay() *Member {
	layers, ok := m.Object.Layered()
	if !ok {
		return nil
	}
	applied := m.Unpatched()
	applied.Object = nil
	for _, p := range m.patches {
		meant := p.meant(m)
		if meant == No {
			continue
		}
		if meant == Unknown || !m.lays(p) {
			applied.patches = append(applied.patches, p)
			continue
		}
		deleted, ok := p.over(layers)
		if deleted {
			return applied
		}
		if !ok {
			return nil
		}
	}
	applied.Object = layers.Object()
	return applied
}

// over lays the patch over an object.
func (p *patch) over(layers *manifest.Layers) (deleted, ok bool) {
	switch p.does {
	case merge:
		return layers.Merge(p.layer)
	case operations:
		return false, layers.Operate(p.layer)
	default:
		layers.Annotate(p.layer)
		return false, true
	}
}

// Unpatched is the member as if no patch were meant for it.
func (m *Member) Unpatched() *Member {
	return &Member{Object: m.Object, Namespace: m.Namespace, Labels: m.Labels, Workload: m.Workload, name: m.name, kind: m.kind, group: m.group, file: m.file, order: m.order}
}

package inventory

import (
	"iter"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/manifest"
)

// Text is a text that a workload's containers are given: the value of an
// environment variable, be it from a ConfigMap, or a word of a command.
type Text struct {
	// Key is the variable's name, or the key in the ConfigMap; "" in a command.
	Key, Value string
	// Object holds the text: that of the workload, or a ConfigMap.
	Object *manifest.Object
	place  textPlace
}

// textPlace is where a text stands in a workload; it has no container where it
// stands in a ConfigMap.
type textPlace struct {
	workload    *Workload
	containers  string // the key of the list of containers
	container   int
	field       string
	item        int
	ofConfigMap bool
}

// Path is the text's place in its Object.
func (t Text) Path() manifest.Path {
	if t.place.ofConfigMap {
		return manifest.At("data").Key(t.Key)
	}
	at := t.place.workload.SpecPath().Key(t.place.containers).Index(t.place.container).Key(t.place.field).Index(t.place.item)
	if t.place.field == "env" {
		at = at.Key("value")
	}
	return at
}

// Texts yields the texts that the containers of a workload are given, as far as
// the input shows them, those of init containers last. The view finds the
// ConfigMaps.
func (v View) Texts(w *Workload) iter.Seq[Text] {
	return func(yield func(Text) bool) {
		at := textPlace{workload: w, containers: "containers"}
		for at.container = range w.Spec.Containers {
			if !v.containerTexts(&w.Spec.Containers[at.container], at, yield) {
				return
			}
		}
		at.containers = "initContainers"
		for at.container = range w.Spec.InitContainers {
			if !v.containerTexts(&w.Spec.InitContainers[at.container], at, yield) {
				return
			}
		}
	}
}

func (v View) containerTexts(c *corev1.Container, at textPlace, yield func(Text) bool) bool {
	own := at.workload.Member.Object
	at.field = "env"
	for i := range c.Env {
		env := &c.Env[i]
		at.item = i
		switch {
		case env.Value != "":
			if !yield(Text{env.Name, env.Value, own, at}) {
				return false
			}
		case env.ValueFrom != nil && env.ValueFrom.ConfigMapKeyRef != nil:
			o, data := v.configMap(at.workload, env.ValueFrom.ConfigMapKeyRef.Name)
			key := env.ValueFrom.ConfigMapKeyRef.Key
			if value, ok := data[key]; ok && !yield(Text{key, value, o, textPlace{ofConfigMap: true}}) {
				return false
			}
		}
	}
	for _, from := range c.EnvFrom {
		if from.ConfigMapRef == nil {
			continue
		}
		o, data := v.configMap(at.workload, from.ConfigMapRef.Name)
		for _, key := range slices.Sorted(maps.Keys(data)) {
			if !yield(Text{key, data[key], o, textPlace{ofConfigMap: true}}) {
				return false
			}
		}
	}
	for _, words := range []struct {
		field string
		list  []string
	}{{"command", c.Command}, {"args", c.Args}} {
		at.field = words.field
		for i, word := range words.list {
			at.item = i
			if !yield(Text{"", word, own, at}) {
				return false
			}
		}
	}
	return true
}

// configMap finds a ConfigMap in the namespace of a workload, and its texts.
func (v View) configMap(w *Workload, name string) (*manifest.Object, map[string]string) {
	m, ok := v.Lookup("ConfigMap", w.Member.Namespace, name)
	if !ok {
		return nil, nil
	}
	cm, ok := m.Object.Typed.(*corev1.ConfigMap)
	if !ok {
		return nil, nil
	}
	return m.Object, cm.Data
}

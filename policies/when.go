package policies

import (
	"slices"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// When is a precondition on an object: the value at Path is there and is not
// null, and Equals and KeyPrefix hold where they are given; or one of Any holds.
// A When is meant to be cheap and may let too much through; the rule decides.
type When struct {
	// Any are preconditions of which one is enough; then there is nothing else.
	Any []When
	// Param is a setting of the organisation that must be given, with which the
	// object has nothing to do; Path is empty then.
	Param string
	// Path is dotted and has no indices: where it meets a sequence it goes on
	// in every item, and one that fits is enough. One that begins with "pod."
	// goes on in the pod template of a workload, and in a Pod.
	Path string
	// Equals lists the values that the scalar at Path may have.
	Equals []string
	// KeyPrefix begins a key of the mapping at Path.
	KeyPrefix string
}

// holds reports whether an object meets the precondition.
func (w When) holds(object manifest.Node, settings *analyzer.Params) bool {
	if w.Any != nil {
		return slices.ContainsFunc(w.Any, func(one When) bool { return one.holds(object, settings) })
	}
	if w.Param != "" {
		return settings != nil && params[w.Param](settings)
	}
	if rest, ok := strings.CutPrefix(w.Path, "pod."); ok {
		return w.below(podOf(object), rest)
	}
	return w.below(object, w.Path)
}

// podOf is the pod template of a workload, or a Pod itself.
func podOf(object manifest.Node) manifest.Node {
	spec := object.Get("spec")
	switch job := spec.Get("jobTemplate"); {
	case object.Get("kind").Text() == "Pod":
		return object
	case job.Exists():
		return job.Get("spec").Get("template")
	}
	return spec.Get("template")
}

// params says of each setting of the organisation whether it is given.
var params = map[string]func(*analyzer.Params) bool{
	"allowedServicePorts": func(p *analyzer.Params) bool { return len(p.AllowedServicePorts) > 0 },
	"allowedExternalIPs":  func(p *analyzer.Params) bool { return len(p.AllowedExternalIPs) > 0 },
	"allowedHostPorts":    func(p *analyzer.Params) bool { return len(p.AllowedHostPorts) > 0 },
	"requireHTTPS":        func(p *analyzer.Params) bool { return p.RequireHTTPS },
	"requireInternal":     func(p *analyzer.Params) bool { return p.RequireInternal },
}

func (w When) below(n manifest.Node, rest string) bool {
	if n.Kind() == manifest.Sequence {
		for _, item := range n.Items() {
			if w.below(item, rest) {
				return true
			}
		}
		return false
	}
	if rest == "" {
		return w.fits(n)
	}
	key, rest, _ := strings.Cut(rest, ".")
	value := n.Get(key)
	return value.Exists() && w.below(value, rest)
}

func (w When) fits(n manifest.Node) bool {
	if w.Equals != nil && (n.Kind() != manifest.Scalar || !slices.Contains(w.Equals, n.Key())) {
		return false
	}
	if w.KeyPrefix != "" {
		for key := range n.Entries() {
			if strings.HasPrefix(key.Key(), w.KeyPrefix) {
				return true
			}
		}
		return false
	}
	return n.Type() != manifest.Null
}

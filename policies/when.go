package policies

import (
	"slices"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// When is a precondition on an object: the value at Path is there and is not
// null, and what else is given of it holds; or one of Any holds. A When is meant
// to be cheap and may let too much through; the rule decides.
type When struct {
	// Any are preconditions of which one is enough; then there is nothing else.
	Any []When
	// Param is a setting of the organisation that must be given, Input what the
	// run must have been given. The object has nothing to do with them; Path is
	// empty then.
	Param string
	Input analyzer.Input
	// Path is the keys of a path, without indices: where it meets a sequence it
	// goes on in every item, and one that fits is enough. One that begins with
	// "pod" goes on in the pod template of a workload, and in a Pod.
	Path []string
	// Equals lists the values that the scalar at Path may have, Not those that
	// it may not have; then it need not be there.
	Equals, Not []string
	// Prefix begins the scalar at Path, KeyPrefix a key of the mapping there that
	// Not does not list.
	Prefix, KeyPrefix string
	// Empty says that nothing is at Path, null, or a list or mapping of nothing.
	Empty bool
}

// candidate is the object of a pass, of which preconditions are asked.
type candidate struct {
	*analyzer.Pass
	pod *manifest.Node // the pod template, once it is looked up
}

// holds reports whether an object meets the precondition.
func (w *When) holds(c *candidate) bool {
	switch {
	case w.Any != nil:
		for i := range w.Any {
			if w.Any[i].holds(c) {
				return true
			}
		}
		return false
	case w.Param != "":
		return c.Params != nil && params[w.Param](c.Params)
	case w.Input == analyzer.ClusterInput:
		return c.Profile != nil
	case w.Path[0] == "pod":
		return w.below(c.podTemplate(), w.Path[1:])
	case slices.Equal(w.Path, namespacePath) && landing(c.Pass) != "":
		return w.allows(landing(c.Pass))
	}
	return w.below(c.Object.Node(), w.Path)
}

var namespacePath = []string{"metadata", "namespace"}

// podTemplate is that of a workload, or a Pod itself.
func (c *candidate) podTemplate() manifest.Node {
	if c.pod == nil {
		n := c.Object.Node()
		for _, key := range podPaths[podPlaceOf(n)] {
			n = n.Get(key)
		}
		c.pod = &n
	}
	return *c.pod
}

// params says of each setting of the organisation whether it is given.
var params = map[string]func(*analyzer.Params) bool{
	"allowedServicePorts": func(p *analyzer.Params) bool { return len(p.AllowedServicePorts) > 0 },
	"allowedExternalIPs":  func(p *analyzer.Params) bool { return len(p.AllowedExternalIPs) > 0 },
	"allowedHostPorts":    func(p *analyzer.Params) bool { return len(p.AllowedHostPorts) > 0 },
	"requireHTTPS":        func(p *analyzer.Params) bool { return p.RequireHTTPS },
	"requireInternal":     func(p *analyzer.Params) bool { return p.RequireInternal },
}

// below goes on with the rest of a path.
func (w *When) below(n manifest.Node, rest []string) bool {
	fitsNothing := w.Empty || w.Not != nil && w.KeyPrefix == ""
	switch {
	case !n.Exists():
		return fitsNothing
	case n.Kind() == manifest.Sequence && (len(rest) > 0 || !w.Empty):
		for _, item := range n.Items() {
			fitsNothing = false
			if w.below(item, rest) {
				return true
			}
		}
		return fitsNothing
	case len(rest) == 0:
		return w.fits(n)
	}
	return w.below(n.Get(rest[0]), rest[1:])
}

func (w *When) fits(n manifest.Node) bool {
	switch {
	case w.KeyPrefix != "":
		for key := range n.Entries() {
			if strings.HasPrefix(key.Key(), w.KeyPrefix) && w.allows(key.Key()) {
				return true
			}
		}
		return false
	case w.Equals != nil:
		return n.Kind() == manifest.Scalar && w.allows(n.Key())
	case w.Not != nil:
		return n.Kind() != manifest.Scalar || w.allows(n.Key())
	case w.Prefix != "":
		return n.Kind() == manifest.Scalar && strings.HasPrefix(n.Key(), w.Prefix)
	case w.Empty:
		return n.Type() == manifest.Null || n.Kind() != manifest.Scalar && n.Len() == 0
	}
	return n.Type() != manifest.Null
}

// allows compares a text with Equals and Not.
func (w *When) allows(text string) bool {
	return (w.Equals == nil || slices.Contains(w.Equals, text)) && !slices.Contains(w.Not, text)
}

package aks

import (
	"iter"
	"strconv"
	"strings"

	"github.com/akslint/akslint/manifest"
)

// Setting is one value of a cluster profile with its place in the text. It is
// known, absent (null and the empty text count as absent), or unknown: an
// expression that only a deployment evaluates. Whatever is asked of an absent
// or an unknown setting answers no, so that a rule that looks for a value needs
// no test before; a rule about absence asks Absent.
type Setting struct {
	from  *reading
	node  manifest.Node
	state state
	// at is where the value lies or would lie, near the nearest place that there
	// is.
	at, near manifest.Path
	// field is the path in the words of Azure Resource Manager, from the cluster.
	field string
	// text is the value where it was computed, or taken as a default.
	text string
	// made says that text stands instead of a node, or parts where an expression
	// puts a list or an object together.
	made  bool
	parts *parts
	// assumed says that text is a default.
	assumed bool
	// shadow says what a Terraform plan does not know yet, and written what its
	// configuration says of that.
	shadow  manifest.Node
	written written
	// above is where a key is looked for next: the flat form of the block cluster,
	// and the name of what azapi makes, which stands beside its body.
	above *Setting
	// scope evaluates expressions of a template; run is the evaluation that
	// asks, nil where none does.
	scope *armScope
	run   *evaluation
	// settled are the settings below that were evaluated already, by path.
	settled map[string]Setting
}

// reading is how a file spells its settings.
type reading struct {
	terraform bool
	// flat says that the settings of networkProfile may stand at the top.
	flat bool
	// partial says that the text tells only a part of the cluster.
	partial bool
	// resource is the block that names in Terraform begin in.
	resource Setting
}

type state uint8

const (
	absent state = iota
	known
	unknown
)

// Known reports whether there is a value, and it can be read.
func (s Setting) Known() bool { return s.state == known }

// Absent reports whether there is no value. An unknown setting is not absent.
func (s Setting) Absent() bool { return s.state == absent }

// Unknown reports whether there may be a value that this file does not tell.
func (s Setting) Unknown() bool { return s.state == unknown }

// Path is where a person would edit the setting: the value, or where it is
// absent the nearest place above it.
func (s Setting) Path() manifest.Path { return s.near }

// Home is where the value lies or would lie, for fixes.
func (s Setting) Home() manifest.Path { return s.at }

// Field is the path of the setting in the words of Azure Resource Manager, as
// in networkProfile.podCidr.
func (s Setting) Field() string { return s.field }

// Text is the value of a scalar, "" where there is none.
func (s Setting) Text() string {
	switch {
	case s.state != known:
		return ""
	case s.made:
		return s.text
	}
	return s.node.Text()
}

// Is reports whether the value is one of some words, in whatever case: Azure
// compares its enumerations that way.
func (s Setting) Is(words ...string) bool {
	if s.state != known {
		return false
	}
	for _, word := range words {
		if strings.EqualFold(s.Text(), word) {
			return true
		}
	}
	return false
}

// Or gives an absent setting the value that holds without one. It stays where
// it is.
func (s Setting) Or(text string) Setting {
	if s.state == absent {
		s.text, s.made, s.assumed, s.state = text, true, true, known
	}
	return s
}

// Assumed reports whether the value is a default that Or gave.
func (s Setting) Assumed() bool { return s.assumed }

// True reports whether the value is true.
func (s Setting) True() bool { return s.Is("true") }

// False reports whether the value is known not to be true: false, or absent,
// which is the same for every switch of a cluster.
func (s Setting) False() bool { return s.state == absent || s.Is("false") }

// Int reads a whole number.
func (s Setting) Int() (int, bool) {
	n, err := strconv.Atoi(s.Text())
	return n, err == nil && s.state == known
}

// Items yields the items of a list that are there.
func (s Setting) Items() iter.Seq2[int, Setting] {
	return func(yield func(int, Setting) bool) {
		if s.parts != nil {
			s.parts.items(s, yield)
			return
		}
		if s.state != known || s.made {
			return
		}
		for i, node := range s.node.Items() {
			item := s
			item.node, item.at, item.field = node, s.at.Index(i), s.field+"[]"
			item.near, item.shadow, item.written, item.above = item.at, s.shadow.Item(i), s.written.item(i), nil
			if item = item.resolve(); !yield(i, item) {
				return
			}
		}
	}
}

// Len is the number of items of a list.
func (s Setting) Len() int {
	n := 0
	for range s.Items() {
		n++
	}
	return n
}

// Texts are the known items of a list, and all whether there are no others.
func (s Setting) Texts() (texts []string, all bool) {
	all = s.state != unknown
	for _, item := range s.Items() {
		if item.state == known {
			texts = append(texts, item.Text())
		}
		all = all && item.state != unknown
	}
	return texts, all
}

// Get follows keys, in the words of Azure Resource Manager and whatever case:
// Get("networkProfile.podCidr").
func (s Setting) Get(path string) Setting {
	if found, ok := s.settled[path]; ok {
		return found
	}
	for key := range strings.SplitSeq(path, ".") {
		s = s.step(key)
	}
	return s
}

// step follows one key.
func (s Setting) step(key string) Setting {
	field := key
	if s.field != "" {
		field = s.field + "." + key
	}
	if s.hasProperties(key) {
		s = s.properties()
	}
	child := Setting{from: s.from, at: s.at.Key(key), near: s.near, field: field, scope: s.scope, run: s.run, state: s.state, shadow: s.shadow.Get(key)}
	switch {
	case s.from != nil && s.from.terraform:
		return s.stepTerraform(child)
	case s.state != known:
		return child
	case s.parts != nil:
		return s.parts.get(child, key)
	case s.made:
		child.state = absent
		return child
	}
	name, node := entry(s.node, key)
	top := s.from.flat && field == "networkProfile"
	switch {
	case node.Exists():
		child.node, child.at = node, s.at.Key(name.Key())
		child.near = child.at
		if child = child.resolve(); top {
			child.above = &s
		}
		return child
	case top: // its settings stand here
		s.field = field
		return s
	case isTrue(child.shadow):
		child.state = unknown
		return child
	case s.above != nil:
		child = s.above.step(key)
		child.field = field
		return child
	case s.scope != nil:
		return s.copied(child, key)
	}
	child.state = absent
	if s.untold(key) {
		child.state = unknown
	}
	return child
}

// hasProperties reports whether a key stands below properties: so it is with
// resources, as the API has them, and with some of what az prints.
func (s Setting) hasProperties(key string) bool {
	switch {
	case s.from == nil || s.from.flat || s.from.terraform || s.state != known || s.made:
		return false
	case s.field == "":
		return !resourceKeys[strings.ToLower(key)]
	}
	return s.field == poolField && !strings.EqualFold(key, "name")
}

// properties is the setting below properties, itself where it has none.
func (s Setting) properties() Setting {
	name, inner := entry(s.node, "properties")
	if !inner.Exists() || inner.Type() == manifest.Null {
		return s
	}
	below := s
	below.node, below.at, below.shadow = inner, s.at.Key(name.Key()), s.shadow.Get("properties")
	if inner.Kind() == manifest.Scalar {
		return below.resolve()
	}
	return below
}

// untold reports whether the absence of a key says nothing: people write down
// what they care for, and a part of a cluster is no cluster.
func (s Setting) untold(key string) bool {
	return s.field == "" && (s.from.flat && !flatLeaves[strings.ToLower(key)] || s.from.partial)
}

// isTrue reports whether a node is the boolean true.
func isTrue(n manifest.Node) bool { return n.Type() == manifest.Bool && n.Text() == "true" }

// flatLeaves are the settings at the top of a block that are no groups: where
// a group is not named, nothing is known of what is in it.
var flatLeaves = map[string]bool{"name": true, "location": true, "kubernetesversion": true, "currentkubernetesversion": true, "supportplan": true}

// resourceKeys are what a resource has beside its properties.
var resourceKeys = map[string]bool{"name": true, "location": true, "sku": true, "tags": true, "identity": true, "id": true, "type": true, "kind": true, "apiversion": true}

// entry finds a key in whatever case.
func entry(n manifest.Node, key string) (name, value manifest.Node) {
	for k, v := range n.Entries() {
		if strings.EqualFold(k.Key(), key) {
			return k, v
		}
	}
	return manifest.Node{}, manifest.Node{}
}

// resolve sets the state of a setting by its node, and evaluates what a
// template computes.
func (s Setting) resolve() Setting {
	s.state = known
	if s.node.Kind() != manifest.Scalar {
		return s
	}
	text := s.node.Text()
	switch {
	case s.node.Type() == manifest.Null || text == "":
		s.state = absent
	case s.scope != nil && isExpression(text):
		return s.scope.evaluate(s, text[1:len(text)-1])
	case manifest.IsPlaceholder(text):
		s.state = unknown
	case s.scope != nil && strings.HasPrefix(text, "[["):
		s.text, s.made = text[1:], true
	}
	return s
}

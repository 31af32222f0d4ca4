package aks

import (
	"strings"

	"github.com/akslint/akslint/manifest"
)

// armScope is what the expressions of one template see.
type armScope struct {
	// top is the template, passed the properties of the deployment that gives
	// it parameters, as the template around it sees them. nested says that it is
	// deployed by another one, so that passed are all that it gets.
	top, passed Setting
	nested      bool
	// loops are the numbers of the loops around a setting, by their names; that
	// of a resource has the name "" too.
	loops map[string]int
}

// newScope makes the scope of a template.
func newScope(top Setting, deployment Setting) *armScope {
	scope := &armScope{top: top}
	scope.top.scope = scope
	scope.top.field = "template"
	if deployment.Known() {
		scope.passed, scope.nested = deployment.raw("parameters"), true
	}
	return scope
}

// round is the scope in one round of a loop.
func (a *armScope) round(n int, names ...string) *armScope {
	inner := *a
	inner.loops = map[string]int{}
	for name, i := range a.loops {
		inner.loops[name] = i
	}
	for _, name := range names {
		inner.loops[strings.ToLower(name)] = n
	}
	return &inner
}

// evaluation is the evaluation of one setting, with all that it leads to. What
// is deeper or longer than any template is given up; total, where it is not nil,
// counts the steps of a whole template.
type evaluation struct {
	depth, steps int
	total        *int
}

// step counts one step, and reports whether there may be more.
func (run *evaluation) step() bool {
	run.steps++
	if run.total == nil {
		return run.steps <= maxSteps
	}
	*run.total++
	return run.steps <= maxSteps && *run.total <= maxTotal
}

const (
	maxSteps  = 2000
	maxTotal  = 500_000
	maxCalls  = 64       // calls in each other
	maxMade   = 64 << 10 // bytes of a text that an expression makes
	maxRounds = 100      // of a loop; so many pools a cluster has
)

// in is a setting as an evaluation sees it.
func (s Setting) in(run *evaluation) Setting {
	s.run = run
	return s
}

// evaluate gives the value of an expression, as far as the template alone tells
// it: literals, default values of parameters, variables, outputs of templates in
// it, and the functions that only put these together. Everything else is
// unknown. A value that stands somewhere else in the template lies there.
func (a *armScope) evaluate(s Setting, text string) Setting {
	s.state = unknown
	run := s.run
	if run == nil {
		run = &evaluation{}
	}
	if run.depth >= maxNesting {
		return s
	}
	run.depth++
	defer func() { run.depth-- }()
	e := &expression{scope: a, origin: s.in(run), rest: text}
	value := e.value()
	if e.rest = strings.TrimSpace(e.rest); e.rest != "" || e.wrong || strings.HasSuffix(value.text, somewhere) {
		return s
	}
	value.field, value.from, value.run = s.field, s.from, s.run
	if value.state == absent {
		value.at, value.near = s.at, s.near
	}
	return value
}

// rounds is how often the loop in copy goes round; ok is false where it is not
// known.
func (s Setting) rounds() (n int, ok bool) {
	n, ok = s.raw("count").Int()
	return n, ok && 0 <= n && n <= maxRounds
}

// copied looks for a key among the loops of an object, which make lists.
func (s Setting) copied(child Setting, key string) Setting {
	child.state = absent
	name, list := entry(s.node, "copy")
	loops := s
	loops.node, loops.at, loops.field = list, s.at.Key(name.Key()), "template"
	for _, loop := range loops.Items() {
		if !loop.raw("name").Is(key) {
			continue
		}
		n, ok := loop.rounds()
		if !ok {
			child.state = unknown
			return child
		}
		var items []Setting
		for i := range n {
			input := loop
			input.scope = s.scope.round(i, key)
			items = append(items, input.raw("input"))
		}
		return child.list(items)
	}
	return child
}

// isExpression reports whether a text of a template is computed: "[...]", and
// not "[[...]", which stands for a text with a bracket.
func isExpression(text string) bool {
	return strings.HasPrefix(text, "[") && !strings.HasPrefix(text, "[[") && strings.HasSuffix(text, "]")
}

// raw follows one key as it is written, whatever the setting is.
func (s Setting) raw(key string) Setting {
	s.field = "template"
	return s.step(key)
}

// resources yields the resources of a template with their symbolic names: the
// items of a list, or the values of a mapping.
func resources(list Setting) func(yield func(string, Setting) bool) {
	return func(yield func(string, Setting) bool) {
		if !list.Known() || list.made {
			return
		}
		for _, item := range list.Items() {
			if !yield("", item) {
				return
			}
		}
		for key, value := range list.node.Entries() {
			item := list
			item.node, item.at = value, list.at.Key(key.Key())
			item.near = item.at
			if !yield(key.Key(), item.resolve()) {
				return
			}
		}
	}
}

// deployment finds a template that is deployed from this one, by its symbolic
// name or its id, as what "reference" gives of it.
func (e *expression) deployment(name string) Setting {
	last := name[strings.LastIndexByte(name, '/')+1:]
	for symbol, resource := range resources(e.top("resources")) {
		if !resource.raw("type").Is(deploymentType) || symbol != name && !resource.raw("name").Is(last) {
			continue
		}
		inner := deployed(resource)
		return e.origin.object([]string{"outputs"}, []Setting{inner.raw("outputs").in(e.origin.run)})
	}
	return e.unknown()
}

// deployed is the template of a deployment, in the scope that its expressions
// see: its own, or that of the template around it.
func deployed(deployment Setting) Setting {
	properties := deployment.raw("properties")
	inner := properties.raw("template")
	if !inner.Known() || inner.made || inner.node.Kind() != manifest.Mapping {
		inner.state = unknown
		return inner
	}
	if properties.raw("expressionEvaluationOptions").raw("scope").Is("inner") {
		return newScope(inner, properties).top
	}
	return inner
}
